import type { Client } from '@temporalio/client';
import { statusOfRun } from '../cli/lib/ask-run.js';
import { eventsBetween, type RunEvent } from '../cli/lib/events.js';
import { CommandError } from '../cli/lib/exit-codes.js';
import { lookAt, type Verdict } from '../cli/lib/look.js';
import { pause } from '../cli/lib/pause.js';
import type { Status } from '../runbook/status.js';
import { silenceOf } from './silence.js';

/** How often a run that moves is looked at, and one that has been still for minutes. Milliseconds; writes nothing to history. */
const GLANCE_MS = 250;
const SLOW_GLANCE_MS = 2_000;
/** After so many looks without news the pause has doubled, tripled, and so on. */
const STILL = 20;
/** How long a run may take to begin before it is asked all the same. Milliseconds. */
const BEGIN_MS = 2_000;

/** A look at the run, and what is new since the one before. */
export interface Glance {
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
 * @throws CommandError where the run was ended from outside
 */
export async function* follow({ client, workflowId, signal, onSilence }: Followed): AsyncGenerator<Glance> {
  const begunBy = Date.now() + BEGIN_MS;
  let before: Status | null = null;
  let still = 0;
  let isSilent = false;
  while (!signal.aborted) {
    try {
      const { verdicts, cutOff, hasBegun } = await lookAt(client, workflowId);
      if (cutOff !== null)
        throw new CommandError(`The run was ended from outside (${cutOff}). The same command starts a new one.`);
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
    await pause(Math.min(GLANCE_MS * (1 + Math.floor(still / STILL)), SLOW_GLANCE_MS), signal);
  }
}
