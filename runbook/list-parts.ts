import type { SubscriptionList } from './outside/review.js';

/** One list of its parts, which are all of one kind; text may have been cut anywhere. */
export function joinParts(parts: SubscriptionList[]): SubscriptionList {
  if (parts.every((part) => 'csv' in part)) return { csv: parts.map((part) => part.csv).join('') };
  return { rows: parts.flatMap((part) => ('rows' in part ? part.rows : [])) };
}
