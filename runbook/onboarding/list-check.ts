import { accepted, type Check, invalid } from '../messages/verdict.js';
import type { SubscriptionList } from '../outside/review.js';
import { readSubscriptionList } from '../roster/subscription-list.js';
import type { MessageOf } from '../messages/schemas.js';

/** So many rows are named; a list with more of them has another fault. */
const NAMED = 5;
/** What a list must have that nobody can read. */
export const LIST_ADVICE = 'Paste it with its titles (such as User name, Status, Plan), or one e-mail address a line.';

/** Whether a list that came whole can be read. One in parts is read when all have come, by the review itself. */
export function checkReadable(value: MessageOf<'subscriptionsListed'>): Check<MessageOf<'subscriptionsListed'>> {
  if ((value.parts ?? 1) > 1) return accepted(value);
  const field = value.csv === undefined ? 'rows' : 'csv';
  const list: SubscriptionList = value.csv === undefined ? { rows: value.rows ?? [] } : { csv: value.csv };
  const read = readSubscriptionList(list);
  if (read === null) return invalid(field, `The list has no column that names users. ${LIST_ADVICE}`);
  const { seats, withoutUser: without } = read;
  const named = without.slice(0, NAMED).join(', ');
  if (seats.length === 0 && without.length > 0)
    return invalid(field, `No row of the list names a user (row ${named}). ${LIST_ADVICE}`);
  const rest = without.length > NAMED ? ` and ${without.length - NAMED} more` : '';
  const note = without.length === 1 ? `row ${named} names no user` : `rows ${named}${rest} name no user`;
  return accepted(value, without.length === 0 ? [] : [`Left out of the list: ${note}.`]);
}
