import type { KiroFacts, KiroUser } from '../../runbook/person/facts.js';
import { NO_SECRETS } from '../../runbook/secrets/outside-text.js';
import type { ScimClient } from '../scim/scim-api.js';
import { ScimRefused } from '../scim/scim-failures.js';
import { group, listOf, type ScimUser, user } from '../scim/scim-shapes.js';

/** Whom to look for at the SCIM endpoint. */
export interface WantedInKiro {
  /** The id that Okta knows; null where it knows none. */
  externalId: string | null;
  /** The name that Okta sends. */
  userName: string;
  /** Names of the pushed groups, the one asked for first at an endpoint that lists no groups of a person. */
  groups: string[];
}

/** An id that nobody has: an endpoint that finds something for it does not apply the filter. */
const NOBODY = '00000000-0000-4000-8000-000000000000';

/** Reads Kiro's side of one person, with at most five calls. Fails as the SCIM client does. */
export async function readPersonInKiro(client: ScimClient, wanted: WantedInKiro): Promise<KiroFacts> {
  const byId = wanted.externalId === null ? null : await userOfId(client, wanted.externalId);
  const byName = byId === null ? await userOfName(client, wanted.userName) : null;
  const found = byId ?? byName;
  const groups =
    found === null
      ? { value: { in: [], asked: 'all' as const } }
      : wanted.groups.length === 0
        ? { why: 'no pushed group is known to ask for' }
        : await groupsOf(client, found.id, wanted.groups[0]!);
  const read = (one: ScimUser | null): KiroUser | null => (one === null ? null : readUser(one));
  return { host: client.host, byId: read(byId), byName: read(byName), groups };
}

async function userOfId(client: ScimClient, id: string): Promise<ScimUser | null> {
  try {
    return (await client.get(`/Users/${encodeURIComponent(id)}`, {}, user)).body;
  } catch (error) {
    // AWS may call an id of another form a bad request.
    if (error instanceof ScimRefused && (error.status === 404 || error.status === 400)) return null;
    throw error;
  }
}

async function userOfName(client: ScimClient, userName: string): Promise<ScimUser | null> {
  const found = await listed(client, '/Users', `userName eq ${JSON.stringify(userName)}`, user, [400, 404]);
  return found?.find((one) => isSame(one.userName, userName)) ?? null;
}

/** One list where the endpoint knows the filter; else one group is asked for. Three calls at most. */
async function groupsOf(client: ScimClient, userId: string, name: string): Promise<KiroFacts['groups']> {
  const inGroups = (id: string) =>
    listed(client, '/Groups', `members.value eq ${JSON.stringify(id)}`, group, [400], { cursor: '' });
  const nobodys = await inGroups(NOBODY).catch(orNobody);
  if (nobodys !== null && nobodys.length > 0) return { why: 'the endpoint does not tell who is in a group' };
  if (nobodys !== null) {
    const found = (await inGroups(userId)) ?? [];
    return { value: { in: found.map(({ displayName }) => said(displayName ?? '')), asked: 'all' } };
  }
  const named = (await listed(client, '/Groups', `displayName eq ${JSON.stringify(name)}`, group, [404])) ?? [];
  const there = named.find(({ displayName }) => isSame(displayName ?? '', name));
  // Kiro keeps the name that a group had when it was first pushed.
  if (there === undefined) return { why: `Kiro has no group "${name}", or has it under an earlier name` };
  const filter = `id eq ${JSON.stringify(there.id)} and members eq ${JSON.stringify(userId)}`;
  const member = await listed(client, '/Groups', filter, group, [400]);
  if (member === null) return { why: 'the endpoint does not tell who is in a group' };
  return { value: { in: member.length > 0 ? [name] : [], asked: [name] } };
}

/** AWS says 404 for a member who does not exist. */
function orNobody(error: unknown): [] {
  if (error instanceof ScimRefused && error.status === 404) return [];
  throw error;
}

/** The first page of what a filter finds; null where the endpoint answers with one of these statuses. */
async function listed<T>(
  client: ScimClient,
  path: string,
  filter: string,
  shape: Parameters<typeof listOf<T>>[0],
  statuses: number[],
  query: Record<string, string> = {},
): Promise<T[] | null> {
  try {
    return (await client.get(path, { ...query, filter }, listOf(shape))).body.Resources;
  } catch (error) {
    if (error instanceof ScimRefused && statuses.includes(error.status)) return null;
    throw error;
  }
}

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

const readUser = ({ id, userName, externalId, active }: ScimUser): KiroUser => ({
  id: said(id),
  userName: said(userName),
  externalId: externalId == null ? null : said(externalId),
  active: active ?? true,
});

const said = (text: string): string => NO_SECRETS.text(text, 200);
