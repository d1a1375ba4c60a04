import { expect } from 'vitest';
import type { GivenAccess, OldPushes } from '../../../runbook/outside.js';
import { clientOf, type TestKiro } from '../../sandbox/kiro/support.js';
import { asTemporal } from './drive.js';
import { finishedOrg } from './finished-org.js';
import { list, type Org } from './support.js';
import { Secret } from '../../../runbook/secrets/secret.js';

const PROFILE = { issuer: 'https://example.okta.com/oauth2/aus1', clientId: '0oa1' };
/** The token is "sealed" as the orgs of this file open it. */
export const open = async (sealed: string): Promise<Secret> => new Secret(sealed.replace('sealed ', ''));

export interface House {
  org: Org;
  appId: string;
  signInId: string;
  kiro: TestKiro;
  /** Deletes the Kiro profile and makes it anew. */
  anew: () => Promise<TestKiro>;
}

/** An org whose people and group were pushed to a Kiro; one person and one group are assigned that nobody configured. */
export async function pushed(): Promise<House> {
  const { org, kiroUrl, access: held, scim, oidc } = await finishedOrg(open);
  const kiro = await clientOf(kiroUrl, held);
  await kiro.console('POST', '/profile', PROFILE);
  const app = `/api/v1/apps/${scim.appId}`;
  const yara = (await org.call('GET', '/api/v1/users/yara@example.com')) as { id: string };
  await org.call('POST', `${app}/users`, {
    id: yara.id,
    scope: 'USER',
    credentials: { userName: 'yara.kiro@example.com' },
  });
  const extra = (await org.call('POST', '/api/v1/groups', { profile: { name: 'Kiro Guests' } })) as { id: string };
  await org.call('PUT', `${app}/groups/${extra.id}`, { priority: 0 });
  await expect
    .poll(async () => (await assigned(org, scim.appId)).filter(({ sync }) => sync !== 'SYNCHRONIZED'))
    .toEqual([]);
  const anew = async (): Promise<TestKiro> => {
    await kiro.console('DELETE', '/profile');
    await kiro.console('POST', '/profile', PROFILE);
    return clientOf(kiroUrl);
  };
  return { org, appId: scim.appId, signInId: oidc.appId, kiro, anew };
}

export const given = ({ endpoint, token }: TestKiro): GivenAccess => ({
  endpoint,
  sealedToken: `sealed ${token}`,
  givenAt: new Date().toISOString(),
});

interface Assigned {
  id: string;
  scope: string;
  externalId: string | null;
  sync: string;
  userName: string;
}

const assigned = async (org: Org, appId: string): Promise<Assigned[]> =>
  (
    (await org.call('GET', `/api/v1/apps/${appId}/users?limit=500`)) as (Assigned & {
      syncState: string;
      credentials: { userName: string };
    })[]
  ).map(({ id, scope, externalId, syncState, credentials }) => ({
    id,
    scope,
    externalId,
    sync: syncState,
    userName: credentials.userName,
  }));

/** Who has an application and how, with the order of its groups. */
export async function access(org: Org, appId: string): Promise<unknown> {
  const groups = (await org.call('GET', `/api/v1/apps/${appId}/groups`)) as { id: string; priority: number }[];
  const users = (await assigned(org, appId)).map(({ id, scope, userName }) => ({ id, scope, userName }));
  return {
    groups: groups.map(({ id, priority }) => ({ id, priority })).sort((one, other) => one.priority - other.priority),
    users: users.sort((one, other) => (one.id < other.id ? -1 : 1)),
  };
}

export const copies = (org: Org): Promise<{ id: string }[]> =>
  list(org, `/api/v1/groups?${new URLSearchParams({ search: 'type eq "APP_GROUP"' }).toString()}`);
export const mappings = (org: Org, appId: string) => list(org, `/api/v1/apps/${appId}/group-push/mappings`);

/** What Okta knows of another Kiro than that. */
export const find = (org: Org, appId: string, kiro: TestKiro): Promise<OldPushes> =>
  asTemporal(() => org.okta.findOldPushes({ ...org.task, appId, ...given(kiro) }));
