import { MOST_PAGES } from '../../runbook/secrets/bounded-reads.js';
import type { JsonObject } from './json-fields.js';
import { garbled, OktaError, withoutQuery } from './okta-error.js';
import { urlOf } from '../../runbook/model/url-of.js';

/** Page size of every list; Okta allows at least this much everywhere. */
const PAGE = 200;
/** Of an application's users it gives more at once, and there may be very many. */
const APP_USERS = /^\/api\/v1\/apps\/[^/]+\/users$/;
const APP_USERS_PAGE = 500;

/** A part of a list, and the path of the next one; null at its end. */
export interface Page {
  items: JsonObject[];
  next: string | null;
}

/** Where a list begins. */
export const firstPage = (path: string): string =>
  `${path}${path.includes('?') ? '&' : '?'}limit=${APP_USERS.test(path) ? APP_USERS_PAGE : PAGE}`;

/**
 * Path and query of the page after the one at `path`, by the answer's `Link` header: of the same list, and on the org itself,
 * as the credentials go nowhere else. `after` is opaque, so the query is taken as it is. @throws OktaError
 */
export function nextPageOf(path: string, link: string | null, orgUrl: string): string | null {
  const url = /<([^>]+)>;\s*rel="next"/.exec(link ?? '')?.[1];
  if (url === undefined) return null;
  const next = urlOf(url, orgUrl);
  if (next === null) throw garbled('GET', path);
  const { pathname, search } = next;
  const here = new URL(path, orgUrl);
  if (pathname !== here.pathname || search === here.search) throw garbled('GET', path);
  return pathname + search;
}

/** Gives a list up that names a next page for ever. `count`: which page is about to be read. @throws OktaError */
export function refuseEndless(path: string, count: number): void {
  if (count <= MOST_PAGES) return;
  const summary = `the list has no end: more than ${MOST_PAGES} pages`;
  throw new OktaError({ method: 'GET', path: withoutQuery(path) }, null, null, summary, [], [], null);
}
