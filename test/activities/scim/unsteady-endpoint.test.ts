import type { IncomingMessage } from 'node:http';
import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterEach, expect, it } from 'vitest';
import { createScimClient } from '../../../activities/scim/scim-api.js';
import { groupMembers } from '../../../activities/scim/membership.js';
import { list, startEndpoint, type Endpoint, type Reply } from './endpoint.js';
import { Secret } from '../../../runbook/secrets/secret.js';

const PAGES = 20;
const login = (page: number): string => `person${page}@example.com`;
const expected = Array.from({ length: PAGES }, (_value, page) => ({
  login: login(page),
  externalId: `00u${page}`,
  givenName: 'First',
  familyName: 'Last',
  due: true,
}));

let endpoint: Endpoint | undefined;
afterEach(async () => {
  await endpoint?.close();
  endpoint = undefined;
});

/** A group with a member a page. */
function sound(url: URL): Reply {
  const filter = url.searchParams.get('filter') ?? '';
  if (filter.startsWith('displayName')) return { body: list([{ id: 'g1', displayName: 'Crowd' }]) };
  if (!filter.includes('g1')) return { body: list([]) };
  const page = Number(url.searchParams.get('cursor'));
  const user = { id: `u${page}`, userName: login(page), externalId: `00u${page}` };
  return { body: list([{ ...user, name: { givenName: 'First', familyName: 'Last' } }], nextOf(page)) };
}

const nextOf = (page: number): string | undefined => (page + 1 < PAGES ? String(page + 1) : undefined);

/** What goes wrong, one after the other. */
const TROUBLES: ((request: IncomingMessage) => Reply)[] = [
  () => ({ status: 500 }),
  ({ socket }) => {
    socket.destroy();
    return {};
  },
  () => ({ headers: { 'content-type': 'application/scim+json' }, body: '{"Resources": [' }),
  () => ({ status: 503 }),
];

const look = (url: string) =>
  new MockActivityEnvironment({ startToCloseTimeoutMs: 120_000 }).run(() =>
    groupMembers(createScimClient({ endpoint: url, token: new Secret('token') }), 'Crowd', expected),
  );

it('reads a list through within one attempt although every third answer fails', { timeout: 60_000 }, async () => {
  let nth = 0;
  endpoint = await startEndpoint((url, request) => {
    nth += 1;
    const trouble = nth % 3 === 0 ? TROUBLES[(nth / 3) % TROUBLES.length] : undefined;
    return trouble?.(request) ?? sound(url);
  });
  expect(await look(endpoint.url)).toMatchObject({ view: 'set', missing: [], strangers: [] });
  expect(endpoint.requests.length).toBeLessThan(1.6 * (PAGES + 2));
});

it('asks an endpoint that stays down a few times, and not for ever', { timeout: 60_000 }, async () => {
  endpoint = await startEndpoint(() => ({ status: 503 }));
  const failure: unknown = await look(endpoint.url).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ApplicationFailure);
  expect(failure).toMatchObject({ type: 'ScimUnavailable', nonRetryable: false });
  expect(endpoint.requests).toHaveLength(6);
});

it('makes no call more where the attempt’s time would run out', async () => {
  endpoint = await startEndpoint(() => ({ status: 429, headers: { 'retry-after': '2' } }));
  const { url } = endpoint;
  const short = new MockActivityEnvironment({ startToCloseTimeoutMs: 1_000 });
  const client = createScimClient({ endpoint: url, token: new Secret('token') });
  const failure: unknown = await short
    .run(() => groupMembers(client, 'Crowd', expected))
    .catch((error: unknown) => error);
  expect(failure).toMatchObject({ type: 'ScimUnavailable', nextRetryDelay: 2_000 });
  expect(endpoint.requests).toHaveLength(1);
});

it('takes a date to come back at by the endpoint’s own clock', async () => {
  const there = Date.parse('2026-03-01T12:00:00Z');
  const dates = { date: new Date(there).toUTCString(), 'retry-after': new Date(there + 30_000).toUTCString() };
  endpoint = await startEndpoint(() => ({ status: 503, headers: dates }));
  const failure: unknown = await look(endpoint.url).catch((error: unknown) => error);
  expect(failure).toMatchObject({ type: 'ScimUnavailable', nextRetryDelay: 30_000 });
});
