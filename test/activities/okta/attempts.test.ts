import { describe, expect, it } from 'vitest';
import { oktaClient } from '../../../activities/okta/okta-client.js';
import { createOktaActivities } from '../../../activities/okta/okta-activities.js';
import { tryOnce } from './drive.js';
import { failureOf, startOrg } from './support.js';
import { Secret } from '../../../runbook/secrets/secret.js';

/** Runs work as the given attempt of an activity. */
const as = (attempt: number, work: () => Promise<unknown>) => failureOf(tryOnce(attempt, work));

describe('the attempt', () => {
  it('makes the looks rarer, up to five minutes', async () => {
    const org = await startOrg();
    const { appId } = await org.okta.ensureScimApplication({ ...org.task, choice: null });
    const push = () => org.okta.ensurePushGroups({ ...org.task, appId });
    for (const [attempt, delay] of [
      [1, 1_000],
      [3, 4_000],
      [9, 256_000],
      [10, 300_000],
      [2_000, 300_000],
    ] as const)
      expect(await as(attempt, push)).toMatchObject({ type: 'OktaNotReady', nextRetryDelay: delay });
  });

  it('decides when users who are not pushed at all are a person’s matter', async () => {
    const org = await startOrg();
    const { appId } = await org.okta.ensureScimApplication({ ...org.task, choice: null });
    const assign = () => org.okta.ensureProvisioningAssignments({ ...org.task, appId });
    expect(await as(3, assign)).toMatchObject({ type: 'OktaNotReady' });
    const failure = await as(4, assign);
    expect(failure).toMatchObject({ type: 'NeedsPerson', nonRetryable: true });
    expect((failure as Error).message).toContain('Create Users');
  });

  it('tries refused credentials once more, then stops', async () => {
    const org = await startOrg();
    const client = oktaClient({ orgUrl: org.url, credentials: { mode: 'token', token: new Secret('revoked') } });
    const look = () => createOktaActivities({ client }).preflight(org.task);
    expect(await as(1, look)).toMatchObject({ type: 'OktaUnavailable', nonRetryable: false });
    expect(await as(2, look)).toMatchObject({ type: 'NeedsPerson', nonRetryable: true });
  });

  it('hands a field that Okta never keeps to a person', async () => {
    const org = await startOrg();
    const make = () => org.okta.ensureOidcApplication({ ...org.task, choice: null });
    for (const method of ['POST', 'PUT'])
      await org.fault({ method, path: '/api/v1/apps*', kind: 'lose-fields', fields: ['settings.notes'], times: 9 });
    const failure = await as(3, make);
    expect(failure).toMatchObject({ type: 'NotAsWritten', nonRetryable: true });
    expect((failure as Error).message).toContain('settings.notes.admin');
  });
});
