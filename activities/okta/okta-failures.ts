import { ApplicationFailure, ApplicationFailureCategory, CancelledFailure } from '@temporalio/common';
import { type HeldSecrets, NO_SECRETS } from '../../runbook/secrets/outside-text.js';
import { attempt, runningActivity } from '../attempt.js';
import { blocking, needsPerson } from '../needs-person.js';
import { ConfigurationError } from './okta-environment.js';
import { cureOf, isTransient, mayPass, OktaError } from './okta-error.js';
import { delayUntilReset, goingOnAt } from './rate-limits.js';

/** Types of the failures of Okta's activities that Temporal retries; see `PersonFailureType` for the others. */
export type FailureType = 'OktaRateLimited' | 'OktaUnavailable' | 'OktaNotReady' | 'InternalError';

/** A call was not made because it would eat into the share of the rate limit that is left to others. */
export class ReserveReached extends Error {
  override readonly name = 'ReserveReached';
  constructor(
    readonly path: string,
    readonly waitMs: number,
  ) {
    super("The share of Okta's rate limit that is left to others is reached");
  }
}

/**
 * Turns anything thrown in an activity into a failure for Temporal: whether a retry helps, when, and what to do. Throws a
 * cancellation on.
 */
export function toFailure(error: unknown, orgUrl: string, secrets: HeldSecrets = NO_SECRETS): ApplicationFailure {
  if (error instanceof ApplicationFailure) return error;
  if (error instanceof CancelledFailure) throw error;
  if (error instanceof ReserveReached)
    return rateLimited(error.message, error.waitMs + Math.round(Math.random() * 2_000));
  if (error instanceof OktaError) return fromOkta(error, orgUrl);
  if (error instanceof ConfigurationError) return needsPerson(`${error.message} Then restart the worker.`, {});
  return internal(error, secrets);
}

/** Attempts after which a bug of ours is shown to a person instead of being retried silently. */
const INTERNAL_TRIES = 5;

function internal(error: unknown, secrets: HeldSecrets): ApplicationFailure {
  const name = error instanceof Error ? secrets.text(`${error.name}: ${error.message}`) : 'an unknown error';
  const message = `The runbook met a problem of its own (${name}); please report it.`;
  if (attempt() >= INTERNAL_TRIES) return needsPerson(message, {}, 'InternalError');
  return ApplicationFailure.create({ message, type: 'InternalError' satisfies FailureType });
}

/** Attempts, over a quarter of a minute, after which a refusal that may pass is one that stays. */
const MAY_PASS_TRIES = 4;

/**
 * Whether a refusal is still one that may pass. A read has been made again in place a few times by now, so a command, which
 * has no attempts, says what it lacks.
 */
export const isPassing = (error: OktaError): boolean =>
  mayPass(error) && runningActivity() !== null && attempt() < MAY_PASS_TRIES;

/** Attempts after which an object that Okta does not know needs a person. */
const NOT_THERE_TRIES = 3;

function fromOkta(error: OktaError, orgUrl: string): ApplicationFailure {
  const host = new URL(orgUrl).host;
  const call = `${error.call.method} ${error.call.path}`;
  if (error.status === 429)
    return rateLimited(usedUp(error), delayUntilReset(error.rateLimit, Date.now(), Math.random()));
  if (error.status === null)
    return unavailable(
      `${host} could not be reached (${error.summary}); trying again. If it stays, check the network.`,
    );
  const told = [error.code, error.text].filter(Boolean).join(' ');
  if (isTransient(error)) return unavailable(`${host} answered ${error.status} to ${call} (${told}); trying again.`);
  // Okta ends a token between two calls now and then: the second try has a fresh one.
  if (error.status === 401 && error.code !== 'E0000015' && attempt() === 1)
    return unavailable(`${host} did not accept the credentials for ${call} (${told}); trying once more.`);
  // What was made or found a moment ago is not everywhere at once.
  if (error.status === 404 && attempt() < NOT_THERE_TRIES)
    return unavailable(`${host} does not know what ${call} needs (${told}); looking again.`);
  if (isPassing(error)) return unavailable(`${host} refused ${call} (${told}), which may pass; trying again.`);
  const cure = cureOf(error);
  const message = `Okta refused ${call} with ${error.status} (${told}). ${cure.fix}`;
  return needsPerson(
    message,
    {
      findings: [blocking(`Okta refused ${call} with ${error.status}: ${told}.`, cure.fix)],
      requestIds: error.requestIds,
    },
    cure.person ? 'NeedsPerson' : 'OktaRefused',
  );
}

/** What a 429 means. */
export const usedUp = ({ call }: OktaError): string => `Okta's rate limit for ${call.method} ${call.path} is used up`;

function rateLimited(why: string, nextRetryDelay: number): ApplicationFailure {
  return ApplicationFailure.create({
    message: `${why}; ${goingOnAt(nextRetryDelay)}.`,
    type: 'OktaRateLimited' satisfies FailureType,
    nextRetryDelay,
    category: ApplicationFailureCategory.BENIGN,
  });
}

function unavailable(message: string): ApplicationFailure {
  return ApplicationFailure.create({ message, type: 'OktaUnavailable' satisfies FailureType });
}
