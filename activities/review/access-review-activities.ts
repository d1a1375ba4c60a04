import { basename } from 'node:path';
import { activityInfo, getClient } from '@temporalio/activity';
import { type WorkflowExecutionStatusName, WorkflowFailedError, WorkflowNotFoundError } from '@temporalio/client';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { terminalText } from '../../runbook/escape/plain-text.js';
import type { Evidence } from '../../runbook/model/proof.js';
import type { AccessReviewActivities, AccessTask, WrittenFile } from '../../runbook/outside.js';
import { ACCESS_WORDS } from '../../runbook/review-access/access-list.js';
import { decisionsCsv, listToFillIn } from '../../runbook/review-access/decision-files.js';
import { failedRemoval, type OffboardReport, type Removal, removalOf } from '../../runbook/review-access/removal.js';
import { LIST_ADVICE, readSubscriptionList, type Seat } from '../../runbook/roster/subscription-list.js';
import { attempt, serverNow } from '../attempt.js';
import { blocking, needsPersonFor } from '../needs-person.js';
import type { OktaSide, ReadLogins, ReadOkta } from '../okta/okta-roster.js';
import { reportFiles } from '../report/write-report.js';
import type { KiroSideOf } from '../scim/kiro-side.js';
import { toFailure } from '../scim/scim-failures.js';
import type { ScimUser } from '../scim/scim-shapes.js';
import { eachUser } from '../scim/whole-list.js';
import { membershipsOf } from './kiro-members.js';
import { reviewOf } from './roster-review.js';
import { lookUpIds, namesById } from './subscription-seats.js';
import { idsToName, whoHasAccess, withLogins } from './who-has-access.js';

export interface AccessReviewDependencies {
  readOkta: ReadOkta;
  readLogins: ReadLogins;
  kiroSide: KiroSideOf;
  /** The worker's reports folder. */
  dir: string;
}

/** Reads who has access, follows offboardings, and writes the files of a review. Changes nothing in Okta or Kiro. */
export function createAccessReviewActivities(given: AccessReviewDependencies): AccessReviewActivities {
  const { dir } = given;
  return {
    async listAccess(task) {
      try {
        return await listAccess(task, given);
      } catch (error) {
        throw toFailure(error);
      }
    },
    awaitOffboarding,
    async writeDecisions({ workflowId, list, removals }) {
      const write = reportFiles(dir, workflowId, activityInfo().scheduledTimestampMs);
      const file = await write('decisions.csv', decisionsCsv(list, removals));
      return { file, evidence: fileEvidence('List of decisions (CSV)', file), changes: [], warnings: [] };
    },
    async writeSums({ workflowId, files }) {
      const write = reportFiles(dir, workflowId, activityInfo().scheduledTimestampMs);
      const text = files.map(({ path, sha256 }) => `${sha256}  ${basename(path)}\n`).join('');
      return {
        evidence: fileEvidence('Sums of all files', await write('SHA256SUMS', text)),
        changes: [],
        warnings: [],
      };
    },
  };
}

const fileEvidence = (label: string, { path, sha256 }: WrittenFile): Evidence[] => [
  { label, value: path, url: null },
  { label: `SHA-256 of ${label.charAt(0).toLowerCase()}${label.slice(1)}`, value: sha256, url: null },
];

/** More people than a run can carry on with what is said of them. */
const MOST_PEOPLE = 10_000;
/** Their logins together. Characters. */
const MOST_LOGINS = 450_000;

