import { list, startEndpoint, type Endpoint, type Reply } from '../scim/endpoint.js';

/** A SCIM endpoint with these groups of user names; everything is read by filter or by id. */
export async function startKiroSide(groups: Record<string, string[]>): Promise<Endpoint> {
  const users = [...new Set(Object.values(groups).flat())].map((userName) => ({
    id: idOf(userName),
    userName,
    externalId: `00u-${nameOf(userName)}`,
    name: { givenName: nameOf(userName), familyName: 'Lee' },
    active: true,
  }));
  return startEndpoint((url): Reply => {
    const byId = users.find(({ id }) => url.pathname.endsWith(`/Users/${id}`));
    if (byId !== undefined) return { body: byId };
    const [, attribute, value = ''] = /^([\w.]+) eq "(.*)"$/.exec(url.searchParams.get('filter') ?? '') ?? [];
    if (attribute === 'displayName') {
      return { body: list(value in groups ? [{ id: `group ${value}`, displayName: value }] : []) };
    }
    if (attribute !== 'groups.value') return { status: 404, body: { detail: 'not found' } };
    const members = groups[value.replace(/^group /, '')] ?? [];
    return { body: list(users.filter(({ userName }) => members.includes(userName))) };
  });
}

const nameOf = (userName: string): string => userName.replace(/@.*/, '');

/** The id that the endpoint gives to a user: a UUID that is the same in each test. */
export function idOf(userName: string): string {
  const digits = Buffer.from(userName).toString('hex').padEnd(12, '0').slice(0, 12);
  return `00000000-0000-4000-9000-${digits}`;
}
