import type { House } from './finished-house.js';

type Json = Record<string, unknown>;

/** Changes one field of an application by a PUT of the whole, as the Admin Console does. */
export async function changeApp(
  { okta, oidcAppId, scimAppId }: House,
  which: 'oidc' | 'scim',
  path: string,
  change: (value: unknown) => unknown,
): Promise<void> {
  const address = `/api/v1/apps/${which === 'oidc' ? oidcAppId : scimAppId}`;
  const app = await okta<Json>('GET', address);
  const names = path.split('.');
  const last = names.pop()!;
  const holder = names.reduce((inner, name) => (inner[name] ??= {}) as Json, app);
  holder[last] = change(holder[last]);
  await okta('PUT', address, app);
}

interface NamedGroup {
  id: string;
  type: string;
  profile: { name: string };
}

/** Id of a group of the org itself. */
export async function groupId({ okta }: House, name: string): Promise<string> {
  const found = await okta<NamedGroup[]>('GET', `/api/v1/groups?q=${encodeURIComponent(name)}`);
  return found.find((group) => group.profile.name === name && group.type !== 'APP_GROUP')!.id;
}

export const userId = async ({ okta }: House, name: string): Promise<string> =>
  (await okta('GET', `/api/v1/users/${name}@example.com`)).id;

/** Address of our access policy. */
export async function policyPath({ okta, serverId }: House): Promise<string> {
  const path = `/api/v1/authorizationServers/${serverId}/policies`;
  const found = (await okta<{ id: string; name: string }[]>('GET', path)).find(({ name }) => name === 'Kiro');
  return `${path}/${found!.id}`;
}

/** Address of our rule. */
export async function rulePath(house: House): Promise<string> {
  const path = `${await policyPath(house)}/rules`;
  const found = (await house.okta<{ id: string; name: string }[]>('GET', path)).find(({ name }) => name === 'Kiro');
  return `${path}/${found!.id}`;
}

interface Listed {
  Resources: { id: string }[];
}

const scimId = async ({ scim }: House, kind: 'Users' | 'Groups', filter: string): Promise<string> =>
  (await scim<Listed>('GET', `/${kind}?filter=${encodeURIComponent(filter)}`)).Resources[0]!.id;

export const kiroUser = (house: House, name: string): Promise<string> =>
  scimId(house, 'Users', `userName eq "${name}@example.com"`);

export const kiroGroup = (house: House, name: string): Promise<string> =>
  scimId(house, 'Groups', `displayName eq "${name}"`);

/** A change by SCIM. */
export const patch = ({ scim }: House, path: string, ...Operations: object[]): Promise<unknown> =>
  scim('PATCH', path, { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations });

/** A user in Kiro whom Okta does not know. */
export async function stranger({ scim }: House, userName: string, more: object = {}): Promise<string> {
  const body = { userName, externalId: `x-${userName}`, displayName: 'Zed', name: { givenName: 'Z', familyName: 'D' } };
  return (await scim('POST', '/Users', { ...body, active: true, ...more })).id;
}

/** Address of the push mappings. */
export const mappings = ({ scimAppId }: House): string => `/api/v1/apps/${scimAppId}/group-push/mappings`;

/** Address of the mapping of Kiro Team. */
export async function teamMapping(house: House): Promise<string> {
  const [first] = await house.okta<{ id: string }[]>('GET', mappings(house));
  return `${mappings(house)}/${first!.id}`;
}
