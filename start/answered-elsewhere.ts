import type { Client } from '@temporalio/client';
import { statusOfRun } from '../client/ask-run.js';
import { pause } from '../client/pause.js';
import { openQuestions } from '../runbook/words/progress.js';
import type { Waiting } from '../runbook/words/status.js';

/** How often the run is looked at while a question stands at the terminal. Milliseconds. */
const GLANCE_MS = 500;

/** Watches for others who answer. */
export interface Elsewhere {
  /** Aborted as soon as one of the shown questions is no longer open. */
  signal: AbortSignal;
  /** Whether it was answered, or is still asked and for another reason. */
  what(): 'elsewhere' | 'changed';
  stop(): Promise<void>;
}

/** Somebody else may answer what is being asked here: the prompt then goes away. */
export function answeredElsewhere(client: Client, workflowId: string, shown: Waiting[]): Elsewhere {
  const changed = new AbortController();
  const stopped = new AbortController();
  let what: 'elsewhere' | 'changed' = 'elsewhere';
  const watching = (async () => {
    while (!stopped.signal.aborted && !changed.signal.aborted) {
      const status = await statusOfRun(client, workflowId).catch(() => null);
      const open = status === null ? shown : openQuestions(status);
      const gone = shown.find((one) => !open.some((now) => isSame(one, now)));
      if (gone !== undefined) {
        const isStillAsked = open.some(({ step, since }) => step === gone.step && since === gone.since);
        if (isStillAsked) what = 'changed';
        changed.abort();
      }
      await pause(GLANCE_MS, stopped.signal);
    }
  })();
  return {
    signal: changed.signal,
    what: () => what,
    stop: () => {
      stopped.abort();
      return watching;
    },
  };
}

/** The same question, asked at the same time for the same reason. */
const isSame = (one: Waiting, other: Waiting): boolean => keyOf(one) === keyOf(other);

const keyOf = ({ step, message, since, reason }: Waiting): string => JSON.stringify([step, message, since, reason]);
