import type { Client } from '@temporalio/client';
import type { Status } from '../../runbook/status.js';
import { statusOfRun } from '../lib/ask-run.js';
import { eventsBetween, type RunEvent } from '../lib/events.js';
import { pendingVerdicts, type Verdict } from '../lib/verdicts.js';

/** How often the run is looked at. Milliseconds; queries write nothing to history. */
const GLANCE_MS = 250;

/** A look at the run, and what is new since the one before. */
export interface Glance {
  status: Status;
  events: RunEvent[];
  verdicts: Verdict[];
}

/** Follow a run until it is over. A worker that is away for a while is waited for. */
export async function* follow(client: Client, workflowId: string, signal: AbortSignal): AsyncGenerator<Glance> {
  let before: Status | null = null;
  while (!signal.aborted) {
    const [status, verdicts]: [Status, Verdict[]] = await Promise.all([
      statusOfRun(client, workflowId),
      pendingVerdicts(client, workflowId),
    ]);
    const events = eventsBetween(before, status, new Date().toISOString());
    before = status;
    yield { status, events, verdicts };
    if (status.outcome !== 'running') return;
    await pause(GLANCE_MS, signal);
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const rest = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', rest);
      resolve();
    };
    const timer = setTimeout(rest, ms);
    signal.addEventListener('abort', rest, { once: true });
  });
