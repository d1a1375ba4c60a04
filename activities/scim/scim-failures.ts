import { ApplicationFailure, CancelledFailure, type TemporalFailure } from '@temporalio/common';
import type { Trouble } from '../../runbook/outside.js';
import { attempt } from '../attempt.js';

/** Types of the failures that leave the SCIM activities. */
export type ScimFailureType = 'ScimUnreachable' | 'ScimUnavailable' | 'ScimUnauthorized' | 'NotScim' | 'ScimRefused';

/** After so many tries (some ten minutes) a person hears that the endpoint cannot be reached. */
const TRIES = 8;

/** The endpoint refuses a request, such as a filter it does not know; whoever asked may know another way. */
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

/** Non-retryable: a person must mend it. */
export function needsPerson(type: ScimFailureType, problem: string, fix: string, requestId: string | null = null) {
  const trouble: Trouble = {
    findings: [{ severity: 'blocking', problem, fix, url: null }],
    candidates: [],
    requestIds: requestId === null ? [] : [requestId],
  };
  return ApplicationFailure.create({ message: `${problem} ${fix}`, type, nonRetryable: true, details: [trouble] });
}

/** Retryable: transient, tried again after the time the endpoint names, else ever later and at random. */
export function tryAgain(type: ScimFailureType, problem: string, retryAfterMs: number | null) {
  const growing = 1000 * 2 ** Math.min(attempt() - 1, 8) * (0.5 + Math.random());
  return ApplicationFailure.create({
    message: `${problem} Trying again.`,
    type,
    nextRetryDelay: Math.round(Math.max(retryAfterMs ?? 0, growing)),
  });
}

/** As `tryAgain`, until it has been tried so often that a person should look at it. */
export function unreachable(problem: string): ApplicationFailure {
  if (attempt() < TRIES) return tryAgain('ScimUnreachable', problem, null);
  const fix = 'Check the SCIM endpoint against the Kiro console, and that the worker may reach it (proxy, firewall).';
  return needsPerson('ScimUnreachable', problem, fix);
}

/** What Temporal is told of anything thrown while talking SCIM. */
export function toFailure(error: unknown): TemporalFailure {
  if (error instanceof ApplicationFailure || error instanceof CancelledFailure) return error;
  if (error instanceof ScimRefused) {
    const fix = 'Compare the SCIM endpoint with the Kiro console (Settings, Identity Management).';
    return needsPerson('ScimRefused', error.message, fix);
  }
  const name = error instanceof Error ? error.name : 'unknown error';
  return ApplicationFailure.create({
    message: `The runbook met a problem of its own (${name}).`,
    type: 'InternalError',
  });
}
