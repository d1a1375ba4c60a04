import { ApplicationFailure } from '@temporalio/common';
import type { Finding } from '../runbook/model/proof.js';
import { AS_IT_SAYS } from '../runbook/model/trouble.js';
import type { Trouble } from '../runbook/outside.js';

/** Types of the failures that stop a step until a person acts. The other failures are retried by Temporal. */
export type PersonFailureType =
  | 'NeedsPerson'
  | 'CannotOpenToken'
  | 'DnsNotPublished'
  | 'InternalError'
  | 'NamesakeFound'
  | 'NotAsWritten'
  | 'NotProven'
  | 'NotScim'
  | 'OktaRefused'
  | 'PreflightFailed'
  | 'ScimRefused'
  | 'ScimUnauthorized'
  | 'ScimUnreachable'
  | 'UnreadableList'
  | 'WrongOrg';

/**
 * A failure that Temporal does not retry, because a person must act. `message` says what to do; without findings it is the
 * finding.
 */
export function needsPerson(message: string, trouble: Partial<Trouble>, type: PersonFailureType = 'NeedsPerson') {
  const details: Trouble = { findings: [], candidates: [], requestIds: [], ...trouble };
  if (details.findings.length === 0) details.findings = [blocking(message, AS_IT_SAYS)];
  return ApplicationFailure.create({ message, type, nonRetryable: true, details: [details] });
}

/** The most problems that a failure's message names; its findings hold all of them. */
const MOST_NAMED = 5;

/** As `needsPerson`; the message is made of the findings, `<problem> <fix>` each. */
export function needsPersonFor(findings: Finding[], trouble: Partial<Trouble> = {}, type?: PersonFailureType) {
  const named = findings.slice(0, MOST_NAMED).map(({ problem, fix }) => `${problem} ${fix}`);
  const rest = findings.length - named.length;
  const message = [...named, ...(rest > 0 ? [`And ${rest} more to correct.`] : [])].join(' ');
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

/** Failures that say that the caller is wrong for the org or met a problem of its own: no finding of the org. */
const OF_OURS = ['WrongOrg', 'InternalError'];

/** What a person must put right first, where that is why the work failed; everything else is thrown on. */
export function troubleOf(error: unknown): Trouble {
  if (!(error instanceof ApplicationFailure) || error.nonRetryable !== true || OF_OURS.includes(error.type ?? ''))
    throw error;
  const [trouble] = (error.details ?? []) as Trouble[];
  if (trouble === undefined) throw error;
  return trouble;
}
