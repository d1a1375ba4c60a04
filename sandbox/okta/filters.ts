import { filter, parse } from 'scim2-parse-filter';
import { OktaError } from './errors.js';

/** Okta's `filter` and `search` expressions, as a predicate. 400 E0000031 where one cannot be read. */
export function predicate(expression: string | undefined): (item: object) => boolean {
  if (expression === undefined || expression.trim() === '') return () => true;
  try {
    return filter(parse(expression));
  } catch {
    throw new OktaError(400, 'E0000031', `Invalid search criteria. Invalid filter expression: ${expression}`);
  }
}

/** `q`: starts with, ignoring case, on any of the texts. */
export function startsWith(q: string | undefined, ...texts: string[]): boolean {
  const wanted = (q ?? '').toLowerCase();
  return texts.some((text) => text.toLowerCase().startsWith(wanted));
}
