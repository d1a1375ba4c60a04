import { activityInfo } from '@temporalio/activity';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { Arrival, ReviewActivities, ScimTask, Task } from '../../runbook/outside.js';
import { arrivalLine } from '../../runbook/roster/arrival.js';
import { rosterCsv, summaryOf } from '../../runbook/roster/summary.js';
import { serverNow } from '../attempt.js';
import { forgetProgress } from '../heartbeat.js';
import type { ReadOkta } from '../okta/okta-roster.js';
import { reportFiles } from '../report/write-report.js';
import { clientFor } from '../scim/scim-activities.js';
import type { ScimClient } from '../scim/scim-api.js';
import { toFailure } from '../scim/scim-failures.js';
import type { OpenToken } from '../secrets/secret-activities.js';
import { arrivalOf, membershipsOf } from './kiro-members.js';
import { reviewOf } from './roster-review.js';
import { lookUpIds, seatsOf } from './subscription-seats.js';

export interface ReviewDependencies {
  openToken: OpenToken;
  readOkta: ReadOkta;
  /** The worker's reports folder. */
  dir: string;
}

/** Compares Okta's people with what SCIM and the Subscriptions tab show. Reads only. */
export function createReviewActivities({ openToken, readOkta, dir }: ReviewDependencies): ReviewActivities {
  return {
    async awaitArrival({ since, until, end, ...task }) {
      try {
        const { people } = await readOkta(ofTask(task), null);
        const client = await scimClient(task, openToken);
        const found = arrivalOf(client === null ? null : await membershipsOf(client, task.input, people));
        // Of the workflow's clock, as the window is.
        const now = serverNow();
        if (found.verdict === 'all-arrived' || now >= Date.parse(until)) return found;
        // The next look begins with the first page again.
        forgetProgress();
        throw notYet(
          found,
          pauseUntilNextLook(now, { since: Date.parse(since), until: Date.parse(until), end: Date.parse(end) }),
        );
      } catch (error) {
        throw toFailure(error);
      }
    },

    async reviewSubscriptions({ list, objects, ...task }) {
      try {
        const seats = await seatsOf(list, task.owner);
        const okta = await readOkta(ofTask(task), objects);
        const client = await scimClient(task, openToken);
        const memberships = client === null ? null : await membershipsOf(client, task.input, okta.people);
        const loginById = client === null ? new Map<string, string>() : await lookUpIds(client, seats);
        const { rows, findings, evidence, warnings } = reviewOf({ okta, memberships, seats, loginById }, task.input);
        const write = reportFiles(dir, task.owner, activityInfo().scheduledTimestampMs);
        const file = await write('roster.csv', rosterCsv(rows));
        return { findings, roster: summaryOf(rows, file), evidence, changes: [], warnings };
      } catch (error) {
        throw toFailure(error);
      }
    },
  };
}

const ofTask = ({ input, owner }: Task): Task => ({ input, owner });

async function scimClient(task: ScimTask, openToken: OpenToken): Promise<ScimClient | null> {
  return task.sealedToken === null ? null : clientFor(task, openToken);
}

/** Expected: a wait that goes on is no error. */
function notYet(found: Arrival, nextRetryDelay: number): ApplicationFailure {
  const line = arrivalLine(found);
  return ApplicationFailure.create({
    message: `${line.charAt(0).toUpperCase()}${line.slice(1)}.`,
    type: 'NotArrivedYet',
    nextRetryDelay,
    category: ApplicationFailureCategory.BENIGN,
  });
}

/** The shortest and the longest wait between two looks, however long the window is. Milliseconds. */
const SHORTEST_MS = 250;
const LONGEST_MS = 30 * 60_000;

/**
 * How long until the next look: a sixth of the time since the window began, at most a 48th of the whole window, so that in
 * 24 hours everybody who arrives is seen within half an hour. Times in milliseconds since the epoch; never later than
 * `until`.
 */
export function pauseUntilNextLook(now: number, at: { since: number; until: number; end: number }): number {
  const sparser = Math.max((now - at.since) / 6, SHORTEST_MS);
  const most = Math.min(Math.max((at.end - at.since) / 48, SHORTEST_MS), LONGEST_MS);
  return Math.ceil(Math.max(Math.min(sparser, most, at.until - now), 1));
}
