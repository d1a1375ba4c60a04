import { ApplicationFailure } from '@temporalio/common';
import type { ReviewActivities, ScimTask, Trouble } from '../../runbook/outside.js';
import type { Evidence, Finding } from '../../runbook/proof.js';
import { readSubscriptions, type Seat } from '../../runbook/subscription-list.js';
import { compareSubscriptions, type Review } from '../../runbook/subscriptions.js';
import { toFailure } from '../scim/failures.js';
import { clientFor } from '../scim/index.js';
import type { ScimClient } from '../scim/client.js';
import type { Membership } from '../scim/membership.js';
import type { OpenToken } from '../secrets/open.js';
import { arrivalOf } from './arrival.js';
import {
  membershipEvidence,
  membershipsOf,
  pushedGroups,
  shortened,
  unassignedWarnings,
  type PushedGroup,
} from './group-state.js';
import { readActive, type ReadRoster } from './roster.js';
import { lookUpIds } from './user-ids.js';

/** Compares Okta's roster with what SCIM and the Subscriptions tab show. Reads only. */
export function createReviewActivities(deps: { openToken: OpenToken; readRoster: ReadRoster }): ReviewActivities {
  return {
    async checkArrival(task) {
      try {
        const groups = await pushedGroups(task.input, deps.readRoster);
        const client = await scimClient(task, deps.openToken);
        return arrivalOf(groups, client === null ? null : await membershipsOf(client, groups));
      } catch (error) {
        throw toFailure(error);
      }
    },

    async reviewSubscriptions(task) {
      try {
        const seats = readSubscriptions(task.list) ?? refuseList();
        const client = await scimClient(task, deps.openToken);
        const loginById = client === null ? new Map<string, string>() : await lookUpIds(client, seats);
        const people = await readActive(deps.readRoster, task.input.subscribe);
        const review = compareSubscriptions(seats, { people, tier: task.input.subscribe.tier, loginById });
        const groups = await pushedGroups(task.input, deps.readRoster);
        const memberships = client === null ? [] : await membershipsOf(client, groups);
        return {
          findings: [...review.findings, ...memberships.flatMap((found) => strangersIn(found, groups))],
          evidence: [countsEvidence(review, seats), ...memberships.map(membershipEvidence)],
          changes: [],
          warnings: [
            ...(client === null ? ['Without a SCIM token the members of the groups in Kiro were not checked.'] : []),
            ...(people.length === 0 ? ['Nobody in Okta is meant to have a subscription (subscribe is empty).'] : []),
            ...unassignedWarnings(groups),
          ],
        };
      } catch (error) {
        throw toFailure(error);
      }
    },
  };
}

async function scimClient(task: ScimTask, openToken: OpenToken): Promise<ScimClient | null> {
  return task.sealedToken === null ? null : clientFor(task, openToken);
}

function refuseList(): Seat[] {
  const problem = 'The list of subscriptions has no column that names users.';
  const fix = 'Paste it with its titles (such as User name, Status, Plan), or one e-mail address a line.';
  const findings: Finding[] = [{ severity: 'blocking', problem, fix, url: null }];
  const trouble: Trouble = { findings, candidates: [], requestIds: [] };
  throw ApplicationFailure.nonRetryable(`${problem} ${fix}`, 'UnreadableList', trouble);
}

/** Members on the Kiro side whom Okta does not have in the group: through it they get a subscription. */
function strangersIn({ group, unexpected }: Membership, groups: PushedGroup[]): Finding[] {
  const inOkta = groups.find(({ name }) => name === group)?.unassigned.map((login) => login.toLowerCase()) ?? [];
  const strangers = (unexpected ?? []).filter((login) => !inOkta.includes(login.toLowerCase()));
  if (strangers.length === 0) return [];
  const problem = `${strangers.length} member(s) of "${group}" in Kiro are not in it in Okta: ${shortened(strangers)}.`;
  const fix = 'Push the group again in Okta; if they stay, remove them from the group in Kiro and their subscriptions.';
  return [{ severity: 'warning', problem, fix, url: null }];
}

function countsEvidence({ counts }: Review, seats: Seat[]): Evidence {
  const { intended, subscribed, missing, unintended, pending, duplicates } = counts;
  const value =
    `${seats.length} lines; ${subscribed} of ${intended} intended people subscribed (${pending} pending), ` +
    `${missing} missing, ${unintended} unintended, ${duplicates} listed more than once`;
  return { label: 'Subscriptions compared with Okta', value, url: null };
}
