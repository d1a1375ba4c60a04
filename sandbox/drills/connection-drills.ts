import { REDIRECT_URIS } from '../../runbook/onboarding/guide.js';
import { groupNamed, type Onboarded, until } from './onboarded.js';

interface Member {
  id: string;
  profile: { login: string };
}

/** The SCIM token is revoked, and what Okta pushes next fails with a task. */
export async function plantToken(house: Onboarded): Promise<string[]> {
  const { okta, kiro, scimApp } = house;
  for (const { id } of await kiro<{ id: string }[]>('GET', '/console/access-tokens'))
    await kiro('DELETE', `/console/access-tokens/${id}`);
  const planted = ['The SCIM token was found in a chat, and somebody revoked it in the Kiro console.'];
  const [users, team, others] = await Promise.all(
    ['Kiro Users', 'Kiro Team', 'Facilities'].map((name) => groupNamed(house, name)),
  );
  if (users == null || team == null || others == null) return planted;
  const members = (group: string): Promise<Member[]> => okta('GET', `/api/v1/groups/${group}/users`);
  const already = new Set((await members(users)).map(({ id }) => id));
  const newcomer = (await members(others)).find(({ id }) => !already.has(id));
  if (newcomer !== undefined) {
    for (const group of [users, team]) await okta('PUT', `/api/v1/groups/${group}/users/${newcomer.id}`);
    await until('a task of what could not be pushed', async () => {
      const tasks = await okta<{ users: unknown[]; groups: unknown[] }>('GET', `/console/apps/${scimApp.id}/tasks`);
      return tasks.users.length > 0 && tasks.groups.length > 0;
    });
    const { login } = newcomer.profile;
    planted.push(
      `${login} has joined "Kiro Users" and "Kiro Team" since, and could not be pushed: see Dashboard, Tasks.`,
    );
  }
  return planted;
}

/** The Kiro profile is deleted and made anew: another SCIM endpoint, an empty directory, no domain. */
export async function plantProfile({ kiro, profile }: Onboarded): Promise<string[]> {
  await kiro('DELETE', '/console/profile');
  await kiro('POST', '/console/profile', profile);
  return [
    'Somebody deleted the Kiro profile and made it anew: another SCIM endpoint, no people, no groups, no domain, no token.',
    'Okta goes on writing to the old endpoint, and the old seats are still listed, and paid for.',
  ];
}

/** An old port of the guide. */
const OLD_URI = 'http://localhost:2128/oauth/callback';
const RULE = 'Temporary, for a test';

/** Four changes in Okta that nobody has announced. */
export async function plantDrift(house: Onboarded): Promise<string[]> {
  const { okta, signInApp, profile } = house;
  const app = `/api/v1/apps/${signInApp.id}`;
  const full = await okta<typeof signInApp>('GET', app);
  const uris = [...new Set([...(full.settings.oauthClient?.redirect_uris ?? REDIRECT_URIS), OLD_URI])];
  await okta('PUT', app, {
    ...full,
    settings: { ...full.settings, oauthClient: { ...full.settings.oauthClient, redirect_uris: uris } },
  });

  const server = `/api/v1/authorizationServers/${profile.issuer.split('/').at(-1)}`;
  const policies = await okta<{ id: string; conditions: { clients: { include: string[] } } }[]>(
    'GET',
    `${server}/policies`,
  );
  const policy = policies.find(({ conditions }) => conditions.clients.include.includes(profile.clientId));
  if (policy === undefined) throw new Error('The access policy of Kiro is gone: start the sandbox with --fresh.');
  const rules = `${server}/policies/${policy.id}/rules`;
  if (!(await okta<{ name: string }[]>('GET', rules)).some(({ name }) => name === RULE))
    await okta('POST', rules, {
      name: RULE,
      type: 'RESOURCE_ACCESS',
      conditions: {
        people: { groups: { include: ['EVERYONE'] } },
        grantTypes: { include: ['authorization_code', 'password'] },
        scopes: { include: ['*'] },
      },
      actions: {
        token: { accessTokenLifetimeMinutes: 1440, refreshTokenLifetimeMinutes: 0, refreshTokenWindowMinutes: 10080 },
      },
    });

  const facilities = await groupNamed(house, 'Facilities');
  if (facilities !== null) await okta('PUT', `${app}/groups/${facilities}`, {});

  const scopes = await okta<{ id: string; name: string }[]>('GET', `${server}/scopes`);
  const scope = scopes.find(({ name }) => name === 'codewhisperer:conversations') ?? scopes[0]!;
  await okta('PUT', `${server}/scopes/${scope.id}`, { ...scope, consent: 'REQUIRED' });
  return [
    `"${full.label}" takes one more redirect URI: ${OLD_URI}.`,
    `The access policy has one more rule, "${RULE}": any scope for everybody, and passwords.`,
    `The group "Facilities" is assigned to "${full.label}".`,
    `The scope ${scope.name} asks people for their consent.`,
  ];
}
