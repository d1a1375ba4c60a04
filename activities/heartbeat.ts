import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { attemptAge } from './attempt-time.js';
import { progressOf } from './progress.js';

/**
 * How often an activity shows that it is alive, and hears whether it is cancelled: well below the heartbeat timeouts of
 * `workflows/outside.ts`. A worker has to let its heartbeats through as often. Milliseconds.
 */
export const PULSE_MS = 2_000;

/**
 * Tell Temporal that the activity is alive while it works, so that one whose worker was killed is tried again within
 * seconds, not only when its whole time is over, and one that is cancelled stops within seconds. What the activity has found so far goes along: a bare heartbeat would
 * wipe it out.
 */
export const pulse: ActivityInterceptorsFactory = (context) => ({
  inbound: {
    async execute(input, next) {
      // The attempt's time counts from here.
      attemptAge();
      const timer = setInterval(() => context.heartbeat(progressOf(context)), PULSE_MS);
      try {
        return await next(input);
      } finally {
        clearInterval(timer);
      }
    },
  },
});
