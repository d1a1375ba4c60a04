import { isObject, type JsonObject } from './json-fields.js';
import { isStatus } from './okta-error.js';

// Okta's System Log (`okta.logs.read`), as everything that reads it asks for it.

/** Events may be shown minutes late. Milliseconds. */
export const LATE_MS = 15 * 60 * 1000;

/** Path and query of the events from then until now. Times are milliseconds since the epoch, by Okta's clock. */
export function logPath({
  from,
  now,
  filter,
  order = 'ASCENDING',
}: {
  from: number;
  now: number;
  filter: string;
  order?: 'ASCENDING' | 'DESCENDING';
}): string {
  const query = new URLSearchParams({
    since: new Date(from).toISOString(),
    until: new Date(now + 60_000).toISOString(),
    filter,
    sortOrder: order,
  });
  return `/api/v1/logs?${query.toString()}`;
}

/** What an event is about. */
export function targetsOf(event: JsonObject): JsonObject[] {
  const targets = event['target'];
  return Array.isArray(targets) ? targets.filter(isObject) : [];
}

/** Whether the credentials may not read the log. */
export const isLogUnread = (error: unknown): boolean => isStatus(error, 401, 403, 404);
