import type { JsonObject } from './json.js';
import { firstPage, type OktaApi, type Page } from './okta-api.js';
import { isStatus } from './okta-error.js';

/** What Okta may answer to an `after` that it does not know any more. Not seen in a live org. */
const REFUSED_CURSOR = [400, 404, 410];

/**
 * All items of a list that may be very long, of each what `read` keeps: only one page is held whole. Where an attempt of
 * an activity fails in the middle, the next one goes on at that page. Not for looking up what may just have been written:
 * it could stand on a page that is not read again.
 */
export async function longList<T>(okta: OktaApi, path: string, read: (item: JsonObject) => T): Promise<T[]> {
  const { unfinished } = okta.client;
  const left = unfinished.take<T>(path);
  const items: T[] = left?.items ?? [];
  let next: string | null = left?.next ?? firstPage(path);
  let isResumed = left !== null;
  while (next !== null) {
    const current: string = next;
    try {
      const page: Page = await okta.page(current);
      for (const item of page.items) items.push(read(item));
      next = page.next;
    } catch (error) {
      if (!isResumed || !isStatus(error, ...REFUSED_CURSOR)) {
        if (items.length > 0) unfinished.keep(path, { items, next: current });
        throw error;
      }
      items.length = 0;
      next = firstPage(path);
    }
    isResumed = false;
  }
  return items;
}
