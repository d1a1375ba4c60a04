import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../kit/json-values.js';
import { now } from './ids.js';
import { cursor, link, setLinks } from './okta-paging.js';
import { predicate } from './okta-requests.js';
import type { OktaState, Routes } from './okta-state.js';
import type { LogEvent } from './org-objects.js';

/** More than a demo or a test reads back; the log of a real org is kept for 90 days. */
const KEPT = 5000;

type Outcome = LogEvent['outcome']['result'];

/** An event of OAuth: who asked for what. Okta documents no fields of `debugData`; these are in events that were published. */
export interface OAuthDetail {
  actor: LogEvent['target'][0];
  debugData?: Record<string, string>;
}

/** Who calls the API or uses the console, while their request is answered. */
const callers = new AsyncLocalStorage<LogEvent['target'][0]>();

/** Does that as this caller: events name them. */
export const calledBy = <T>(caller: LogEvent['target'][0], work: () => T): T => callers.run(caller, work);

/** What Okta does by itself, no matter who has caused it. */
const BY_OKTA = /^application\.provision\./;

/** Adds an event to the System Log. `targets` are what it happened to, most specific first. */
export function record(
  state: OktaState,
  eventType: string,
  displayMessage: string,
  targets: LogEvent['target'],
  result: Outcome = 'SUCCESS',
  reason: string | null = null,
  detail: Partial<OAuthDetail> = {},
): void {
  const severity = result === 'FAILURE' ? 'ERROR' : 'INFO';
  const outcome = { result, reason };
  const caller = BY_OKTA.test(eventType) ? undefined : callers.getStore();
  state.events.push({
    ...(caller === undefined ? {} : { actor: caller }),
    uuid: randomUUID(),
    published: now(),
    eventType,
    displayMessage,
    severity,
    outcome,
    target: targets,
    ...detail,
  });
  if (state.events.length > KEPT) state.events.splice(0, state.events.length - KEPT);
}

/** As `record`, of something that somebody asked an authorization server for. */
export function recordOAuth(
  state: OktaState,
  eventType: string,
  displayMessage: string,
  targets: LogEvent['target'],
  detail: OAuthDetail,
): void {
  record(state, eventType, displayMessage, targets, 'SUCCESS', null, detail);
}

/** Something that an event happened to. */
export function target(id: string, type: string, displayName: string, alternateId = 'unknown'): LogEvent['target'][0] {
  return { id, type, displayName, alternateId };
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** The System Log. Without `until` there is always a next link (polling); a bounded query comes to an end. */
export const logRoutes: Routes = (app, { state }) => {
  app.get('/api/v1/logs', (c) => {
    const { since, until, filter, q, after, sortOrder } = c.req.query();
    const matches = predicate(filter);
    const from = (since ?? '') === '' ? Date.now() - 7 * DAY_MS : Date.parse(since ?? '');
    const to = (until ?? '') === '' ? Infinity : Date.parse(until ?? '');
    const found = state.events.filter((event) => {
      const at = Date.parse(event.published);
      return at >= from && at < to && matches(event) && mentions(event, q);
    });
    if (sortOrder === 'DESCENDING') found.reverse();
    const asked = Number(c.req.query('limit') ?? 100);
    const size = Number.isInteger(asked) && asked > 0 ? Math.min(asked, 1000) : 100;
    const start = (after ?? '') === '' ? 0 : startAfter(found, after ?? '');
    const shown = found.slice(start, start + size);
    const links = [link(c, {}, 'self')];
    const more = start + size < found.length;
    const last = shown.at(-1)?.uuid ?? '';
    if (more || to === Infinity) {
      links.push(link(c, { after: shown.length === 0 ? (after ?? '') : cursor(start + shown.length, last) }, 'next'));
    }
    setLinks(c, links);
    return c.json(shown.map(view));
  });
};

function startAfter(events: LogEvent[], after: string): number {
  const id = Buffer.from(after, 'base64url').toString().split('.').slice(1).join('.');
  return events.findIndex(({ uuid }) => uuid === id) + 1;
}

function mentions(event: LogEvent, q: string | undefined): boolean {
  return (
    (q ?? '') === '' ||
    JSON.stringify(event)
      .toLowerCase()
      .includes((q ?? '').toLowerCase())
  );
}

function view(event: LogEvent): JsonObject {
  return {
    actor: event.actor ?? target('sandbox', 'SystemPrincipal', 'Okta System', 'system@okta.com'),
    client: null,
    authenticationContext: { authenticationStep: 0, externalSessionId: 'unknown' },
    displayMessage: event.displayMessage,
    eventType: event.eventType,
    outcome: event.outcome,
    published: event.published,
    severity: event.severity,
    debugContext: { debugData: event.debugData ?? {} },
    legacyEventType: null,
    transaction: { type: 'JOB', id: event.uuid, detail: {} },
    uuid: event.uuid,
    version: '0',
    request: { ipChain: [] },
    target: event.target.map((item) => ({ ...item, detailEntry: null })),
  };
}
