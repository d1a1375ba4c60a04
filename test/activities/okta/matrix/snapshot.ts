import type { Org } from '../support.js';

/** Okta leaves out, or gives as nothing, what it was not told. */
const meansAbsent = (value: unknown): boolean =>
  value === null || value === false || value === 'DISABLED' || (Array.isArray(value) && value.length === 0);

/** Everything in an org that a run may make or change, without what differs from org to org: ids and times. */
export type Snapshot = Record<string, unknown>;

type Item = Record<string, unknown> & { id: string };

/** Reads it by Okta's own API, as another client would. */
export async function snapshot(org: Org): Promise<Snapshot> {
  const list = async (path: string): Promise<Item[]> => (await org.call('GET', `/api/v1/${path}`)) as Item[];
  const apps = await list('apps?limit=200');
  const servers = await list('authorizationServers?limit=200');
  const inApps = await each(apps, async ({ id }) => ({
    groups: await list(`apps/${id}/groups?limit=200&expand=group`),
    users: await list(`apps/${id}/users?limit=200`),
    pushed: await list(`apps/${id}/group-push/mappings`),
    mappings: await each(await list(`mappings?targetId=${id}`), (mapping) =>
      org.call('GET', `/api/v1/mappings/${mapping.id}`),
    ),
  }));
  const inServers = await each(servers, async ({ id }) => ({
    scopes: await list(`authorizationServers/${id}/scopes`),
    policies: await each(await list(`authorizationServers/${id}/policies`), async (policy) => ({
      policy,
      rules: await list(`authorizationServers/${id}/policies/${policy.id}/rules`),
    })),
  }));
  const groups = await list('groups?limit=200');
  return normalised({ apps, inApps, servers, inServers, groups }, org.url) as Snapshot;
}

function each<Result>(items: Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  return Promise.all(items.map(work));
}

const VOLATILE = /^(_links|kid|created|activated|last[A-Z].*|nextRotation|statusChanged|passwordChanged)$/;

function normalised(value: unknown, url: string): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => normalised(item, url));
    return items.sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
  }
  if (typeof value === 'string')
    return value
      .replace(url, 'https://org')
      .replace(/^.* \((managed by .*)\)$/, '$1')
      .replace(/\b[0-9A-Za-z]{20}\b/g, '(id)')
      .replace(/\btarget-\d+\b/, '(id)');
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value)
    .filter(([name]) => !VOLATILE.test(name))
    .map(([name, member]) => [name, normalised(member, url)] as const);
  return Object.fromEntries(members.filter(([, member]) => !meansAbsent(member)));
}
