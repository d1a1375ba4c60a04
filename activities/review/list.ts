import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { LIST_ADVICE } from '../../runbook/onboarding/list-check.js';
import { joinParts, LIST_PART_QUERY, readSubscriptions, type Seat } from '../../runbook/roster/subscription-list.js';
import type { ListInParts, SubscriptionList, Trouble } from '../../runbook/outside.js';
import type { Finding } from '../../runbook/model/proof.js';

/** The seats of the list that a person has sent; what cannot be read is a `Trouble`. */
export async function seatsOf(list: SubscriptionList | ListInParts, workflowId: string): Promise<Seat[]> {
  return readSubscriptions('parts' in list ? await joined(list.parts, workflowId) : list) ?? refuse();
}

/** A long list stays with the run: no argument of an activity may be that large. */
async function joined(parts: number, workflowId: string): Promise<SubscriptionList> {
  const run = Context.current().client.workflow.getHandle(workflowId);
  const lists: SubscriptionList[] = [];
  for (let part = 1; part <= parts; part += 1) {
    lists.push(await run.query<SubscriptionList, [{ part: number }]>(LIST_PART_QUERY, { part }));
  }
  return joinParts(lists);
}

function refuse(): never {
  const problem = 'The list of subscriptions has no column that names users.';
  const findings: Finding[] = [{ severity: 'blocking', problem, fix: LIST_ADVICE, url: null }];
  const trouble: Trouble = { findings, candidates: [], requestIds: [] };
  throw ApplicationFailure.nonRetryable(`${problem} ${LIST_ADVICE}`, 'UnreadableList', trouble);
}
