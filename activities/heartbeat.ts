import { Context } from '@temporalio/activity';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import type { z } from 'zod';
import { attemptAge } from './attempt.js';

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

/** What each running activity has found so far, by key. */
const found = new WeakMap<Context, Record<string, unknown>>();

/**
 * What an activity has found so far. Temporal keeps it with the heartbeats, so that a try after a crash goes on from
 * there, on any worker. Outside an activity nothing is kept.
 */
export function keepProgress(key: string, value: unknown): void {
  const context = running();
  if (context === null) return;
  const all = { ...progressOf(context), [key]: value };
  found.set(context, all);
  context.heartbeat(all);
}

/** What an earlier try kept under that key; null where there is nothing, or nothing of that shape. */
export function recallProgress<T>(key: string, shape: z.ZodType<T>): T | null {
  const context = running();
  if (context === null) return null;
  const parsed = shape.safeParse(progressOf(context)[key]);
  return parsed.success ? parsed.data : null;
}

/** Begins with nothing again: the next try shall not go on from here. */
export function forgetProgress(): void {
  const context = running();
  if (context === null) return;
  found.set(context, {});
  context.heartbeat({});
}

/** All that the activity has kept, at first what its last try left; sent with every heartbeat. */
export function progressOf(context: Context): Record<string, unknown> {
  const left: unknown = context.info.heartbeatDetails;
  return found.get(context) ?? (typeof left === 'object' && left !== null ? (left as Record<string, unknown>) : {});
}

function running(): Context | null {
  try {
    return Context.current();
  } catch {
    return null;
  }
}
