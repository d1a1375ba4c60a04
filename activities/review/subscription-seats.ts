import { Context } from '@temporalio/activity';
import type { ListInParts, SubscriptionList } from '../../runbook/outside.js';
import {
  isUserId,
  joinParts,
  LIST_ADVICE,
  LIST_PART_QUERY,
  readSubscriptionList,
  type Seat,
} from '../../runbook/roster/subscription-list.js';
import { unlessCancelled } from '../attempt.js';
import { blocking, needsPersonFor } from '../needs-person.js';
import type { ScimClient } from '../scim/scim-api.js';
import { ScimRefused } from '../scim/scim-failures.js';
import { type ScimUser, user } from '../scim/scim-shapes.js';

/** The seats of the list that a person sent. One that cannot be read needs a person. */
export async function seatsOf(list: SubscriptionList | ListInParts, workflowId: string): Promise<Seat[]> {
  const read = readSubscriptionList('parts' in list ? await joined(list.parts, workflowId) : list);
  if ('problem' in read) throw needsPersonFor([blocking(read.problem, LIST_ADVICE)], {}, 'UnreadableList');
  return read.seats;
}

/** A long list stays with the run: no argument of an activity may be that large. */
async function joined(parts: number, workflowId: string): Promise<SubscriptionList> {
  const run = Context.current().client.workflow.getHandle(workflowId);
  const lists: SubscriptionList[] = [];
  for (let part = 1; part <= parts; part += 1) {
    lists.push(await unlessCancelled(run.query<SubscriptionList, [{ part: number }]>(LIST_PART_QUERY, { part })));
  }
  return joinParts(lists);
}

/**
 * The logins behind seats that only an id names, by id in lower case. Unknown ids are missing in it. One read for each id, at the
 * client's pace: some 36 a second, so ten thousand take five minutes.
 */
export async function lookUpIds(client: ScimClient, seats: Seat[]): Promise<Map<string, string>> {
  const ids = idsIn(seats);
  const logins = new Map<string, string>();
  for (const id of ids) {
    const login = await loginOf(client, id);
    if (login !== null) logins.set(id.toLowerCase(), login);
  }
  return logins;
}

/** As `lookUpIds`, from the users of Kiro that were all listed: nothing is read again. */
export function namesById(users: readonly ScimUser[], seats: readonly Seat[]): Map<string, string> {
  const ids = new Set([...idsIn(seats)].map((id) => id.toLowerCase()));
  return new Map(
    users.filter(({ id }) => ids.has(id.toLowerCase())).map((one) => [one.id.toLowerCase(), one.userName]),
  );
}

/** The ids of seats that name their user by nothing else. */
export const idsIn = (seats: readonly Seat[]): Set<string> =>
  new Set(seats.filter(({ names }) => names.every(isUserId)).flatMap(({ names }) => names));

async function loginOf(client: ScimClient, id: string): Promise<string | null> {
  try {
    return (await client.get(`/Users/${encodeURIComponent(id)}`, {}, user)).body.userName;
  } catch (error) {
    if (error instanceof ScimRefused && (error.status === 404 || error.status === 400)) return null;
    throw error;
  }
}
