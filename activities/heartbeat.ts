import type { Context } from '@temporalio/activity';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import type { z } from 'zod';
import { attemptAge, runningActivity } from './attempt.js';

/**
 * How often an activity shows that it is alive, and learns whether it is cancelled: well below the heartbeat timeouts of
 * `workflows/outside.ts`. A worker must let its heartbeats through as often. Milliseconds.
 */
export const PULSE_MS = 2_000;

/**
 * Sends heartbeats while an activity works, so that Temporal tries it again within seconds after its worker was killed, and
 * a cancelled one stops within seconds. Each heartbeat carries the progress of the activity: one without would erase it.
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

/** The progress of each running activity, by key. */
const found = new WeakMap<Context, Record<string, unknown>>();

/**
 * Keeps what an activity has found so far. Temporal stores it with the heartbeats, so an attempt after a crash goes on from
 * there, on any worker. Does nothing outside an activity.
 */
export function keepProgress(key: string, value: unknown): void {
  const context = runningActivity();
  if (context === null) return;
  const all = { ...progressOf(context), [key]: value };
  found.set(context, all);
  context.heartbeat(all);
}

/** What an earlier attempt kept under that key; null if there is nothing, or nothing of that shape. */
export function recallProgress<T>(key: string, shape: z.ZodType<T>): T | null {
  const context = runningActivity();
  if (context === null) return null;
  const parsed = shape.safeParse(progressOf(context)[key]);
  return parsed.success ? parsed.data : null;
}

/** Erases the progress, so that the next attempt starts from the beginning. */
export function forgetProgress(): void {
  const context = runningActivity();
  if (context === null) return;
  found.set(context, {});
  context.heartbeat({});
}

/** Everything the activity has kept; at first what its last attempt left. Goes out with every heartbeat. */
export function progressOf(context: Context): Record<string, unknown> {
  const left: unknown = context.info.heartbeatDetails;
  return found.get(context) ?? (typeof left === 'object' && left !== null ? (left as Record<string, unknown>) : {});
}
