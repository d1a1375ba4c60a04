import { statfs } from 'node:fs/promises';
import type { Client } from '@temporalio/client';
import { EXIT, note, write, writeJson } from '../cli/lib/output-and-exit.js';
import { reportLines, terminalWidth } from '../cli/lib/run-lines.js';
import { NoServerError, queryRun } from '../client/ask-run.js';
import { follow, type Snapshot } from '../client/follow-run.js';
import { lookAt, withNewestLook } from '../client/newest-look.js';
import { pause } from '../client/pause.js';
import { openQuestions } from '../runbook/words/progress.js';
import { reportMarkdown } from '../runbook/words/report-markdown.js';
import type { Report } from '../runbook/words/report.js';
import type { Asked } from './dialogue.js';
import type { StartOptions } from './options.js';
import type { View } from './view.js';

export interface Watch {
  client: Client;
  workflowId: string;
  options: StartOptions;
  view: View;
  /** Aborted when the person leaves. */
  leaving: AbortSignal;
  /** There is somebody at this terminal who may answer. */
  asksHere: boolean;
  /** The address of a question's place, where the question itself has none; null where nobody knows it. */
  pageOf: ((place: string) => string | null) | null;
  /** Where the embedded Temporal keeps its data; null for a cluster. */
  dataDir: string | null;
  exitOf: ExitOf;
}

/** The exit code for a run that is over. */
export type ExitOf = (report: Report) => number;

/** As most commands have it: what is done with findings is done. */
export const usualExit: ExitOf = ({ outcome }) =>
  outcome === 'done' || outcome === 'done-with-findings' ? EXIT.done : EXIT.failed;

/** Show a run until it is over or the person leaves, asking at the terminal for what is waited for; gives the exit code. */
export async function watch(watching: Watch): Promise<number> {
  const { client, workflowId, options, view, leaving, asksHere, pageOf, dataDir, exitOf } = watching;
  const onSilence = (sentence: string): void => void tellSilence(sentence, dataDir);
  let last: Asked = 'sent';
  for await (const seen of follow({ client, workflowId, signal: leaving, onSilence })) {
    const snapshot = pageOf === null ? seen : withPages(seen, pageOf);
    view.show(snapshot);
    if (snapshot.status.outcome !== 'running') {
      if (await untilClosed(client, workflowId, leaving, onSilence)) return finish(client, workflowId, options, exitOf);
      break;
    }
    const open = openQuestions(withNewestLook(snapshot.status, snapshot.verdicts).status);
    if (open.length === 0) continue;
    if (!options.wait) return leave(options, workflowId, EXIT.notClean);
    // What was just answered is asked again only when the look has not found it.
    const questions = open.filter(({ looking }) => !looking);
    if (!asksHere || questions.length === 0) continue;
    view.rest();
    // Loaded only here: most runs are answered from elsewhere.
    const [{ askNext }, { keyCheckFor }] = await Promise.all([
      import('./dialogue.js'),
      import('../cli/lib/known-sealing-keys.js'),
    ]);
    const checkKey = keyCheckFor(options);
    last = await askNext({ client, workflowId, questions, letChoose: last === 'declined', leaving, write, checkKey });
    if (last === 'elsewhere') write('Somebody else has answered meanwhile.');
    if (last === 'changed') write('There is news of this question:');
    if (last === 'left') break;
  }
  view.rest();
  note('The run is kept as it is; the same command joins it again.');
  return leave(options, workflowId, EXIT.notClean);
}

/** With an address for each question that has none and whose place has one. */
function withPages({ status, ...snapshot }: Snapshot, pageOf: NonNullable<Watch['pageOf']>): Snapshot {
  // The status of an earlier version has none.
  const waitingFor = (status.waitingFor ?? []).map((one) => {
    const { place, url } = one.where;
    return { ...one, where: { place, url: url ?? pageOf(place) } };
  });
  return { ...snapshot, status: { ...status, waitingFor } };
}

/** Leave a run that goes on; with `--json` the last line says so. */
export function leave(options: StartOptions, workflowId: string, exitCode: number): number {
  if (options.json) writeJson({ type: 'result', outcome: 'running', workflowId, report: null });
  return exitCode;
}

/** How often it is looked. Milliseconds. */
const LOOK_MS = 100;
/** How long Temporal may take to close a run whose last step is done. Milliseconds. */
const CLOSING_MS = 5_000;

async function tellSilence(sentence: string, dataDir: string | null): Promise<void> {
  const cause = dataDir === null ? null : await fullDiskSentence(dataDir);
  note(cause === null ? sentence : `${sentence} ${cause}`);
}

/** The report's own evidence (where it was written) is there once the workflow has closed. False where the person leaves. */
async function untilClosed(
  client: Client,
  workflowId: string,
  leaving: AbortSignal,
  onSilence: (sentence: string) => void,
): Promise<boolean> {
  const late = setTimeout(() => onSilence('Temporal has not written down the end of the run yet.'), CLOSING_MS);
  try {
    while (!leaving.aborted) {
      if (await hasClosed(client, workflowId)) return true;
      await pause(LOOK_MS, leaving);
    }
    return false;
  } finally {
    clearTimeout(late);
  }
}

async function hasClosed(client: Client, workflowId: string): Promise<boolean> {
  try {
    return (await lookAt(client, workflowId)).isClosed;
  } catch (error) {
    if (error instanceof NoServerError) return false;
    throw error;
  }
}

async function finish(client: Client, workflowId: string, options: StartOptions, exitOf: ExitOf): Promise<number> {
  const report = await queryRun<Report>(client, workflowId, 'report');
  if (options.json) writeJson({ type: 'result', outcome: report.outcome, workflowId, report });
  else write(`\n${process.stdout.isTTY ? reportLines(report, terminalWidth()).join('\n') : reportMarkdown(report)}`);
  return exitOf(report);
}

/** With less than this Temporal's database cannot grow. Bytes. */
const LEAST = 2_000_000;

/** A sentence where the disk that holds the embedded Temporal's data is full: it falls silent then, and does not say why. */
async function fullDiskSentence(stateDir: string): Promise<string | null> {
  const disk = await statfs(stateDir).catch(() => null);
  if (disk === null || disk.bavail * disk.bsize >= LEAST) return null;
  return `The disk that holds ${stateDir} is full: make room, then end this command and start it again.`;
}
