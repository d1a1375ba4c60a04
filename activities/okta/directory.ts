import type { Group } from './client-memory.js';
import { type JsonObject, textAt } from './json-fields.js';
import { firstPage, type OktaApi, type Page } from './okta-api.js';
import { isStatus } from './okta-error.js';

export interface User {
  id: string;
  login: string;
  email: string;
  status: string;
  firstName: string;
  lastName: string;
  /** As the profile has it, or first and last name. */
  displayName: string;
  /** As the profile has it; empty where it has none. */
  givenDisplayName: string;
  /** Id of the user type; null where the org does not say. */
  typeId: string | null;
}

/**
 * Groups of that name, compared without regard to case. A group that a pushed app brought back (APP_GROUP) counts
 * only where no group of the org itself has the name. `search` may heed the case, so `q` is asked where it finds none.
 * The one group of a name is believed for some minutes.
 */
export async function findGroups(okta: OktaApi, name: string): Promise<Group[]> {
  const { names } = okta.client;
  const known = names.get(name, Date.now());
  if (known !== null) return known;
  const found = await searchGroups(okta, name);
  if (found.length === 1 && found[0]?.name === name) names.set(name, found, Date.now());
  return found;
}

async function searchGroups(okta: OktaApi, name: string): Promise<Group[]> {
  const exact = await listGroups(okta, name, { search: `profile.name eq "${escape(name)}"` });
  const named = exact.length > 0 ? exact : await listGroups(okta, name, { q: name });
  const own = named.filter((group) => group.type !== 'APP_GROUP');
  return own.length > 0 ? own : named;
}

async function listGroups(okta: OktaApi, name: string, query: Record<string, string>): Promise<Group[]> {
  const found = await okta.list(`/api/v1/groups?${new URLSearchParams(query).toString()}`);
  return found.map(readGroup).filter((group) => group.name.toLowerCase() === name.toLowerCase());
}

/** The user of that login, or null. Okta also finds users by a short form of the login, which is not meant. */
export async function findUser(okta: OktaApi, login: string): Promise<User | null> {
  const body = await okta.find(`/api/v1/users/${encodeURIComponent(login)}`);
  const user = body === null ? null : readUser(body);
  return user !== null && user.login.toLowerCase() === login.toLowerCase() ? user : null;
}

/** All members of a group, of each only what is needed: a group may have very many. */
export function membersOf(okta: OktaApi, groupId: string): Promise<User[]> {
  return longList(okta, `/api/v1/groups/${groupId}/users`, readUser);
}

function readGroup(body: JsonObject): Group {
  return {
    id: textAt(body, 'id') ?? '',
    name: textAt(body, 'profile.name') ?? '',
    type: textAt(body, 'type') ?? '',
  };
}

function readUser(body: JsonObject): User {
  const profile = (name: string) => textAt(body, `profile.${name}`) ?? '';
  const [firstName, lastName] = [profile('firstName'), profile('lastName')];
  return {
    id: textAt(body, 'id') ?? '',
    login: profile('login'),
    email: profile('email'),
    status: textAt(body, 'status') ?? '',
    firstName,
    lastName,
    givenDisplayName: profile('displayName'),
    displayName: profile('displayName') || `${firstName} ${lastName}`.trim(),
    typeId: textAt(body, 'type.id'),
  };
}

function escape(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
}

/** What Okta may answer to an `after` that it does not know any more. Not seen in a live org. */
const REFUSED_CURSOR = [400, 404, 410];

/**
 * All items of a list that may be very long, of each what `read` keeps: only one page is held whole. Where an attempt of
 * an activity fails in the middle, the next one goes on at that page. Not for looking up what may just have been written:
 * it could stand on a page that is not read again.
 */
export async function longList<T>(okta: OktaApi, path: string, read: (item: JsonObject) => T): Promise<T[]> {
  const { unfinished } = okta.client;
  const left = unfinished.take<T>(path);
  const items: T[] = left?.items ?? [];
  let next: string | null = left?.next ?? firstPage(path);
  let isResumed = left !== null;
  while (next !== null) {
    const current: string = next;
    try {
      const page: Page = await okta.page(current);
      for (const item of page.items) items.push(read(item));
      next = page.next;
    } catch (error) {
      if (!isResumed || !isStatus(error, ...REFUSED_CURSOR)) {
        if (items.length > 0) unfinished.keep(path, { items, next: current });
        throw error;
      }
      items.length = 0;
      next = firstPage(path);
    }
    isResumed = false;
  }
  return items;
}

/** Logins for a sentence: the first ten, and how many more. */
export function loginsListed(users: readonly { login: string }[]): string {
  const shown = users.slice(0, 10).map((user) => user.login);
  return users.length > shown.length ? `${shown.join(', ')} and ${users.length - shown.length} more` : shown.join(', ');
}
