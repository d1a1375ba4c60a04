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
  await untilBegun(client, workflowId, signal);
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

/** How long a run may take to begin before it is looked at all the same, to say that no worker answers. Milliseconds. */
const BEGIN_MS = 2_000;
/** Started; first task scheduled, started, completed. */
const FIRST_EVENTS = 4;

/** A query that comes before the run's first workflow task is answered a second or two late. */
async function untilBegun(client: Client, workflowId: string, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + BEGIN_MS;
  while (!signal.aborted && Date.now() < deadline) {
    const { historyLength } = await client.workflow.getHandle(workflowId).describe();
    if (historyLength >= FIRST_EVENTS) return;
    await pause(20, signal);
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
