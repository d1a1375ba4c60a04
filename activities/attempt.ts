import { setTimeout as delay } from 'node:timers/promises';
import { Context } from '@temporalio/activity';

/** The activity that runs here; null outside one (commands call these functions directly). */
export function runningActivity(): Context | null {
  try {
    return Context.current();
  } catch {
    return null;
  }
}

/** The number of this attempt, from 1; 1 outside an activity. */
export function attempt(): number {
  return runningActivity()?.info.attempt ?? 1;
}

/** Id of the Temporal run that this activity works for; null outside one. */
export function runId(): string | null {
  return runningActivity()?.info.workflowExecution?.runId ?? null;
}

/** Ends when the activity is cancelled; null outside an activity. */
export function cancelled(): AbortSignal | null {
  return runningActivity()?.cancellationSignal ?? null;
}

/**
 * The answer of another workflow to this call; it comes late, or never, where no worker serves that one. Throws at once when the
 * activity is cancelled, also because its worker ends; the call may have an effect all the same.
 */
export async function unlessCancelled<T>(call: Promise<T>): Promise<T> {
  const context = runningActivity();
  return context === null ? call : Promise.race([call, context.cancelled]);
}

/** Ends when the activity is cancelled or the time is up, whichever is first. */
export function deadline(milliseconds: number): AbortSignal {
  const timeout = AbortSignal.timeout(milliseconds);
  const signal = cancelled();
  return signal === null ? timeout : AbortSignal.any([timeout, signal]);
}

/** Waits that many milliseconds. Throws at once when the activity is cancelled. */
export async function pause(milliseconds: number): Promise<void> {
  if (milliseconds <= 0) return;
  const signal = cancelled();
  await delay(milliseconds, undefined, signal === null ? {} : { signal }).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw error;
  });
}

/** When each running attempt began, by a clock that is never set. */
const began = new WeakMap<Context, number>();

/**
 * Milliseconds since this attempt began: since the first call of this function in it, which the `pulse` interceptor makes
 * before any work. 0 outside an activity.
 */
export function attemptAge(): number {
  const context = runningActivity();
  if (context === null) return 0;
  const now = performance.now();
  const begin = began.get(context) ?? now;
  began.set(context, begin);
  return now - begin;
}

/** Milliseconds until Temporal gives this attempt up (startToClose). Infinity outside an activity. */
export function timeLeft(): number {
  const context = runningActivity();
  return context === null ? Infinity : context.info.startToCloseTimeoutMs - attemptAge();
}

/**
 * The time now by the Temporal server's clock, which workflows use as well: the time when the server scheduled this
 * attempt, and how long the attempt has worked. This machine's own clock may differ by minutes, so never compare it with a
 * time that a workflow gave. Never later than the server's true time; earlier by as long as the attempt waited for a
 * worker. Milliseconds since the epoch. Outside an activity this machine's time.
 */
export function serverNow(): number {
  const context = runningActivity();
  return context === null ? Date.now() : context.info.currentAttemptScheduledTimestampMs + attemptAge();
}
