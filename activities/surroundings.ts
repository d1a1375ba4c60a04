import { activityInfo, cancellationSignal } from '@temporalio/activity';

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
