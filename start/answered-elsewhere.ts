import type { Client } from '@temporalio/client';
import { statusOfRun } from '../cli/lib/ask-run.js';
import { openQuestions } from '../runbook/progress.js';
import { pause } from '../cli/lib/pause.js';
import type { Waiting } from '../runbook/status.js';
import { isSame } from './same-question.js';

/** How often the run is looked at while a question stands at the terminal. Milliseconds. */
const GLANCE_MS = 500;

/** Watches for others who answer. */
export interface Elsewhere {
  /** Aborted as soon as one of the shown questions is no longer open. */
  signal: AbortSignal;
  stop(): Promise<void>;
}

/** Somebody else may answer what is being asked here: the prompt then goes away. */
export function answeredElsewhere(client: Client, workflowId: string, shown: Waiting[]): Elsewhere {
  const changed = new AbortController();
  const stopped = new AbortController();
  const watching = (async () => {
    while (!stopped.signal.aborted && !changed.signal.aborted) {
      const status = await statusOfRun(client, workflowId).catch(() => null);
      if (status !== null && !shown.every((one) => openQuestions(status).some((now) => isSame(one, now))))
        changed.abort();
      await pause(GLANCE_MS, stopped.signal);
    }
  })();
  return {
    signal: changed.signal,
    stop: () => {
      stopped.abort();
      return watching;
    },
  };
}
