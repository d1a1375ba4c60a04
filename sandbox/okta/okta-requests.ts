import type { Context, Hono } from 'hono';
import { filter, parse } from 'scim2-parse-filter';
import { isObject, type JsonObject } from '../kit/json-values.js';
import { OktaError } from './okta-errors.js';
import type { Lifecycle } from './org-objects.js';

/** The JSON object in a request; an empty body counts as `{}`. 400 E0000003 for anything else. */
export async function readBody(c: Context): Promise<JsonObject> {
  const text = await c.req.text();
  if (text.trim() === '') return {};
  try {
    const body: unknown = JSON.parse(text);
    if (isObject(body)) return body;
  } catch {
    // answered below
  }
  throw new OktaError('E0000003');
}

/** The part of a path under `name`. Hono gives it decoded. */
export function param(c: Context, name: string): string {
  return c.req.param(name) ?? '';
}

/** Okta's `filter` and `search` expressions, as a predicate. 400 E0000031 where one cannot be read. */
export function predicate(expression: string | undefined): (item: object) => boolean {
  if (expression === undefined || expression.trim() === '') return () => true;
  try {
    return filter(parse(expression));
  } catch {
    throw new OktaError('E0000031', { causes: [`Invalid filter expression: ${expression}`] });
  }
}

/**
 * Okta's `search` expressions: as `predicate`, but texts are compared without regard to case (Okta, OpenAPI: GET /api/v1/users,
 * `search`: "string values are case insensitive").
 */
export function searchPredicate(expression: string | undefined): (item: object) => boolean {
  const holds = predicate(expression?.replace(/"(?:[^"\\]|\\.)*"/g, (text) => text.toLowerCase()));
  return (item) => holds(withLowerTexts(item) as object);
}

function withLowerTexts(value: unknown): unknown {
  if (typeof value === 'string') return value.toLowerCase();
  if (Array.isArray(value)) return value.map(withLowerTexts);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withLowerTexts(inner)]));
}

/** `q`: starts with, ignoring case, on any of the texts. */
export function startsWith(q: string | undefined, ...texts: string[]): boolean {
  const wanted = (q ?? '').toLowerCase();
  return texts.some((text) => text.toLowerCase().startsWith(wanted));
}

/** What is asked for, and the status that it leads to. */
export interface Change {
  action: 'activate' | 'deactivate';
  status: Lifecycle;
}

const CHANGES: readonly Change[] = [
  { action: 'activate', status: 'ACTIVE' },
  { action: 'deactivate', status: 'INACTIVE' },
];

/** `POST <path>/lifecycle/activate` and `deactivate`, which many resources have. */
export function lifecycleRoutes(app: Hono, path: string, change: (c: Context, to: Change) => Response): void {
  for (const to of CHANGES) app.post(`${path}/lifecycle/${to.action}`, (c) => change(c, to));
}
