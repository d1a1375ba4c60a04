import { activityInfo, cancellationSignal, heartbeat } from '@temporalio/activity';

/** Which try this is, from 1; 1 outside an activity (commands call these functions directly). */
export function attempt(): number {
  return inActivity(() => activityInfo().attempt) ?? 1;
}

/** Ends when the activity is cancelled or the time is up, whichever is first. */
export function deadline(milliseconds: number): AbortSignal {
  const timeout = AbortSignal.timeout(milliseconds);
  const cancelled = inActivity(() => cancellationSignal());
  return cancelled === null ? timeout : AbortSignal.any([timeout, cancelled]);
}

/** Tells Temporal that the activity is alive; only so it hears of a cancellation. */
export function showLife(): void {
  inActivity(() => heartbeat());
}

function inActivity<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
