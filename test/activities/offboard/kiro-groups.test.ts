import { expect, it } from 'vitest';
import { createOffboardActivities } from '../../../activities/offboard/offboard-activities.js';
import type { ScimClient } from '../../../activities/scim/scim-api.js';
import { ScimRefused } from '../../../activities/scim/scim-failures.js';
import type { Access } from '../../../runbook/offboard/access.js';
import type { KnownConnection, LeaverInKiro } from '../../../runbook/outside.js';
import { asTemporal } from '../okta/drive.js';
import { connectIn, runAll } from '../okta/run.js';
import { startScimTarget } from '../okta/scim-target.js';
import { type Org, startOrg } from '../okta/support.js';

const LENA = 'lena@example.com';
const KNOWN: KnownConnection = {
  signInAppId: null,
  scimAppId: null,
  clientId: null,
  serverId: null,
  issuer: null,
  endpoint: null,
  storedAt: null,
};
const ACCESS: Access = {
  memberships: [],
  signIn: 'none',
  provisioning: 'none',
  isOpenToAll: false,
  externalId: 'k1',
  userName: LENA,
  kiroGroups: ['Kiro Team'],
  tokens: null,
  accessMinutes: 60,
  isLifeRead: true,
};

/** An endpoint that has these users, and answers a filter on groups with what `groups` gives. */
function kiroWith(groups: (filter: string) => unknown[] | number, users: string[] = ['k1']): ScimClient {
  const userOf = (id: string): object => ({ id, userName: id === 'k1' ? LENA : `${id}@example.com`, active: true });
  const found = (path: string, filter: string): unknown => {
    const [, what, id] = path.split('/');
    if (id !== undefined) return users.includes(id) ? userOf(id) : 404;
    if (what === 'Users') return { schemas: [], Resources: users.map(userOf) };
    const answer = groups(filter);
    return typeof answer === 'number' ? answer : { schemas: [], Resources: answer };
  };
  return {
    host: 'scim.example.com',
    authorised: true,
    get: async (path, query, shape) => {
      const answer = found(path, query['filter'] ?? '');
      if (typeof answer === 'number') throw new ScimRefused(answer, 'no');
      return { body: shape.parse(answer), requestId: null };
    },
  };
}

async function lookIn(
  kiro: ScimClient,
  access: Partial<Access> = {},
  { org, known = KNOWN }: { org?: Org; known?: KnownConnection } = {},
): Promise<LeaverInKiro> {
  const { client, task } = org ?? (await startOrg());
  const works = createOffboardActivities({ client, kiroSide: async () => kiro });
  const leaver = { userId: null, login: LENA, status: 'DELETED', url: null };
  const { verdict, text } = await works.lookForLeaver({
    ...task,
    leaver,
    known,
    access: { ...ACCESS, ...access },
    endpoint: null,
    sealedToken: null,
    since: '2026-01-01T00:00:00Z',
  });
  return { verdict, text };
}

it('asks Kiro for every group that Okta pushes, though the person left it in Okta before', async () => {
  const org = await startOrg();
  const { oidc, scim } = await runAll(org, connectIn(org, await startScimTarget()), null, asTemporal);
  const known = { ...KNOWN, signInAppId: oidc.appId, scimAppId: scim.appId };
  const works = createOffboardActivities({ client: org.client, kiroSide: async () => null });
  const leaver = { userId: null, login: 'gone@example.com', status: 'DELETED', url: null };
  const { access } = await works.readAccess({ ...org.task, leaver, known, countsTokens: false });
  expect(access.memberships).toEqual([]);
  expect(access.kiroGroups).toEqual(['Kiro Team']);
});

it('proves nothing where no group is pushed', async () => {
  const { verdict, text } = await lookIn(
    kiroWith(() => []),
    { kiroGroups: [] },
  );
  expect([verdict, text]).toEqual(['unseen', expect.stringContaining('no pushed group')]);
});

/** An endpoint that lists no groups of a person, has only "Kiro Team", and says who is in it. */
const oneByOne =
  (isIn: boolean) =>
  (filter: string): unknown[] | number => {
    if (filter.startsWith('members.value')) return 400;
    const team = [{ id: 'g1', displayName: 'Kiro Team' }];
    if (filter.startsWith('displayName')) return filter.includes('"Kiro Team"') ? team : [];
    return isIn ? team : [];
  };

it.each([
  ['last', ['Kiro Team', 'Kiro Old']],
  ['first', ['Kiro Old', 'Kiro Team']],
])('a group that Kiro does not tell of leaves it open, asked for %s', async (_place, kiroGroups) => {
  const found = await lookIn(kiroWith(oneByOne(false)), { kiroGroups });
  expect(found).toEqual({ verdict: 'unseen', text: expect.stringContaining('Kiro has no group "Kiro Old"') as string });
  await expect(lookIn(kiroWith(oneByOne(true)), { kiroGroups })).rejects.toThrow('Kiro still has lena@example.com');
});

it('believes that a user is missing only in a Kiro that has another person as Okta knows them', async () => {
  const org = await startOrg();
  const { oidc, scim } = await runAll(org, connectIn(org, await startScimTarget()), null, asTemporal);
  const at = { org, known: { ...KNOWN, signInAppId: oidc.appId, scimAppId: scim.appId } };
  const assigned = (await org.call('GET', `/api/v1/apps/${scim.appId}/users`)) as { externalId: string | null }[];
  const ids = assigned.flatMap(({ externalId }) => externalId ?? []);
  expect(ids).not.toEqual([]);
  const missing = 'Kiro has no user lena@example.com, but';
  const here = await lookIn(
    kiroWith(() => [], ids),
    {},
    at,
  );
  expect(here).toEqual({ verdict: 'gone', text: expect.stringContaining(`${missing} has`) as string });
  const elsewhere = await lookIn(
    kiroWith(() => [], ['stranger']),
    {},
    at,
  );
  expect(elsewhere).toEqual({ verdict: 'unseen', text: expect.stringContaining(`${missing} none`) as string });
});
