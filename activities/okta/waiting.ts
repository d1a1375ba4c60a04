import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { z } from 'zod';
import { attempt, pause } from '../attempt.js';
import { keepProgress, recallProgress } from '../heartbeat.js';
import type { FailureType } from './okta-failures.js';
import type { Session } from './session.js';

/** Retryable and expected: something Okta does by itself is not done yet. Looks grow from 1 s to 5 min apart. */
export function notReady(progress: string): ApplicationFailure {
  return ApplicationFailure.create({
    message: progress,
    type: 'OktaNotReady' satisfies FailureType,
    nextRetryDelay: Math.min(1_000 * 2 ** Math.min(attempt() - 1, 10), 300_000),
    category: ApplicationFailureCategory.BENIGN,
  });
}

/** Attempts after which what is not seen is no longer a matter of waiting. */
const PATIENCE = 4;

/**
 * Whether something that was expected is missing for so short a time that waiting may help: counted from the attempt that
 * missed it first, since the attempts before that have waited for something else.
 */
export function isMissedBriefly(what: string): boolean {
  const first = recallProgress(`${what} missed`, z.int()) ?? attempt();
  keepProgress(`${what} missed`, first);
  return attempt() - first < PATIENCE;
}

/**
 * Looks at what Okta does by itself, a few times more where it is not ready: most often it is within seconds, and one
 * look is cheaper than the whole activity again. `look` is told how many looks were before it.
 */
export async function inTime<T>(session: Session, look: (before: number) => Promise<T>): Promise<T> {
  for (const [before, wait] of session.patience.progress.entries()) {
    try {
      return await look(before);
    } catch (error) {
      if (!isNotReady(error)) throw error;
      await pause(wait);
    }
  }
  return look(session.patience.progress.length);
}

const isNotReady = (error: unknown): boolean =>
  error instanceof ApplicationFailure && error.type === ('OktaNotReady' satisfies FailureType);
