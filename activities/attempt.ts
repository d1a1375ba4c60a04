import { setTimeout as delay } from 'node:timers/promises';
import { activityInfo, cancellationSignal, Context } from '@temporalio/activity';

/** Which try this is, from 1; 1 outside an activity (commands call these functions directly). */
export function attempt(): number {
  return inActivity(() => activityInfo().attempt) ?? 1;
}

/** The run of Temporal's that has asked for this activity; null outside one. */
export function runId(): string | null {
  return inActivity(() => activityInfo().workflowExecution?.runId ?? null);
}

/** Ends when the activity is cancelled or the time is up, whichever is first. */
export function deadline(milliseconds: number): AbortSignal {
  const timeout = AbortSignal.timeout(milliseconds);
  const signal = cancelled();
  return signal === null ? timeout : AbortSignal.any([timeout, signal]);
}

/** Ends when the activity is cancelled; null outside an activity. */
export function cancelled(): AbortSignal | null {
  return inActivity(() => cancellationSignal());
}

function inActivity<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

/** When each running attempt began, by a clock that nobody sets. */
const began = new WeakMap<Context, number>();

/**
 * Milliseconds since this attempt began: since the first call of this function in it, which the `pulse` interceptor makes
 * before any work. 0 outside an activity.
 */
export function attemptAge(): number {
  const context = running();
  if (context === null) return 0;
  const now = performance.now();
  const begin = began.get(context) ?? now;
  began.set(context, begin);
  return now - begin;
}

/** Milliseconds until Temporal gives this attempt up (startToClose). Infinity outside an activity. */
export function timeLeft(): number {
  const context = running();
  return context === null ? Infinity : context.info.startToCloseTimeoutMs - attemptAge();
}

/**
 * The time now by the Temporal server's clock, which is the workflow's, too: when it scheduled this attempt, and how long
 * the attempt has been at work. This machine's own clock may differ by minutes, so it must never be compared with a time
 * that a workflow gave. Never later than the server's true time; earlier by as long as the attempt waited for a worker.
 * Milliseconds since the epoch. Outside an activity this machine's time.
 */
export function serverNow(): number {
  const context = running();
  return context === null ? Date.now() : context.info.currentAttemptScheduledTimestampMs + attemptAge();
}

function running(): Context | null {
  try {
    return Context.current();
  } catch {
    return null;
  }
}

/** Waits, unless the activity is cancelled meanwhile. Milliseconds. */
export async function pause(milliseconds: number): Promise<void> {
  if (milliseconds <= 0) return;
  const signal = cancelled();
  await delay(milliseconds, undefined, signal === null ? {} : { signal }).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw error;
  });
}
