import { Context } from '@temporalio/activity';
import type { z } from 'zod';

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
