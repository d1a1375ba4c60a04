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

/** Attempts after which waiting longer will not help. */
const PATIENCE = 4;

/**
 * Whether something has been missing for only a few attempts, so that waiting may help. Counts from the first attempt that
 * missed it, because earlier attempts waited for something else.
 */
export function isMissedBriefly(what: string): boolean {
  const first = recallProgress(`${what} missed`, z.int()) ?? attempt();
  keepProgress(`${what} missed`, first);
  return attempt() - first < PATIENCE;
}

/**
 * Looks at something that Okta does by itself, and again a few times if it is not ready. It usually is within seconds, and a
 * look is cheaper than the whole activity. `look` gets the number of looks before it.
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
