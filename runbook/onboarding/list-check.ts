import { accepted, type Check, invalid } from '../messages/verdict.js';
import type { MessageOf } from '../messages/schemas.js';
import type { Setting } from '../model/runbook.js';
import type { SubscriptionList } from '../outside/review.js';
import { doubtsIn, type MayBeEmpty, readSubscriptionList } from '../roster/subscription-list.js';

/** Whether a list that came whole can be read. One in parts is read when all have come, by the review itself. */
export function checkReadable(
  value: MessageOf<'subscriptionsListed'>,
  holds?: Setting['holds'],
  may: MayBeEmpty = {},
): Check<MessageOf<'subscriptionsListed'>> {
  if ((value.parts ?? 1) > 1) return accepted(value);
  const field = value.csv === undefined ? 'rows' : 'csv';
  const list: SubscriptionList = value.csv === undefined ? { rows: value.rows ?? [] } : { csv: value.csv };
  const read = readSubscriptionList(list, may);
  if (!('problem' in read)) return accepted(value, doubtsIn(read));
  // What an earlier release took is read by the review, which asks a person where it cannot.
  return holds?.('list-is-understood') === false ? accepted(value) : invalid(field, read.problem);
}
