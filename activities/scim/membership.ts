import type { z } from 'zod';
import type { ScimClient } from './client.js';
import { needsPerson, ScimRefused } from './failures.js';
import { group, listOf, user, type ScimUser } from './shapes.js';

/** Somebody who should be in a group. Kiro's `userName` is Okta's login. */
export interface Expected {
  login: string;
}

/** Who of a group has arrived on the Kiro side. Logins as Okta writes them. */
export interface Membership {
  group: string;
  /** Null where no group of this name is there. */
  groupId: string | null;
  /**
   * How it was asked: `set` lists the members; `pairs` asks for each expected one, so nobody unexpected is seen;
   * `none`: the endpoint answers neither question, so nothing is known.
   */
  view: 'set' | 'pairs' | 'none';
  arrived: string[];
  missing: string[];
  /** Members nobody expects, by `userName`; null where that was not checked. */
  unexpected: string[] | null;
}

/** An id that nobody has: a filter that finds something for it is not applied by the endpoint. */
const NOBODY = '00000000-0000-4000-8000-000000000000';
/** Requests a second are limited to 40; half of them are left to Okta. */
const PAUSE_MS = 50;
const MAX_PAGES = 10_000;

/**
 * Members of a group on the Kiro side. `GET /Groups` never tells them, so they are asked for by filter: in one list
 * where the endpoint knows that filter, else for each expected person.
 */
export async function groupMembers(client: ScimClient, name: string, expected: Expected[]): Promise<Membership> {
  const logins = expected.map(({ login }) => login);
  const unknown = { group: name, arrived: [], missing: logins, unexpected: null };
  const groups = await find(client, '/Groups', `displayName eq ${quote(name)}`, group);
  const found = groups.find(({ displayName }) => same(displayName, name));
  if (found === undefined) return { ...unknown, groupId: null, view: 'none' };
  const members = await listMembers(client, found.id);
  if (members !== null) return { group: name, groupId: found.id, view: 'set', ...compare(logins, members) };
  const arrived = await askForEach(client, found.id, logins);
  if (arrived === null) return { ...unknown, groupId: found.id, view: 'none' };
  const missing = logins.filter((login) => !arrived.includes(login));
  return { group: name, groupId: found.id, view: 'pairs', arrived, missing, unexpected: null };
}

function compare(logins: string[], members: ScimUser[]) {
  const there = new Set(members.map(({ userName }) => userName.toLowerCase()));
  const wanted = new Set(logins.map((login) => login.toLowerCase()));
  return {
    arrived: logins.filter((login) => there.has(login.toLowerCase())),
    missing: logins.filter((login) => !there.has(login.toLowerCase())),
    unexpected: members.map(({ userName }) => userName).filter((name) => !wanted.has(name.toLowerCase())),
  };
}

/** The set view: all users with the group; null where the endpoint does not know this filter. */
async function listMembers(client: ScimClient, groupId: string): Promise<ScimUser[] | null> {
  const filter = (id: string) => `groups.value eq ${quote(id)}`;
  try {
    const control = await client
      .get('/Users', { cursor: '', count: '1', filter: filter(NOBODY) }, listOf(user))
      .catch(ifStatus(404, null));
    if (control !== null && control.body.Resources.length > 0) return null;
    return await allPages(client, filter(groupId));
  } catch (error) {
    if (error instanceof ScimRefused && error.status === 400) return null;
    throw error;
  }
}

async function allPages(client: ScimClient, filter: string): Promise<ScimUser[]> {
  const users: ScimUser[] = [];
  const seen = new Set<string>();
  let cursor = '';
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const { body } = await client.get('/Users', { cursor, count: '100', filter }, listOf(user));
    users.push(...body.Resources);
    if (body.nextCursor == null || body.nextCursor === '') return users;
    if (seen.has(body.nextCursor)) break;
    seen.add(body.nextCursor);
    cursor = body.nextCursor;
  }
  const fix = 'Report it to Kiro; the members can be checked in the Kiro console.';
  throw needsPerson('NotScim', `The list of members at ${client.host} has no end: its cursor repeats.`, fix);
}

/** The pair view: who of the logins is a member; null where the endpoint does not know this filter either. */
async function askForEach(client: ScimClient, groupId: string, logins: string[]): Promise<string[] | null> {
  const attribute = await pairAttribute(client, groupId);
  if (attribute === null) return null;
  const arrived: string[] = [];
  for (const login of logins) {
    const people = await find(client, '/Users', `userName eq ${quote(login)}`, user);
    const person = people.find(({ userName }) => same(userName, login));
    if (person !== undefined && (await isMember(client, groupId, attribute, person.id))) arrived.push(login);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return arrived;
}

/** AWS's documents write `member` in one place and `members` in another. */
async function pairAttribute(client: ScimClient, groupId: string): Promise<string | null> {
  for (const attribute of ['members', 'member']) {
    try {
      if (!(await isMember(client, groupId, attribute, NOBODY))) return attribute;
    } catch (error) {
      if (!(error instanceof ScimRefused && error.status === 400)) throw error;
    }
  }
  return null;
}

async function isMember(client: ScimClient, groupId: string, attribute: string, userId: string): Promise<boolean> {
  const filter = `id eq ${quote(groupId)} and ${attribute} eq ${quote(userId)}`;
  return (await find(client, '/Groups', filter, group)).length > 0;
}

/** All resources that match; nobody where the endpoint says 404, as AWS does for an unknown member. */
async function find<T>(client: ScimClient, path: string, filter: string, resource: z.ZodType<T>): Promise<T[]> {
  const answer = await client.get(path, { filter }, listOf(resource)).catch(ifStatus(404, null));
  return answer?.body.Resources ?? [];
}

function ifStatus<T>(status: number, value: T) {
  return (error: unknown): T => {
    if (error instanceof ScimRefused && error.status === status) return value;
    throw error;
  };
}

/** Checked although the endpoint was asked for this name alone: one that ignores filters gives everything. */
function same(given: string | null | undefined, wanted: string): boolean {
  return given?.toLowerCase() === wanted.toLowerCase();
}

/** A string of SCIM's filter language (RFC 7644, 3.4.2.2): JSON's quoting. */
function quote(text: string): string {
  return JSON.stringify(text);
}
