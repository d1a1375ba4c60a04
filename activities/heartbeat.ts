import type { ActivityInterceptorsFactory } from '@temporalio/worker';

/** Well below the heartbeat timeouts of `workflows/outside.ts`. Milliseconds. */
const PULSE_MS = 2_000;

/**
 * Tell Temporal that the activity is alive while it works, so that one whose worker was killed is tried again within
 * seconds, not only when its whole time is over.
 */
export const pulse: ActivityInterceptorsFactory = (context) => ({
  inbound: {
    async execute(input, next) {
      const timer = setInterval(() => context.heartbeat(), PULSE_MS);
      try {
        return await next(input);
      } finally {
        clearInterval(timer);
      }
    },
  },
});
