import { ApplicationFailure } from '@temporalio/common';
import { pause } from '../pause.js';
import type { FailureType } from './errors.js';
import type { Session } from './session.js';

/**
 * Looks at what Okta does by itself, a few times more where it is not ready: most often it is within seconds, and one
 * look is cheaper than the whole activity again. `look` is told how many looks were before it.
 */
export async function inTime<T>(session: Session, look: (before: number) => Promise<T>): Promise<T> {
  for (const [before, wait] of session.pace.progress.entries()) {
    try {
      return await look(before);
    } catch (error) {
      if (!isNotReady(error)) throw error;
      await pause(wait);
    }
  }
  return look(session.pace.progress.length);
}

const isNotReady = (error: unknown): boolean =>
  error instanceof ApplicationFailure && error.type === ('OktaNotReady' satisfies FailureType);
