import { ApplicationFailure, CancelledFailure, type TemporalFailure } from '@temporalio/common';
import { attempt } from '../attempt.js';
import { blocking, needsPersonFor } from '../needs-person.js';

/** Attempts (some ten minutes) after which a person gets to know that the endpoint cannot be reached. */
const TRIES = 8;

/** The endpoint refuses a request, such as a filter it does not know. The caller may have another way to ask. */
export class ScimRefused extends Error {
  override readonly name = 'ScimRefused';

  constructor(
    readonly status: number,
    /** What the endpoint says about it. */
    readonly detail: string,
  ) {
    super(`The SCIM endpoint refused the request (${status}: ${detail}).`);
  }
}

/** Retryable: transient, tried again after the time the endpoint names, else ever later and at random. */
export function tryAgain(type: 'ScimUnreachable' | 'ScimUnavailable', problem: string, retryAfterMs: number | null) {
  const growing = 1000 * 2 ** Math.min(attempt() - 1, 8) * (0.5 + Math.random());
  return ApplicationFailure.create({
    message: `${problem} Trying again.`,
    type,
    nextRetryDelay: Math.round(Math.max(retryAfterMs ?? 0, growing)),
  });
}

/** As `tryAgain`, but after `TRIES` attempts a person must look at it. */
export function unreachable(problem: string): ApplicationFailure {
  if (attempt() < TRIES) return tryAgain('ScimUnreachable', problem, null);
  const fix = 'Check the SCIM endpoint against the Kiro console, and that the worker may reach it (proxy, firewall).';
  return needsPersonFor([blocking(problem, fix)], {}, 'ScimUnreachable');
}

/** Turns anything thrown while talking SCIM into a failure for Temporal. */
export function toFailure(error: unknown): TemporalFailure {
  if (error instanceof ApplicationFailure || error instanceof CancelledFailure) return error;
  if (error instanceof ScimRefused) {
    const fix = 'Compare the SCIM endpoint with the Kiro console (Settings, Identity Management).';
    return needsPersonFor([blocking(error.message, fix)], {}, 'ScimRefused');
  }
  const name = error instanceof Error ? error.name : 'unknown error';
  return ApplicationFailure.create({
    message: `The runbook met a problem of its own (${name}).`,
    type: 'InternalError',
  });
}
