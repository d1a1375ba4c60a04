import { describe, expect, it } from 'vitest';
import { connectIn, runAll } from './run.js';
import { startScimTarget } from './scim-target.js';
import { failureOf, list, startOrg } from './support.js';

/** Runs again after whatever a retry may mend, as Temporal would. */
async function untilDone(run: () => Promise<unknown>): Promise<number> {
  for (let tries = 1; ; tries++) {
    const failure = await run().then(
      () => null,
      (error: unknown) => error,
    );
    if (failure === null) return tries;
    expect(failure).toMatchObject({ type: 'OktaUnavailable', nonRetryable: false });
  }
}

describe('a run in which one write goes wrong', () => {
  const nine = Array.from({ length: 9 }, (_, index) => index + 1);
  const writes = [
    ...nine.map((nth) => ({ method: 'POST', nth })),
    { method: 'PUT', nth: 1 },
    { method: 'PUT', nth: 2 },
  ];

  it.each(['drop-after', 'drop-before', 'status'])('makes nothing twice, whichever write it is (%s)', async (kind) => {
    const target = await startScimTarget();
    for (const { method, nth } of writes) {
      const org = await startOrg();
      await org.fault({ method, path: '/api/v1/*', nth, kind, ...(kind === 'status' ? { status: 503 } : {}) });
      expect(await untilDone(() => runAll(org, connectIn(org, target)))).toBe(2);
      const server = (await list(org, '/api/v1/authorizationServers')).filter(({ name }) => name === 'Kiro');
      const path = `/api/v1/authorizationServers/${server[0]?.id}`;
      const apps = (await list(org, '/api/v1/apps')).map(({ label }) => label);
      expect(apps.sort()).toEqual(['AWS IAM Identity Center (Kiro)', 'Kiro-OIDC', 'Runbook service app']);
      expect(server).toHaveLength(1);
      expect((await list(org, `${path}/scopes`)).filter(({ name }) => name?.startsWith('codew'))).toHaveLength(2);
      const policies = await list(org, `${path}/policies`);
      expect(policies).toHaveLength(1);
      expect(await list(org, `${path}/policies/${policies[0]?.id}/rules`)).toHaveLength(1);
    }
  });
});

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
  it('is found by the read-back and mended by the next try', async () => {
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
    expect(await org.call('GET', '/sandbox/requests')).toEqual([]);
  });
});
