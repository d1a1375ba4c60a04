import type { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, it } from 'vitest';
import type { Trouble } from '../../../runbook/outside.js';
import type { Proof } from '../../../runbook/model/proof.js';
import { connectIn, runAll } from './run.js';
import { startScimTarget } from './scim-target.js';
import { startKiro } from '../../../sandbox/kiro/start-kiro.js';
import { failureOf, startOrg, untilReady, type Org } from './support.js';
import { afterTest } from '../../support/after-test.js';
import { Secret } from '../../../runbook/secrets/secret.js';

const scimApp = async (org: Org) => (await org.okta.ensureScimApplication({ ...org.task, choice: null })).appId;
/** Repeats while nothing but waiting is said, then gives the failure. */
const finalFailure = (work: () => Promise<unknown>) => failureOf(untilReady(work)) as Promise<Error>;

describe('ensureProvisioningAssignments', () => {
  it('says how many of how many it waits for, as an expected failure', async () => {
    const org = await startOrg();
    const appId = await scimApp(org);
    const failure = await failureOf(org.okta.ensureProvisioningAssignments({ ...org.task, appId }));
    expect(failure).toMatchObject({
      type: 'OktaNotReady',
      nonRetryable: false,
      category: 'BENIGN',
      nextRetryDelay: 1_000,
      message: expect.stringMatching(
        /^0 of 24 users synchronised; waiting for ana@example\.com, .* and 14 more\.$/,
      ) as unknown,
    });
  });

  it('names the users whom Kiro refuses, and what to do', async () => {
    const org = await startOrg();
    const appId = await scimApp(org);
    await connectIn(org, await startScimTarget(['ben@example.com']))(appId);
    const failure = await finalFailure(() => org.okta.ensureProvisioningAssignments({ ...org.task, appId }));
    expect(failure).toMatchObject({ type: 'NeedsPerson', nonRetryable: true });
    expect(failure.message).toMatch(/1 user to Kiro: ben@example\.com\..*Retry selected/);
    // Okta's reason comes from the System Log, and with it the cure.
    const [trouble] = (failure as ApplicationFailure).details as Trouble[];
    expect(trouble?.findings).toMatchObject([
      {
        problem: expect.stringMatching(/ben@example\.com.*Bad Request.*refused by the test/) as unknown,
        fix: expect.stringContaining('department and employeeNumber') as unknown,
      },
    ]);
  });
});

describe('ensurePushGroups', () => {
  it('is not done by a mapping that is ACTIVE alone', async () => {
    const org = await startOrg();
    const appId = await scimApp(org);
    const failure = await failureOf(org.okta.ensurePushGroups({ ...org.task, appId }));
    expect(failure).toMatchObject({
      type: 'OktaNotReady',
      message: '0 of 1 groups pushed; waiting for "Kiro Team".',
    });
  });

  it('gives Okta’s reason for a group that Kiro refuses', async () => {
    const org = await startOrg();
    const appId = await scimApp(org);
    await connectIn(org, await startScimTarget(['Kiro Team']))(appId);
    const failure = await finalFailure(() => org.okta.ensurePushGroups({ ...org.task, appId }));
    expect(failure).toMatchObject({ type: 'NeedsPerson', nonRetryable: true });
    expect(failure.message).toContain('refused by the test');
  });

  it('switches an inactive mapping on again', async () => {
    const org = await startOrg();
    const connect = connectIn(org, await startScimTarget());
    const { scim } = await runAll(org, connect);
    const path = `/api/v1/apps/${scim.appId}/group-push/mappings`;
    const [mapping] = (await org.call('GET', path)) as { id: string }[];
    await org.call('PATCH', `${path}/${mapping?.id}`, { status: 'INACTIVE' });
    const { changes } = await org.okta.ensurePushGroups({ ...org.task, appId: scim.appId });
    expect(changes).toEqual([
      expect.objectContaining({ fields: [{ path: 'status', from: '"INACTIVE"', to: '"ACTIVE"' }] }),
    ]);
  });
});

