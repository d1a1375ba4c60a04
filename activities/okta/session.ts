import { ApplicationFailure } from '@temporalio/common';
import { z } from 'zod';
import { type Change, changesAfter, type Evidence, type Finding, type Proof } from '../../runbook/model/proof.js';
import { consolePages } from '../../runbook/model/okta-console.js';
import { completedInput } from '../../runbook/onboarding/input.js';
import type { Task, Trouble } from '../../runbook/outside.js';
import { keepProgress, recallProgress } from '../heartbeat.js';
import { type Mode, OktaApi, type Write } from './okta-api.js';
import type { OktaClient, Patience } from './okta-client.js';

/** What one activity works with and writes its proof into. */
export interface Session extends Task {
  okta: OktaApi;
  mode: Mode;
  orgUrl: string;
  patience: Patience;
  pages: ReturnType<typeof consolePages>;
  changes: Change[];
  /** What earlier attempts of the same activity have written. */
  before: Written;
  evidence: Evidence[];
  /** What no write of the run would fix. */
  findings: Finding[];
  warnings: string[];
  /** Whether the object of an unanswered create was given time to show up. */
  lookedAgain: boolean;
}

/** Opens the work on one step. */
export function openSession(client: OktaClient, task: Task, mode: Mode): Session {
  // A task that an earlier version has scheduled lacks what that version did not know.
  const input = completedInput(task.input) ?? task.input;
  return {
    input,
    owner: task.owner,
    adopted: task.adopted ?? null,
    okta: new OktaApi(client, input.okta.rateLimitReserve, mode),
    mode,
    orgUrl: client.orgUrl,
    patience: client.patience,
    pages: consolePages(client.orgUrl),
    changes: [],
    before: mode === 'apply' ? writtenBefore() : { changes: [], requests: [] },
    evidence: [],
    findings: [],
    warnings: [],
    lookedAgain: false,
  };
}

/** Request ids beyond this number would bury the evidence. */
const SHOWN_WRITES = 20;

/** The session's findings as the step's proof, with the request ids of its writes. */
export function proofOf(session: Session): Proof {
  const { evidence, warnings } = session;
  const { changes, requests: written } = allWritten(session);
  const requests = written.slice(0, SHOWN_WRITES).map(({ method, path, requestId }) => ({
    label: `Request id of ${method} ${path.split('?')[0]}`,
    value: requestId ?? 'none given',
    url: null,
  }));
  return { evidence: [...evidence, ...requests], changes, warnings };
}

/** What attempts of an activity have written to Okta: objects, and requests with their ids. */
export interface Written {
  changes: Change[];
  /** Without their bodies: one may contain a token. */
  requests: Omit<Write, 'body'>[];
}

const WRITTEN = 'written';
/** Temporal keeps it with the heartbeats; a few hundred are enough for an auditor. */
const MOST_WRITTEN = 300;

const change = z.object({
  object: z.string(),
  action: z.enum(['create', 'change']),
  fields: z.array(z.object({ path: z.string(), from: z.string(), to: z.string() })),
});
const request = z.object({ method: z.string(), path: z.string(), requestId: z.string().nullable() });
const shape = z.object({ changes: z.array(change), requests: z.array(request) });

/** What earlier attempts of this activity wrote: the last one may have found everything in place already. */
export const writtenBefore = (): Written => recallProgress(WRITTEN, shape) ?? { changes: [], requests: [] };

/** Keeps what this attempt has written so far, for the next ones. */
export function keepWritten(session: Session): void {
  keepProgress(WRITTEN, {
    changes: changesWritten(session),
    requests: allWritten(session).requests.slice(0, MOST_WRITTEN),
  });
}

const changesWritten = (session: Session): Change[] =>
  allWritten(session)
    .changes.filter(({ action }) => action !== 'reuse')
    .slice(0, MOST_WRITTEN);

/** A failure that needs a person ends the activity, so it carries what the activity has written, for the report. */
export function withWritten(failure: ApplicationFailure, session: Session | null): ApplicationFailure {
  const { message, type, nonRetryable, details } = failure;
  const [trouble] = (details ?? []) as Trouble[];
  if (session === null || nonRetryable !== true || trouble === undefined) return failure;
  const changes = changesWritten(session);
  if (changes.length === 0) return failure;
  return ApplicationFailure.create({
    message,
    type: type ?? 'NeedsPerson',
    nonRetryable,
    details: [{ ...trouble, changes }],
  });
}

/**
 * A write is never repeated in place, so one that fails ends the attempt. If the attempt wrote something, the next one comes
 * at once, and not after the minutes that Temporal waits after many attempts: those are for an org that is down.
 */
export function soonAfterWrites(failure: ApplicationFailure, session: Session | null): ApplicationFailure {
  const { message, type } = failure;
  if (type !== 'OktaUnavailable' || session === null || session.okta.writes.length === 0) return failure;
  return ApplicationFailure.create({ message, type, nextRetryDelay: Math.round(500 + Math.random() * 1_500) });
}

/** The writes of this attempt and of those before it. An object that one of them made does not count as reused. */
export function allWritten({ before, changes, okta }: Session): Written {
  return {
    changes: changesAfter(before.changes, changes),
    requests: [...before.requests, ...okta.writes.map(({ method, path, requestId }) => ({ method, path, requestId }))],
  };
}
