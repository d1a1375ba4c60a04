import type { Client } from '@temporalio/client';
import type { Refusal } from '../runbook/model/state.js';
import type { Status, Waiting } from '../runbook/words/status.js';
import { NoServerError, NoWorkerError, RunError, statusOfRun } from './ask-run.js';
import { lookAt, type Verdict } from './newest-look.js';
import { pause } from './pause.js';

/** How often a run that moves is looked at, and one that has been still for minutes. Milliseconds; writes nothing to history. */
const LOOK_MS = 250;
const SLOW_LOOK_MS = 2_000;
/** After this number of looks without news the pause has doubled, then tripled, and so on. */
const STILL = 20;
/** How long a run may take to begin before it is asked all the same. Milliseconds. */
const BEGIN_MS = 2_000;

/** A look at the run, and what is new since the one before. */
export interface Snapshot {
  status: Status;
  events: RunEvent[];
  verdicts: Verdict[];
}

export interface Followed {
  client: Client;
  workflowId: string;
  /** Ends the following. */
  signal: AbortSignal;
  /** Told once each time when nobody answers; the run and its followers wait. */
  onSilence: (sentence: string) => void;
}

/**
 * Follow a run until it is over. A worker or a server that is away for a while is waited for.
 * @throws RunError where the run was ended from outside
 */
export async function* follow({ client, workflowId, signal, onSilence }: Followed): AsyncGenerator<Snapshot> {
  const begunBy = Date.now() + BEGIN_MS;
  let before: Status | null = null;
  let still = 0;
  let isSilent = false;
  while (!signal.aborted) {
    try {
      const { verdicts, cutOff, hasBegun } = await lookAt(client, workflowId);
      if (cutOff !== null)
        throw new RunError(`The run was ended from outside (${cutOff}). The same command starts a new one.`);
      // A query that comes before the run's first workflow task is answered a second or two late.
      if (!hasBegun && Date.now() < begunBy) {
        await pause(20, signal);
        continue;
      }
      const status: Status = await statusOfRun(client, workflowId);
      const events = eventsBetween(before, status, new Date().toISOString());
      before = status;
      isSilent = false;
      still = events.length > 0 ? 0 : still + 1;
      yield { status, events, verdicts };
      if (status.outcome !== 'running') return;
    } catch (error) {
      const sentence = silenceOf(error);
      if (sentence === null) throw error;
      if (!isSilent) onSilence(sentence);
      isSilent = true;
    }
    await pause(Math.min(LOOK_MS * (1 + Math.floor(still / STILL)), SLOW_LOOK_MS), signal);
  }
}

/** One line of `--json`: what changed, with that entry of the status. */
export type RunEvent =
  | ({ type: 'step'; at: string } & Status['steps'][number])
  | ({ type: 'waiting'; at: string } & Waiting)
  | ({ type: 'refusal'; at: string } & Refusal)
  | { type: 'warning'; at: string; text: string };

/** What is new in a status since the one before it. Reminders, and a new reason, count as new waiting. */
export function eventsBetween(before: Status | null, now: Status, at: string): RunEvent[] {
  const steps = now.steps.filter((step, index) => {
    const old = before?.steps[index];
    return old === undefined ? step.state !== 'todo' : old.state !== step.state || old.since !== step.since;
  });
  const key = (one: Waiting): string => [one.step, one.message, one.since, one.reminders, one.reason].join(' ');
  const known = new Set((before?.waitingFor ?? []).map(key));
  const refusals = now.refusedCount - (before?.refusedCount ?? 0);
  return [
    ...steps.map((step) => ({ type: 'step' as const, at, ...step })),
    ...(now.waitingFor ?? [])
      .filter((one) => !known.has(key(one)))
      .map((one) => ({ type: 'waiting' as const, at, ...one })),
    ...(refusals > 0 ? (now.refusals ?? []).slice(-refusals) : []).map((one) => ({ type: 'refusal' as const, ...one })),
    ...(now.warnings ?? [])
      .slice(before?.warnings?.length ?? 0)
      .map((text) => ({ type: 'warning' as const, at, text })),
  ];
}

/** What to tell a person when nobody answers, which passes by itself; null where the error is another. */
export function silenceOf(error: unknown): string | null {
  if (error instanceof NoWorkerError) return `${error.message} The run is kept, and waits for it.`;
  return error instanceof NoServerError ? `${error.message} Trying again.` : null;
}
