import type { z } from 'zod';
import type { KiroGroup } from '../../runbook/roster/facts.js';
import { MOST_PAGES } from '../../runbook/secrets/bounded-reads.js';
import { keepProgress, recallProgress } from '../heartbeat.js';
import { blocking, needsPersonFor } from '../needs-person.js';
import type { ScimClient } from './scim-api.js';
import { ScimRefused } from './scim-failures.js';
import { group, listOf, user } from './scim-shapes.js';
import { checkpoint, Tally, type Expected } from './tally.js';

/** Who of a group has arrived on the Kiro side. */
export interface Membership extends KiroGroup {
  /** Logins of those who should be there, as Okta writes them. */
  due: string[];
  /** Those of them who are not. */
  missing: string[];
}

/** An id that nobody has: a filter that finds something for it is not applied by the endpoint. */
const NOBODY = '00000000-0000-4000-8000-000000000000';
/** AWS's page. */
const PAGE = '100';

/**
 * Members of a group on the Kiro side. `GET /Groups` never tells them, so they are asked for by filter: in one list
 * where the endpoint knows that filter, else for each expected person. How far it has come is kept with the activity's
 * heartbeats, so that a try after a crash goes on there. `known` is the group where it was looked up before, null where it is
 * not there.
 */
export async function groupMembers(
  client: ScimClient,
  name: string,
  expected: Expected[],
  known?: { id: string } | null,
): Promise<Membership> {
  const found = known === undefined ? await findGroup(client, name) : known;
  if (found === null) return { ...membershipOf(name, new Tally('', expected), 'none'), exists: false };
  const tally = new Tally(found.id, expected);
  const can = await abilitiesOf(client, found.id);
  if (can.listMembers) await listMembers(client, found.id, tally);
  else if (can.pairs !== null) await askForEach(client, found.id, can.pairs, tally);
  return membershipOf(name, tally, can.listMembers ? 'set' : can.pairs === null ? 'none' : 'pairs');
}

async function findGroup(client: ScimClient, name: string): Promise<{ id: string } | null> {
  const groups = await find(client, '/Groups', `displayName eq ${quote(name)}`, group);
  return groups.find(({ displayName }) => same(displayName, name)) ?? null;
}

function membershipOf(name: string, tally: Tally, view: KiroGroup['view']): Membership {
  const { expected, strangers, differences } = tally;
  const members = new Set(expected.filter((_, index) => tally.has(index)).map(({ login }) => login.toLowerCase()));
  const due = expected.filter((person) => person.due).map(({ login }) => login);
  const missing = expected.filter((person, index) => person.due && !tally.has(index)).map(({ login }) => login);
  const told = view === 'set' ? strangers : null;
  return { name, exists: true, view, members, strangers: told, differences, due, missing };
}

/** What an endpoint can tell of members: the filter for all of them, or the attribute that asks for one. */
interface Abilities {
  listMembers: boolean;
  pairs: string | null;
}

const abilities = new WeakMap<ScimClient, Promise<Abilities>>();

/** Probed once for each client: the answer holds for all groups. */
function abilitiesOf(client: ScimClient, groupId: string): Promise<Abilities> {
  const known = abilities.get(client) ?? probe(client, groupId);
  abilities.set(client, known);
  known.catch(() => abilities.delete(client));
  return known;
}

async function probe(client: ScimClient, groupId: string): Promise<Abilities> {
  const query = { cursor: '', count: '1', filter: `groups.value eq ${quote(NOBODY)}` };
  const isKnown = await client
    .get('/Users', query, listOf(user))
    .then(({ body }) => body.Resources.length === 0)
    .catch(ifStatus(404, true))
    .catch(ifStatus(400, false));
  return isKnown
    ? { listMembers: true, pairs: null }
    : { listMembers: false, pairs: await pairAttribute(client, groupId) };
}

/** The set view: all users with the group, a page after the other. */
async function listMembers(client: ScimClient, groupId: string, tally: Tally): Promise<void> {
  const filter = `groups.value eq ${quote(groupId)}`;
  let cursor = goOn(tally, '');
  // A cursor may have grown too old while the worker was down: then the list begins anew.
  let isResumed = cursor !== '';
  const cursors = new Set<string>();
  while (cursor !== null) {
    if (cursors.has(cursor) || cursors.size === MOST_PAGES) throw endless(client);
    cursors.add(cursor);
    const { body } = await client
      .get('/Users', { cursor, count: PAGE, filter }, listOf(user))
      .catch(isResumed ? ifStatus(400, { body: null }) : rethrow);
    isResumed = false;
    if (body === null) {
      tally.clear();
      cursor = '';
      continue;
    }
    body.Resources.forEach((member) => tally.take(member));
    cursor = body.nextCursor || null;
    note(tally, cursor);
  }
}

function endless({ host }: ScimClient) {
  const fix = 'Report it to Kiro; the members can be checked in the Kiro console.';
  const problem = `The list of members at ${host} has no end: its cursor repeats, or there are more than ${MOST_PAGES} pages.`;
  return needsPersonFor([blocking(problem, fix)], {}, 'NotScim');
}

/** The pair view: for each person who should be there, whether they are. */
async function askForEach(client: ScimClient, groupId: string, attribute: string, tally: Tally): Promise<void> {
  const from = goOn(tally, '0');
  for (let index = Number(from ?? tally.expected.length); index < tally.expected.length; index += 1) {
    const person = tally.expected[index];
    if (person?.due !== true) continue;
    const known = (await find(client, '/Users', `userName eq ${quote(person.login)}`, user)).find(({ userName }) =>
      same(userName, person.login),
    );
    if (known !== undefined && (await isMember(client, groupId, attribute, known.id))) tally.take(known);
    note(tally, String(index + 1));
  }
  note(tally, null);
}

/** Where an earlier try of this activity left off, null where it had read all; else the start. */
function goOn(tally: Tally, start: string): string | null {
  const left = recallProgress(tally.subject, checkpoint);
  return left !== null && tally.resume(left) ? left.next : start;
}

function note(tally: Tally, next: string | null): void {
  const reached = tally.checkpoint(next);
  if (reached !== null) keepProgress(tally.subject, reached);
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

function rethrow(error: unknown): never {
  throw error;
}

/** Checked although the endpoint was asked for this name alone: one that ignores filters gives everything. */
function same(given: string | null | undefined, wanted: string): boolean {
  return given?.toLowerCase() === wanted.toLowerCase();
}

/** A string of SCIM's filter language (RFC 7644, 3.4.2.2): JSON's quoting. */
function quote(text: string): string {
  return JSON.stringify(text);
}
