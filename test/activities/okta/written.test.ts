import { MockActivityEnvironment } from '@temporalio/testing';
import { expect, it } from 'vitest';
import type { Proof } from '../../../runbook/model/proof.js';
import { failureOf, startOrg } from './support.js';

it('says what an earlier try of the activity has written, though the one that ends well finds it there', async () => {
  const org = await startOrg();
  const { appId } = await org.okta.ensureScimApplication({ ...org.task, choice: null });
  const heartbeats: unknown[] = [];
  const first = new MockActivityEnvironment();
  first.on('heartbeat', (details: unknown) => heartbeats.push(details));
  const push = () => org.okta.ensurePushGroups({ ...org.task, appId });
  // The mapping is made; the push is still to come.
  expect(await failureOf(first.run(push))).toMatchObject({ type: 'OktaNotReady' });
  expect(heartbeats.at(-1)).toMatchObject({
    written: { changes: [{ action: 'create' }], requests: [{ method: 'POST' }] },
  });

  // On another worker; the object is there by now.
  const second = new MockActivityEnvironment({ heartbeatDetails: heartbeats.at(-1), attempt: 2 });
  const again = (): Promise<Proof> => org.okta.ensureScimApplication({ ...org.task, choice: null });
  const proof: Proof = await second.run(again);
  expect(proof.changes).toMatchObject([
    { action: 'create', object: expect.stringContaining('Kiro Team') as unknown },
    { action: 'reuse' },
  ]);
  const labels = proof.evidence.map(({ label }) => label);
  expect(labels).toContainEqual(expect.stringMatching(/^Request id of POST .*group-push/));
});

it('keeps nothing of what was sent', async () => {
  const org = await startOrg();
  const heartbeats: unknown[] = [];
  const environment = new MockActivityEnvironment();
  environment.on('heartbeat', (details: unknown) => heartbeats.push(details));
  await environment.run(() => org.okta.ensureOidcApplication({ ...org.task, choice: null }));
  expect(heartbeats.length).toBeGreaterThan(0);
  expect(JSON.stringify(heartbeats)).not.toContain('redirect_uris');
});

it('tells what was written, and no more, where it ends with a failure that needs a person', async () => {
  const org = await startOrg(
    {},
    { signIn: { groups: [], users: ['ana@example.com', 'ben@example.com'], test: 'off' } },
  );
  const { appId } = await org.okta.ensureOidcApplication({ ...org.task, choice: null });
  await org.fault({ method: 'POST', path: '/api/v1/apps/*/users', nth: 2, times: 1, kind: 'status', status: 403 });
  const assigned = (name: string) => `assignment of user ${name}@example.com to "Kiro-OIDC"`;
  const failure = await failureOf(org.okta.ensureSignInAssignments({ ...org.task, appId }));
  const made = { object: assigned('ana'), action: 'create', fields: [] };
  expect(failure).toMatchObject({ nonRetryable: true, details: [{ changes: [made] }] });
  expect(
    await failureOf(org.okta.preflight({ ...org.task, input: { ...org.task.input, push: { groups: ['No'] } } })),
  ).not.toHaveProperty('details.0.changes');
});
