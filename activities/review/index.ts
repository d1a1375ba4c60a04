import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { activityInfo } from '@temporalio/activity';
import { arrivalLine } from '../../runbook/roster/arrival.js';
import type { Arrival, ReviewActivities, ScimTask, Task } from '../../runbook/outside.js';
import { rosterCsv, summaryOf } from '../../runbook/roster/summary.js';
import type { ReadOkta } from '../okta/index.js';
import { serverNow } from '../attempt-time.js';
import { forgetProgress } from '../progress.js';
import { reportFiles } from '../report/files.js';
import type { ScimClient } from '../scim/client.js';
import { toFailure } from '../scim/failures.js';
import { clientFor } from '../scim/index.js';
import type { OpenToken } from '../secrets/open.js';
import { arrivalOf } from './arrival.js';
import { membershipsOf } from './kiro-side.js';
import { seatsOf } from './list.js';
import { pauseUntilNextLook } from './pace.js';
import { reviewOf } from './review.js';
import { lookUpIds } from './user-ids.js';

export { reviewOf, type Reviewed } from './review.js';
export { membershipsOf } from './kiro-side.js';

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
