import { describe, expect, it } from 'vitest';
import { failureOf, startOrg } from './support.js';

describe('Okta’s refusals', () => {
  it('wait for the reset on a full rate limit', async () => {
    const org = await startOrg();
    await org.fault({ method: 'POST', path: '/api/v1/apps', nth: 1, times: 1, kind: 'rate-limit' });
    const failure = await failureOf(org.okta.ensureOidcApplication({ ...org.task, choice: null }));
    expect(failure).toMatchObject({ type: 'OktaRateLimited', nonRetryable: false });
    expect((failure as { nextRetryDelay: number }).nextRetryDelay).toBeGreaterThanOrEqual(1_000);
  });

  it('stop where the licence is missing', async () => {
    const org = await startOrg({ apiAccessManagement: false });
    const failure = await failureOf(org.okta.ensureAuthorizationServer({ ...org.task, choice: null }));
    expect(failure).toMatchObject({ type: 'NeedsPerson', nonRetryable: true });
    expect((failure as Error).message).toContain('API Access Management');
  });

  it('hand the catalog app to a person where it needs settings', async () => {
    const org = await startOrg({ catalogSettingsRequired: true });
    const failure = await failureOf(org.okta.ensureScimApplication({ ...org.task, choice: null }));
    expect(failure).toMatchObject({ type: 'NeedsPerson', nonRetryable: true });
    expect((failure as Error).message).toContain('Browse App Catalog');
  });

  it('keep a share of the rate limit for others, before the call', async () => {
    const org = await startOrg({ rateLimit: 10 });
    const work = async () => {
      for (let count = 0; count < 10; count++) await org.okta.ensureOidcApplication({ ...org.task, choice: null });
    };
    const failure = await failureOf(work());
    expect(failure).toMatchObject({ type: 'OktaRateLimited', nonRetryable: false });
    expect((failure as Error).message).toContain('left to others');
    await org.call('GET', '/api/v1/apps?limit=1');
  });
});

describe('a write that Okta drops in part', () => {
  it('is found by the read-back and fixed by the next try', async () => {
    const org = await startOrg();
    const first = await org.okta.ensureOidcApplication({ ...org.task, choice: null });
    const path = `/api/v1/apps/${first.appId}`;
    const app = (await org.call('GET', path)) as Record<string, object>;
    await org.call('PUT', path, { ...app, settings: { ...app['settings'], implicitAssignment: true, notes: {} } });
    await org.fault({ method: 'PUT', path, kind: 'lose-fields', times: 1, fields: ['settings.notes'] });
    const failure = await failureOf(org.okta.ensureOidcApplication({ ...org.task, choice: null }));
    expect(failure).toMatchObject({ type: 'NotAsWritten', nonRetryable: false });
    expect((failure as Error).message).toContain('settings.notes.admin is null instead of "managed by');
    const mended = await org.okta.ensureOidcApplication({ ...org.task, choice: null });
    expect(mended).toMatchObject({ appId: first.appId, changes: [{ action: 'change' }] });
  });
});

describe('a worker of another org', () => {
  it('refuses before any call', async () => {
    const org = await startOrg();
    const task = structuredClone(org.task);
    task.input.okta.orgUrl = 'https://other.okta.com';
    expect(await failureOf(org.okta.preflight(task))).toMatchObject({ type: 'WrongOrg', nonRetryable: true });
    // What the org says of itself to everybody is no call of its API.
    expect(await org.requests()).toEqual([]);
  });
});