describe('a push that failed', () => {
  it.each([
    ['', 0],
    [' by Temporal’s clock, an hour behind Okta’s', -3_600_000],
    [' by Temporal’s clock, an hour ahead of Okta’s', 3_600_000],
  ])(
    'is made anew with consent, without deleting a group in Kiro, and only if it is older than that%s',
    async (_, skew) => {
      const kiro = await startKiro({ port: 0, stateFile: null, resolver: '127.0.0.1:9' });
      afterTest(() => kiro.close());
      const made = await fetch(`${kiro.url}/console/access-tokens`, { method: 'POST', body: '{}' });
      const { scimEndpoint, token } = (await made.json()) as { scimEndpoint: string; token: string };
      const groups = async (method: string, path = '', body?: string): Promise<{ id: string }> => {
        const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' };
        const answer = await fetch(`${scimEndpoint}/Groups${path}`, { method, headers, ...(body ? { body } : {}) });
        return (await answer.json().catch(() => ({}))) as { id: string };
      };
      const foreign = await groups('POST', '', JSON.stringify({ displayName: 'Kiro Team' }));
      const org = await startOrg();
      const appId = await scimApp(org);
      await connectIn(org, { baseUrl: scimEndpoint, token })(appId);
      const task = { ...org.task, appId };
      const failure = await finalFailure(() => org.okta.ensurePushGroups(task));
      expect(failure.message).toContain('delete or rename it there');
      expect(failure).toMatchObject({
        details: [{ repair: expect.stringContaining('the group in Kiro is not deleted') as unknown }],
      });
      await groups('DELETE', `/${foreign.id}`);
      const now = Date.now() + skew;
      const push = (repair: string): Promise<Proof> =>
        new MockActivityEnvironment({ currentAttemptScheduledTimestampMs: now, startToCloseTimeoutMs: 60_000 }).run(
          () => org.okta.ensurePushGroups({ ...task, repair }),
        );
      const repairedBefore = new Date(now - 60_000).toISOString();
      await expect(untilReady(() => push(repairedBefore))).rejects.toThrow();
      const consent = new Date(now + 60_000).toISOString();
      const { evidence } = await untilReady(() => push(consent));
      expect(evidence.map(({ label }) => label)).toContain('Last push of Kiro Team');
      const deletions = (await org.writes()).filter((write) => write.startsWith('DELETE'));
      expect(deletions).toEqual([expect.stringContaining('group-push/mappings/')]);
    },
  );
});

describe('ensureAttributeMappings', () => {
  it('removes the two attributes alone', async () => {
    const org = await startOrg();
    const appId = await scimApp(org);
    const { evidence } = await org.okta.ensureAttributeMappings({ ...org.task, appId });
    const mapping = await org.call('GET', `/api/v1/mappings/${evidence[0]?.value}`);
    expect(mapping).not.toHaveProperty('properties.department');
    expect(mapping).not.toHaveProperty('properties.employeeNumber');
    expect(mapping).toHaveProperty('properties.email');
  });
});

describe('connectProvisioning', () => {
  const TOKEN = 'Zk9vQ2tqT3M4d1RhN0xwR2hYcjVCbUV1Y0lzTnlWZDE';
  const tryIt = (org: Org) => ({ ...org.task.input.okta, tryConnectionApi: true });

  it('proves nothing where Okta answers UNKNOWN, and writes nothing unasked', async () => {
    const org = await startOrg({}, {}, async () => new Secret(TOKEN));
    const appId = await scimApp(org);
    const before = await org.writes();
    const task = { ...org.task, appId, endpoint: 'http://127.0.0.1:1/scim', sealedToken: 'sealed' };
    expect(await org.okta.connectProvisioning(task)).toMatchObject({ connection: 'unknown', createUsers: 'unknown' });
    expect(await org.writes()).toEqual(before);
  });

  it('sets connection and switches where the org lets it, and believes its read-back', async () => {
    const target = await startScimTarget();
    const org = await startOrg({ connectionApi: true }, {}, async (sealed, owner) => {
      expect([sealed, owner]).toEqual(['sealed', 'kiro-okta/127.0.0.1/example.com']);
      return new Secret(TOKEN);
    });
    org.task.input.okta = tryIt(org);
    const appId = await scimApp(org);
    const task = { ...org.task, appId, endpoint: `${target.baseUrl}/`, sealedToken: 'sealed' };
    const state = await org.okta.connectProvisioning(task);
    expect(state).toMatchObject({ connection: 'connected', createUsers: 'on', updateUserAttributes: 'on' });
    expect(JSON.stringify(state)).not.toContain(TOKEN);
    expect(await org.okta.readProvisioning({ ...org.task, appId })).toMatchObject({ connection: 'connected' });
  });

  it('leaves a refusal to a person, without the token', async () => {
    const org = await startOrg({ connectionApi: true }, {}, async () => new Secret(TOKEN));
    org.task.input.okta = tryIt(org);
    const appId = await scimApp(org);
    const task = { ...org.task, appId, endpoint: 'http://127.0.0.1:1/scim', sealedToken: 'sealed' };
    const state = await org.okta.connectProvisioning(task);
    expect(state).toMatchObject({ connection: 'not-connected' });
    expect(state.warnings[0]).toContain('E0000059');
    expect(JSON.stringify(state)).not.toContain(TOKEN);
  });

  it('sees what a person switched on in the console', async () => {
    const org = await startOrg();
    const appId = await scimApp(org);
    await connectIn(org, await startScimTarget())(appId);
    expect(await org.okta.readProvisioning({ ...org.task, appId })).toMatchObject({
      createUsers: 'on',
      updateUserAttributes: 'on',
    });
  });
});
