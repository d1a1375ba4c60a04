import { Context } from '@temporalio/activity';

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
