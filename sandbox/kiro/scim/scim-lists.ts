import { createHash } from 'node:crypto';
import { type Compare, type Filter, parse } from 'scim2-parse-filter';
import type { JsonObject } from '../../kit/json-values.js';
import type { KiroSettings, ScimResource } from '../kiro-state.js';
import { constraint, invalid } from './scim-answers.js';

export interface PageQuery {
  filter: string;
  count: string | undefined;
  /** Empty for the first page; undefined where the client does not page. */
  cursor: string | undefined;
}

const SCHEMAS = ['urn:ietf:params:scim:api:messages:2.0:ListResponse'];
const MOST = { new: 100, old: 50 } as const;

/** What a list is taken from, in the order of creation, and which of it belongs to the list. */
export interface Found<T> {
  candidates: readonly T[];
  matches: (resource: T) => boolean;
}

/**
 * One page of a list as AWS gives it. With `cursor`: `itemsPerPage` and, where more follows, `nextCursor`. Without:
 * `totalResults`, which counts this page alone, and `startIndex`, which is always 1. The old generation knows no cursor.
 */
export function page<T extends ScimResource>(
  { candidates, matches }: Found<T>,
  query: PageQuery,
  { generation }: KiroSettings,
  view: (resource: T) => JsonObject,
): JsonObject {
  const most = MOST[generation];
  const count = countOf(query.count, most, generation);
  const paged = query.cursor !== undefined && generation === 'new';
  const after = paged ? sequenceOf(query.cursor ?? '', query.filter) : 0;
  const rest = firstOf(candidates, after, matches, count + 1);
  const shown = rest.slice(0, count);
  const last = shown.at(-1);
  const Resources = shown.map(view);
  if (!paged) {
    return { schemas: SCHEMAS, totalResults: shown.length, itemsPerPage: shown.length, startIndex: 1, Resources };
  }
  const more = last !== undefined && rest.length > shown.length;
  const next = more ? { nextCursor: cursorAfter(last.sequence, query.filter) } : {};
  return { schemas: SCHEMAS, itemsPerPage: shown.length, ...next, Resources };
}

/** The first `most` that match and come after a place; no more of them is looked at than needed. */
function firstOf<T extends ScimResource>(
  candidates: readonly T[],
  after: number,
  matches: (resource: T) => boolean,
  most: number,
): T[] {
  const found: T[] = [];
  for (let index = placeAfter(candidates, after); index < candidates.length && found.length < most; index += 1) {
    const candidate = candidates[index];
    if (candidate !== undefined && matches(candidate)) found.push(candidate);
  }
  return found;
}

/** Index of the first one whose sequence number is greater. */
function placeAfter(candidates: readonly ScimResource[], after: number): number {
  let [low, high] = [0, candidates.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((candidates[middle]?.sequence ?? Infinity) > after) high = middle;
    else low = middle + 1;
  }
  return low;
}

function countOf(text: string | undefined, most: number, generation: KiroSettings['generation']): number {
  if (text === undefined) return most;
  const count = /^\d+$/.test(text) ? Number(text) : 0;
  if (count < 1) throw constraint('count', 'be greater than or equal to 1');
  if (count <= most) return count;
  if (generation === 'old') return most;
  throw constraint('count', `be less than or equal to ${most}`);
}

/** Says where the next page begins, and for which filter: another one with it is a 400. */
function cursorAfter(sequence: number, filter: string): string {
  return Buffer.from(`${sequence}:${digest(filter)}`).toString('base64url');
}

function sequenceOf(cursor: string, filter: string): number {
  if (cursor === '') return 0;
  const [sequence = '', made] = Buffer.from(cursor, 'base64url').toString().split(':');
  if (!/^\d+$/.test(sequence) || made !== digest(filter)) throw invalid();
  return Number(sequence);
}

const digest = (filter: string): string => createHash('sha256').update(filter).digest('hex').slice(0, 16);

/** What a filter asks for, by the names in lower case. */
export type Conditions = Record<string, string>;

/**
 * The conditions of a filter: `eq` on texts, joined by `and`, in one of the combinations that are allowed (AWS,
 * ListUsers and ListGroups). 400 for any other filter.
 */
export function parseFilter(text: string, allowed: readonly (readonly string[])[]): Conditions {
  const compared = comparisons(parsed(text));
  const conditions = Object.fromEntries(compared.map(({ attrPath, compValue }) => [attrPath.toLowerCase(), compValue]));
  const names = Object.keys(conditions).sort().join();
  const known = allowed.some((combination) => [...combination].sort().join() === names);
  if (!known || names.split(',').length !== compared.length) throw invalid('Filter is not supported.');
  return conditions as Conditions;
}

function parsed(text: string): Filter {
  try {
    return parse(text);
  } catch {
    throw invalid();
  }
}

function comparisons(filter: Filter): Compare[] {
  if (filter.op === 'and' && 'filters' in filter) return filter.filters.flatMap(comparisons);
  if (filter.op === 'eq' && 'compValue' in filter && typeof filter.compValue === 'string') return [filter];
  throw invalid('Filter is not supported.');
}
