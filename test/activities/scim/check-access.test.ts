import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { ApplicationFailure } from '@temporalio/common';
import { DefaultLogger } from '@temporalio/worker';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { workersClient } from '../../../activities/scim/kiro-side.js';
import { createScimActivities } from '../../../activities/scim/scim-activities.js';
import type { ScimTask } from '../../../runbook/outside.js';
import type { Proof } from '../../../runbook/model/proof.js';
import { inputOf, minimal } from '../../config/config-support.js';
import { CONFIG, list, startEndpoint, type Endpoint, type Reply } from './endpoint.js';
import { afterTest } from '../../support/after-test.js';
import { opens } from '../../support/secret.js';

const TOKEN = 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6kM9nP2r';
let endpoint: Endpoint | undefined;
afterEach(async () => {
  await endpoint?.close();
  endpoint = undefined;
});

const activities = createScimActivities({
  openToken: opens(async (sealed: string, owner: string) => `${sealed}${owner === 'run' ? '' : '?'}`),
});

async function check(url: string, token: string | null, attempt = 1): Promise<Proof> {
  const task: ScimTask = { input: await inputOf(minimal()), owner: 'run', endpoint: url, sealedToken: token };
  return new MockActivityEnvironment({ attempt }, { logger: new DefaultLogger('ERROR') }).run<
    [],
    Proof,
    () => Promise<Proof>
  >(async () => activities.checkScimAccess(task));
}

async function failureOf(url: string, token: string | null, attempt = 1): Promise<ApplicationFailure> {
  const error: unknown = await check(url, token, attempt).catch((failure: unknown) => failure);
  if (!(error instanceof ApplicationFailure)) throw new Error(`no ApplicationFailure: ${JSON.stringify(error)}`);
  expect(JSON.stringify([error.message, error.details, error.stack])).not.toContain(TOKEN);
  return error;
}

/** As Kiro's: everything needs the token. */
function kiro(url: URL, authorization: string | undefined): Reply {
  if (authorization !== `Bearer ${TOKEN}`) return { status: 401, body: { detail: 'UnauthorizedException' } };
  if (url.pathname.endsWith('/ServiceProviderConfig')) return { body: CONFIG, headers: { 'x-amzn-RequestId': 'r-1' } };
  return { body: list([{ id: '1', userName: 'ana@example.com' }]) };
}

describe('The access that the worker itself holds', () => {
  it('is to be replaced in its file where Kiro does not take it any more, and nobody is asked for a new token', async () => {
    endpoint = await startEndpoint(() => ({ status: 401 }));
    const dir = mkdtempSync(join(tmpdir(), 'kiro-own-'));
    afterTest(() => rmSync(dir, { recursive: true, force: true }));
    const file = join(dir, 'access.json');
    writeFileSync(file, JSON.stringify({ endpoint: endpoint.url, token: TOKEN }), { mode: 0o600 });
    const { url } = endpoint;
    const look = async (): Promise<unknown> =>
      (await workersClient({ KIRO_SCIM_ACCESS_FILE: file }, url))?.get('/Users', {}, z.unknown());
    const run = new MockActivityEnvironment().run(look);
    await expect(run).rejects.toMatchObject({ type: 'ScimUnauthorized' });
    await expect(run).rejects.toThrow(
      /the worker's own token \(KIRO_SCIM_ACCESS_FILE\)[^]*put the newest token into that file/,
    );
    await expect(run).rejects.not.toThrow('scimAccessIssued');
  });
});

describe('checkScimAccess', () => {
  it('proves the token with two reads', async () => {
    endpoint = await startEndpoint((url, request) => kiro(url, request.headers.authorization));
    const proof = await check(`${endpoint.url}/`, TOKEN);
    expect(endpoint.requests).toEqual(['/tenant/scim/v2/ServiceProviderConfig?', '/tenant/scim/v2/Users?count=1']);
    expect(proof.evidence).toContainEqual({ label: 'SCIM request id', value: 'r-1', url: null });
    expect(proof.warnings).toEqual([]);
  });

  it('without a token sees that the endpoint asks for one, and says that this proves little', async () => {
    endpoint = await startEndpoint((url, request) => kiro(url, request.headers.authorization));
    expect((await check(endpoint.url, null)).warnings).toEqual([expect.stringContaining('could not be checked')]);
  });

  it('warns of an endpoint that cannot do what Okta needs', async () => {
    const poor = { ...CONFIG, patch: { supported: false } };
    endpoint = await startEndpoint((url) => ({ body: url.pathname.endsWith('Config') ? poor : list([]) }));
    expect((await check(endpoint.url, TOKEN)).warnings).toEqual([expect.stringContaining('PATCH')]);
  });

  it.each<[string, Reply, string]>([
    ['a refused token', { status: 401 }, 'ScimUnauthorized'],
    ['a page for people', { body: '<!doctype html><title>Kiro</title>' }, 'NotScim'],
    ['a page with an error', { status: 404, body: '<html>' }, 'NotScim'],
    ['other JSON', { body: { hello: 'world' } }, 'NotScim'],
    ['a redirect', { status: 302, headers: { location: 'https://other.example/' } }, 'NotScim'],
    ['a wrong path', { status: 404, body: { detail: 'not here' } }, 'ScimRefused'],
  ])('hands %s to a person', async (_, reply, type) => {
    endpoint = await startEndpoint(() => reply);
    expect(await failureOf(endpoint.url, TOKEN)).toMatchObject({
      type,
      nonRetryable: true,
      details: [{ findings: [{ severity: 'blocking' }], candidates: [] }],
    });
  });

  it('tries again after 429 and 5xx, not before the time that the endpoint names', async () => {
    const replies: Reply[] = [{ status: 429, headers: { 'retry-after': '30' } }];
    endpoint = await startEndpoint(() => replies.shift() ?? { status: 503 });
    const limited = await failureOf(endpoint.url, TOKEN);
    expect(limited).toMatchObject({ type: 'ScimUnavailable', nonRetryable: false, nextRetryDelay: 30_000 });
    const broken = await failureOf(endpoint.url, TOKEN, 4);
    expect(broken.nonRetryable).toBe(false);
    expect(broken.nextRetryDelay).toBeGreaterThanOrEqual(4_000);
    expect(broken.nextRetryDelay).toBeLessThanOrEqual(12_000);
  });

  it('tries an unreachable endpoint several times before a person hears of it', async () => {
    const gone = await startEndpoint(() => ({}));
    await gone.close();
    expect(await failureOf(gone.url, TOKEN, 7)).toMatchObject({ type: 'ScimUnreachable', nonRetryable: false });
    expect(await failureOf(gone.url, TOKEN, 8)).toMatchObject({ type: 'ScimUnreachable', nonRetryable: true });
  });

  it('does not send a token in the clear, nor one that is no header value', async () => {
    expect(await failureOf('http://scim.example/v2', TOKEN)).toMatchObject({ nonRetryable: true });
    expect(await failureOf('https://scim.example/v2', `${TOKEN} ${TOKEN}`)).toMatchObject({ type: 'ScimUnauthorized' });
  });
});
