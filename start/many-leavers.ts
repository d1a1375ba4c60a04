import type { Client } from '@temporalio/client';
import { CommandError, EXIT, note, writeJson } from '../cli/lib/output-and-exit.js';
import { statusOfRun } from '../client/ask-run.js';
import { pause } from '../client/pause.js';
import type { Report } from '../runbook/words/report.js';
import type { Status } from '../runbook/words/status.js';
import type { View } from './view.js';

/** Offboardings that are at work in Okta at a time. Its rate limit slows them down; this keeps the queue short. */
const AT_WORK = 5;
/** How many of those that only wait are looked at in a round. */
const LOOKED_AT = 10;
/** Between two rounds. Milliseconds. */
const ROUND_MS = 500;

/** Why there is no run of a person: they are offboarded already, or their run alone is refused (`unlessRefused`). */
export type NotBegun = 'over' | 'refused';

export interface ManyLeavers {
  client: Client;
  /** Workflow id of the run that is under way. */
  first: string;
  /** How many people before that one were not begun. */
  before: Record<NotBegun, number>;
  logins: readonly string[];
  /** Starts or joins the run of the person at that place. */
  start: (index: number) => Promise<{ workflowId: string } | NotBegun>;
  view: View;
  leaving: AbortSignal;
  json: boolean;
  /** Leave once all are begun and only people and time are waited for. */
  isImpatient: boolean;
}

interface Going {
  workflowId: string;
  login: string;
  /** Nothing is done for it in Okta now: people or time are waited for. */
  isResting: boolean;
  /** What was last said of it. */
  said: string;
}

/**
 * Follow the runs of many people who leave, and begin the next ones as soon as few enough are at work. Holds a line a run,
 * whatever becomes of it. Gives the exit code.
 */
export async function followLeavers(many: ManyLeavers): Promise<number> {
  const { logins, start, view, leaving } = many;
  const without = { ...many.before };
  const firstIndex = without.over + without.refused;
  let going: Going[] = [goingOn(many.first, logins[firstIndex]!)];
  let begun = firstIndex + 1;
  let hasFailed = without.refused > 0;
  while (!leaving.aborted && (going.length > 0 || begun < logins.length)) {
    while (begun < logins.length && going.filter(({ isResting }) => !isResting).length < AT_WORK) {
      const started = await start(begun);
      if (typeof started === 'string') without[started] += 1;
      else going.push(goingOn(started.workflowId, logins[begun]!));
      hasFailed ||= started === 'refused';
      begun += 1;
    }
    for (const one of dueNow(going)) {
      const status = await statusOfRun(many.client, one.workflowId).catch(() => null);
      if (status === null) continue;
      if (status.outcome !== 'running') {
        hasFailed ||= status.outcome === 'failed' || status.outcome === 'cancelled';
        await tellEnd(many, one, status);
        going = going.filter((other) => other !== one);
      } else tellWait(view, one, status);
    }
    const isWaiting = begun === logins.length && going.every(({ isResting }) => isResting);
    if (many.isImpatient && isWaiting && going.length > 0) break;
    await pause(ROUND_MS, leaving);
  }
  if (going.length > 0) view.say(`${going.length} of ${logins.length} go on; the same command joins them again.`);
  if (going.length > 0 || begun < logins.length) return EXIT.notClean;
  const already = without.over === 0 ? '' : `, ${without.over} of them before`;
  view.say(
    without.refused === 0
      ? `All ${logins.length} are over${already}.`
      : `${logins.length - without.refused} are over${already}, ${without.refused} were not begun.`,
  );
  return hasFailed ? EXIT.failed : EXIT.done;
}

/**
 * What begins a run; null where that run alone is refused, such as one that goes on with another reason: it is said, and the
 * others go on. @throws whatever else goes wrong
 */
export async function unlessRefused<T>(login: string, begin: () => Promise<T>): Promise<T | null> {
  try {
    return await begin();
  } catch (error) {
    if (!(error instanceof CommandError) || error.exitCode !== EXIT.usage) throw error;
    note(`${login} was not begun: ${error.message}`);
    return null;
  }
}

const goingOn = (workflowId: string, login: string): Going => ({ workflowId, login, isResting: false, said: '' });

/** All that are at work, and the next of the others: those that were looked at go to the end. */
function dueNow(going: Going[]): Going[] {
  const resting = going.filter(({ isResting }) => isResting).slice(0, LOOKED_AT);
  const due = [...going.filter(({ isResting }) => !isResting), ...resting];
  for (const one of resting) going.push(...going.splice(going.indexOf(one), 1));
  return due;
}

function tellWait(view: View, one: Going, { steps, waitingFor }: Status): void {
  const people = waitingFor.filter(({ message }) => message !== 'checkNow');
  const isAtWork = steps.some(({ id, state }) => state === 'running' && id !== 'report');
  one.isResting = !isAtWork && waitingFor.length > 0;
  const text = people.map(({ title, person, role }) => `${title} (${person ?? role})`).join('; ');
  if (text === '' || text === one.said) return;
  one.said = text;
  view.say(`${one.login}: ${text}`);
}

async function tellEnd(
  { client, view, json }: ManyLeavers,
  { workflowId, login }: Going,
  status: Status,
): Promise<void> {
  const report = await client.workflow
    .getHandle(workflowId)
    .query<Report>('report')
    .catch(() => null);
  const ends = report?.facts['accessEndsAt'];
  view.say(`${login}: ${status.outcome}${typeof ends === 'string' ? `, no access after ${ends}` : ''}`);
  if (json) writeJson({ type: 'result', outcome: status.outcome, workflowId, report });
}