async function listAccess(
  { objects, endpoint, seats: text, ...task }: AccessTask,
  { readOkta, readLogins, kiroSide, dir }: AccessReviewDependencies,
): ReturnType<AccessReviewActivities['listAccess']> {
  const { input, owner } = task;
  const seats = seatsIn(text);
  const side = await readOkta({ input, owner }, objects);
  const client = await kiroSide({ input, owner, endpoint, sealedToken: null });
  const memberships = client === null ? null : await membershipsOf(client, input, side.people);
  const users: ScimUser[] = [];
  const isListed = client !== null && (await eachUser(client, (user) => void users.push(user)));
  // A removal starts an offboarding by this name, so it must be that person's own.
  const logins = await readLogins({ input, owner }, idsToName(side, users));
  const okta = withLogins(side, logins);
  const loginById =
    client === null || seats === null
      ? new Map<string, string>()
      : isListed
        ? namesById(users, seats)
        : await lookUpIds(client, seats);
  const { rows, evidence, warnings } = reviewOf({ okta, memberships, seats, loginById }, input);
  const members = memberships?.flatMap(({ members: known, strangers }) => [...known, ...(strangers ?? [])]) ?? null;
  const people = whoHasAccess({
    okta,
    kiro: client === null ? null : users,
    members: members && new Set(members.map((login) => login.toLowerCase())),
    seats,
    loginById,
    logins,
    rows,
  });
  requireFitting(people.map(({ user }) => user));
  const write = reportFiles(dir, owner, activityInfo().scheduledTimestampMs);
  const file = await write('access.csv', listToFillIn(people));
  const unseen = [
    ...unseenIn(okta),
    ...(client === null || isListed
      ? []
      : ['The SCIM endpoint does not list all users, so somebody in Kiro may be missing on the list.']),
  ];
  return {
    people: people.map(({ user, access }) => ({ user, access })),
    file,
    evidence: [...fileEvidence('List of who has access (CSV)', file), ...evidence],
    changes: [],
    warnings: [...warnings, ...unseen],
    findings: okta.gaps,
    unseen,
  };
}

/** Why somebody may have access whom Okta's assignments do not show. */
function unseenIn({ signInApp, scimApp, gaps }: OktaSide): string[] {
  const missing = (isThere: boolean, name: string): string[] =>
    isThere ? [] : [`The ${name} was not found, so the people who have it are not on the list.`];
  return [
    ...missing(signInApp !== null, ACCESS_WORDS.s),
    ...missing(scimApp !== null, ACCESS_WORDS.p),
    ...gaps.map(({ problem }) => `The list may not show everybody who has access: ${problem}`),
  ];
}

function seatsIn(text: string | null): Seat[] | null {
  if (text === null) return null;
  const read = readSubscriptionList({ csv: text });
  if ('problem' in read) throw needsPersonFor([blocking(read.problem, LIST_ADVICE)], {}, 'UnreadableList');
  return read.seats;
}

function requireFitting(users: string[]): void {
  if (users.length <= MOST_PEOPLE && users.join('').length <= MOST_LOGINS) return;
  const problem = `${users.length} people have access, and a review holds ${MOST_PEOPLE}.`;
  const fix = 'Review them by your identity governance tool, or in Okta, and offboard by npm run offboard -- --file.';
  throw needsPersonFor([blocking(problem, fix)]);
}

/** The longest time between two looks. Milliseconds. */
const RAREST_MS = 5 * 60_000;

const OTHER_ENDS: Partial<Record<WorkflowExecutionStatusName, string>> = {
  CANCELLED: 'It was cancelled.',
  TERMINATED: 'It was ended from outside.',
  TIMED_OUT: 'It has timed out.',
};

const ENDED = ['COMPLETED', 'FAILED', ...Object.keys(OTHER_ENDS)];

/** See `AccessReviewActivities.awaitOffboarding`. */
async function awaitOffboarding({
  offboardId,
  since,
}: {
  offboardId: string;
  since: string | null;
}): Promise<Removal | null> {
  const handle = getClient().workflow.getHandle(offboardId);
  const found = await handle.describe().catch((error: unknown) => {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  });
  // A second of tolerance: the time comes in whole seconds.
  if (found === null) return null;
  const isOlder = since !== null && found.startTime.getTime() < Date.parse(since) - 1_000;
  if (isOlder && ENDED.includes(found.status.name)) return null;
  const now = new Date(serverNow()).toISOString();
  if (!ENDED.includes(found.status.name)) throw notYet(offboardId);
  const words = OTHER_ENDS[found.status.name];
  if (words !== undefined) return failedRemoval(found.status.name === 'CANCELLED' ? 'cancelled' : 'ended', now, words);
  try {
    return removalOf((await handle.result()) as OffboardReport, now);
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    return failedRemoval(
      'failed',
      now,
      terminalText(error.cause instanceof Error ? error.cause.message : error.message),
    );
  }
}

/** Expected: a wait that goes on is no error. */
const notYet = (offboardId: string): ApplicationFailure =>
  ApplicationFailure.create({
    message: `${offboardId} is still going on.`,
    type: 'NotOverYet',
    nextRetryDelay: Math.min(2_000 * 2 ** Math.min(attempt() - 1, 10), RAREST_MS),
    category: ApplicationFailureCategory.BENIGN,
  });
