import { ApplicationFailure } from '@temporalio/common';
import type { Finding } from '../runbook/model/proof.js';
import type { Trouble } from '../runbook/outside.js';

/** Types of the failures that stop a step until a person acts. The other failures are retried by Temporal. */
export type PersonFailureType =
  'NeedsPerson' | 'OktaRefused' | 'NotAsWritten' | 'WrongOrg' | 'NamesakeFound' | 'PreflightFailed' | 'InternalError';

/** Non-retryable: a person must act. The message says what to do. */
export function needsPerson(message: string, trouble: Partial<Trouble>, type: PersonFailureType = 'NeedsPerson') {
  const details: Trouble = { findings: [], candidates: [], requestIds: [], ...trouble };
  if (details.findings.length === 0) details.findings = [blocking(message, 'Do that, then have the step redone.')];
  return ApplicationFailure.create({ message, type, nonRetryable: true, details: [details] });
}

/** So many problems stand in a failure's message; its findings hold the others. */
const IN_THE_MESSAGE = 5;

/** As `needsPerson`, for findings that speak for themselves. */
export function needsPersonFor(findings: Finding[], trouble: Partial<Trouble> = {}, type?: PersonFailureType) {
  const told = findings.slice(0, IN_THE_MESSAGE).map(({ problem, fix }) => `${problem} ${fix}`);
  const rest = findings.length - told.length;
  const message = [...told, ...(rest > 0 ? [`And ${rest} more to mend.`] : [])].join(' ');
  return needsPerson(message, { findings, ...trouble }, type);
}

/** A finding that stops the step. */
export function blocking(problem: string, fix: string, url: string | null = null): Finding {
  return { severity: 'blocking', problem, fix, url };
}

/** A finding that stops nothing. */
export function warning(problem: string, fix: string, url: string | null = null): Finding {
  return { severity: 'warning', problem, fix, url };
}
