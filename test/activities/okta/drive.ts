import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { Drive } from './run.js';

/** How much faster than Temporal it tries again: so that what Okta pushes meanwhile has time to arrive. */
const SPEED = 25;
/** The same where nothing is on its way. */
const HASTE = 1_000;
/** Tries after which the test has failed: whatever went wrong here is over long before. */
const TRIES = 80;

/** Does what Temporal does for an activity: tries again as late as the failure says, and stops where it says so. */
export const asTemporal: Drive = (work) => carryOut(work, () => undefined);

/** As `asTemporal`, for work that waits for nothing that is still to come: it tries again almost at once. */
export const inHaste: Drive = (work) => carryOut(work, () => undefined, HASTE);

/** As `asTemporal`, and tells of each attempt. */
export async function carryOut<Result>(work: () => Promise<Result>, tried: () => void, speed = SPEED): Promise<Result> {
  let left: unknown;
  for (let attempt = 1; ; attempt += 1) {
    tried();
    try {
      return await tryOnce(attempt, work, left, (details) => (left = details));
    } catch (error) {
      if (!(error instanceof ApplicationFailure) || error.nonRetryable === true || attempt === TRIES) throw error;
      const wait = typeof error.nextRetryDelay === 'number' ? error.nextRetryDelay : 1_000 * 2 ** (attempt - 1);
      await new Promise((resolve) => setTimeout(resolve, Math.min(wait, 30_000) / speed));
    }
  }
}

/** Runs work as that attempt of an activity, with what the last heartbeat of the one before has left. */
export function tryOnce<Result>(
  attempt: number,
  work: () => Promise<Result>,
  left?: unknown,
  beat: (details: unknown) => void = () => undefined,
): Promise<Result> {
  const environment = new MockActivityEnvironment(
    {
      attempt,
      startToCloseTimeoutMs: 3_600_000,
      heartbeatDetails: left,
      currentAttemptScheduledTimestampMs: Date.now(),
    },
    { logger: new DefaultLogger('ERROR') },
  );
  environment.on('heartbeat', beat);
  return environment.run(work);
}
