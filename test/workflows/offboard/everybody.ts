import type { LeaverHouse } from './leaver-house.js';

interface AppUser {
  id: string;
  scope: string;
  credentials: { userName: string };
}

/** Everything that people hold on both sides, a line each, without those of one person: nobody else may be touched. */
export async function heldByOthers(house: LeaverHouse, login: string): Promise<string[]> {
  return (await heldByAll(house)).filter((line) => !line.includes(login));
}

/** What one person holds. */
export async function heldBy(house: LeaverHouse, login: string): Promise<string[]> {
  return (await heldByAll(house)).filter((line) => line.includes(login));
}

async function heldByAll(house: LeaverHouse): Promise<string[]> {
  const { signInAppId, scimAppId, serverId, clientId } = house.known;
  const groups = await house.okta<{ id: string; type: string; profile: { name: string } }[]>('GET', '/api/v1/groups');
  const users = await house.okta<{ id: string; status: string; profile: { login: string } }[]>(
    'GET',
    '/api/v1/users?limit=200',
  );
  const loginOf = (id: string): string => users.find((user) => user.id === id)?.profile.login ?? id;
  const lines = users.map(({ status, profile }) => `user ${profile.login} ${status}`);
  for (const { id, type, profile } of groups.filter((group) => group.type !== 'BUILT_IN'))
    for (const member of await house.okta<{ profile: { login: string } }[]>('GET', `/api/v1/groups/${id}/users`))
      lines.push(`${type} ${profile.name}: ${member.profile.login}`);
  for (const app of [signInAppId, scimAppId])
    for (const user of await house.okta<AppUser[]>('GET', `/api/v1/apps/${app}/users?limit=500`))
      lines.push(`app ${app}: ${user.credentials.userName} ${user.scope}`);
  const tokens = await house.okta<{ id: string; userId: string }[]>(
    'GET',
    `/api/v1/authorizationServers/${serverId}/clients/${clientId}/tokens?limit=200`,
  );
  lines.push(...tokens.map(({ id, userId }) => `token ${id}: ${loginOf(userId)}`));
  const seats = await house.kiro<{ user: string; status: string }[]>('/console/subscriptions');
  lines.push(...seats.map((seat) => `seat ${JSON.stringify(seat)}`));
  return lines.sort();
}
