import pc from 'picocolors';
import { type ListedRun, listedRuns } from '../../client/other-runs.js';
import { everyText } from '../../runbook/escape/characters.js';
import { terminalText } from '../../runbook/escape/plain-text.js';
import { durationText } from '../../runbook/words/phrases.js';
import { isForPeople } from '../../runbook/words/notices.js';
import { minuteText, whoText } from '../../runbook/words/question-text.js';
import type { Waiting } from '../../runbook/words/status.js';
import { EXIT, usageError, write, writeJson } from './output-and-exit.js';
import { withClient } from './reach-run.js';
import { terminalWidth, wrapped } from './run-lines.js';

/**
 * Print every run that is going on, of every runbook and connection, with whom each waits for and since when. Returns the exit
 * code. @throws CommandError where one run is named as well, TemporalError
 */
export async function showAllRuns(options: { workflowId?: string; config?: string; json: boolean }): Promise<number> {
  const one = options.workflowId === undefined ? options.config && '--config' : '--workflow-id';
  if (one) throw usageError(`--all shows every run, and ${one} means one: give one of the two.`);
  const runs = await withClient(listedRuns);
  if (options.json) writeJson({ runs });
  else write(allRunsText(runs, { width: terminalWidth(), now: Date.now() }));
  return runs.some(({ waitingFor }) => waitingFor === null) ? EXIT.failed : EXIT.done;
}

/** The runs below the connection that each is about. `now` is in milliseconds since the epoch. */
export function allRunsText(runs: ListedRun[], drawing: { width: number; now: number }): string {
  if (runs.length === 0) return 'No run is going on. Start an onboarding with `npm run start-onboarding`.';
  const all = runs.map((run) => everyText(run, terminalText));
  const connections = new Map<string, ListedRun[]>();
  for (const run of all) {
    const name = run.domain === null ? 'Of no connection' : `${run.domain}, ${run.oktaOrg}`;
    connections.set(name, [...(connections.get(name) ?? []), run]);
  }
  return [...connections]
    .map(([name, of]) => [pc.bold(name), ...of.flatMap((run) => runLines(run, drawing))].join('\n'))
    .join('\n\n');
}

function runLines(run: ListedRun, { width, now }: { width: number; now: number }): string[] {
  const { heading, runbook, workflowId, startedAt, waitingFor } = run;
  return [
    wrapped(`  ${heading ?? runbook}, since ${minuteText(startedAt)} UTC`, width, '    '),
    `    ${pc.dim(workflowId)}`,
    ...waitLines(waitingFor, now).map((line) => `    ${wrapped(line, width, '      ')}`),
  ];
}

function waitLines(waitingFor: Waiting[] | null, now: number): string[] {
  if (waitingFor === null) return [pc.yellow('It does not answer: no worker serves it right now.')];
  if (waitingFor.length === 0) return ['Nobody is waited for: it is at work.'];
  return waitingFor.map((one) => {
    const since = `since ${minuteText(one.since)} UTC (${durationText(now - Date.parse(one.since))})`;
    if (!isForPeople(one.role)) return `It looks by itself ${since}: ${one.title}`;
    const overdue = one.overdue ? pc.red(', overdue') : '';
    return `${whoText(one)} ${since}${overdue}: ${one.title} (${one.message})`;
  });
}
