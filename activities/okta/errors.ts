import { ApplicationFailure, ApplicationFailureCategory, CancelledFailure } from '@temporalio/common';
import { type HeldSecrets, NO_SECRETS } from '../../runbook/secrets/outside-text.js';
import type { Trouble } from '../../runbook/outside.js';
import type { Finding } from '../../runbook/model/proof.js';
import { attempt } from '../surroundings.js';
import { ConfigurationError } from './configuration-error.js';
import { goingOnAt } from './hold.js';
import { OktaError } from './okta-error.js';
import { cureOf, isTransient } from './okta-codes.js';
import { delayUntilReset } from './rate-limits.js';

/** Types of the failures that leave Okta's activities. */
export type FailureType =
  | 'OktaRateLimited'
  | 'OktaUnavailable'
  | 'OktaRefused'
  | 'OktaNotReady'
  | 'NotAsWritten'
  | 'WrongOrg'
  | 'NamesakeFound'
  | 'PreflightFailed'
  | 'InternalError'
  | 'NeedsPerson';

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

/** Non-retryable: a person must act. The message says what to do. */
export function needsPerson(message: string, trouble: Partial<Trouble>, type: FailureType = 'NeedsPerson') {
  const details: Trouble = { findings: [], candidates: [], requestIds: [], ...trouble };
  if (details.findings.length === 0) details.findings = [blocking(message, 'Do that, then have the step redone.')];
  return ApplicationFailure.create({ message, type, nonRetryable: true, details: [details] });
}

/** So many problems stand in a failure's message; its findings hold the others. */
const IN_THE_MESSAGE = 5;

/** As `needsPerson`, for findings that speak for themselves. */
export function needsPersonFor(findings: Finding[], trouble: Partial<Trouble> = {}, type?: FailureType) {
  const told = findings.slice(0, IN_THE_MESSAGE).map(({ problem, fix }) => `${problem} ${fix}`);
  const rest = findings.length - told.length;
  const message = [...told, ...(rest > 0 ? [`And ${rest} more to mend.`] : [])].join(' ');
  return needsPerson(message, { findings, ...trouble }, type);
}

/** Retryable and expected: something Okta does by itself is not done yet. Looks grow from 1 s to 5 min apart. */
export function notReady(progress: string): ApplicationFailure {
  return ApplicationFailure.create({
    message: progress,
    type: 'OktaNotReady' satisfies FailureType,
    nextRetryDelay: Math.min(1_000 * 2 ** Math.min(attempt() - 1, 10), 300_000),
    category: ApplicationFailureCategory.BENIGN,
  });
}

/** A finding that stops the step. */
export function blocking(problem: string, fix: string, url: string | null = null): Finding {
  return { severity: 'blocking', problem, fix, url };
}

/** A finding that stops nothing. */
export function warning(problem: string, fix: string, url: string | null = null): Finding {
  return { severity: 'warning', problem, fix, url };
}

/** What Temporal is told of anything thrown in an activity: whether a retry helps, when, and what to do. A cancellation is thrown on. */
export function toFailure(error: unknown, orgUrl: string, secrets: HeldSecrets = NO_SECRETS): ApplicationFailure {
  if (error instanceof ApplicationFailure) return error;
  if (error instanceof CancelledFailure) throw error;
  if (error instanceof ReserveReached)
    return rateLimited(error.message, error.waitMs + Math.round(Math.random() * 2_000));
  if (error instanceof OktaError) return fromOkta(error, orgUrl);
  if (error instanceof ConfigurationError) return needsPerson(`${error.message} Then restart the worker.`, {});
  return internal(error, secrets);
}

/** Attempts after which a problem of our own is shown to a person instead of being tried in silence. */
const INTERNAL_TRIES = 5;

function internal(error: unknown, secrets: HeldSecrets): ApplicationFailure {
  const name = error instanceof Error ? secrets.text(`${error.name}: ${error.message}`) : 'an unknown error';
  const message = `The runbook met a problem of its own (${name}); please report it.`;
  if (attempt() >= INTERNAL_TRIES) return needsPerson(message, {}, 'InternalError');
  return ApplicationFailure.create({ message, type: 'InternalError' satisfies FailureType });
}

/** Attempts after which an object that Okta does not know is missed by a person. */
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
