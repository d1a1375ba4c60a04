import { expect, it } from 'vitest';
import { createOffboardActivities } from '../../../activities/offboard/offboard-activities.js';
import type { KnownConnection } from '../../../runbook/outside.js';
import { asTemporal } from '../okta/drive.js';
import { connectIn, runAll } from '../okta/run.js';
import { startScimTarget } from '../okta/scim-target.js';
import { startOrg } from '../okta/support.js';

it.each(['signInAppId', 'scimAppId'] as const)('a recorded %s that Okta does not show is a question', async (which) => {
  const org = await startOrg();
  const { oidc, scim } = await runAll(org, connectIn(org, await startScimTarget()), null, asTemporal);
  const known: KnownConnection = {
    signInAppId: oidc.appId,
    scimAppId: scim.appId,
    clientId: null,
    serverId: null,
    issuer: null,
    endpoint: null,
    storedAt: null,
  };
  const works = createOffboardActivities({ client: org.client, kiroSide: async () => null });
  const leaver = { userId: null, login: 'gone@example.com', status: 'DELETED', url: null };
  const read = (changes: Partial<KnownConnection>) =>
    works.readAccess({ ...org.task, leaver, known: { ...known, ...changes }, countsTokens: false });
  const value = ({ evidence }: Awaited<ReturnType<typeof read>>): string[] =>
    evidence.filter(({ label }) => label.endsWith(' application')).map((one) => one.value);
  expect(value(await read({}))).toEqual(['not assigned', 'not assigned']);
  expect(value(await read({ [which]: null }))).toContain('not known');
  await expect(read({ [which]: '0oaGone' })).rejects.toThrow('0oaGone, which Okta does not show. Run `npm run adopt`');
});
