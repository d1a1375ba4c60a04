import { type JsonObject, textAt } from './json-fields.js';
import type { OktaApi } from './okta-api.js';
import { isStatus } from './okta-error.js';
import { firstPage, type Page, refuseEndless } from './paging.js';

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

/** Logins that Okta finds as they are at the end of a path: one with `/` it never finds there, by its own documents. */
const PLAIN_LOGIN = /^[\w+'-][\w.@+'-]+$/;

/**
 * The user of that login, or null. Okta also finds users by id and by a short form of the login, which is not meant. A login
 * with other characters than most is searched for; `search` disregards case but may be late, `filter` is the other way
 * round, and most logins are in lower case.
 */
export async function findUser(okta: OktaApi, login: string): Promise<User | null> {
  if (PLAIN_LOGIN.test(login)) {
    const body = await okta.find(`/api/v1/users/${encodeURIComponent(login)}`);
    if (body === null) return null;
    const user = readUser(body);
    if (isLogin(user, login)) return user;
  }
  const lower = login.toLowerCase();
  const asked: [by: string, text: string][] = [
    ['search', login],
    ['filter', login],
    ['filter', lower],
  ];
  for (const [by, text] of lower === login ? asked.slice(0, 2) : asked) {
    const query = new URLSearchParams({ [by]: `profile.login eq "${quoted(text)}"` });
    const found = (await okta.list(`/api/v1/users?${query.toString()}`)).map(readUser);
    const user = found.find((one) => isLogin(one, login));
    if (user !== undefined) return user;
  }
  return null;
}

const isLogin = (user: User, login: string): boolean => user.login.toLowerCase() === login.toLowerCase();

/** All members of a group, of each only what is needed: a group may have very many. */
export function membersOf(okta: OktaApi, groupId: string): Promise<User[]> {
  return longList(okta, `/api/v1/groups/${groupId}/users`, readUser);
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

/** A text between the double quotes of Okta's filter and search expressions. */
export function quoted(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
}

/** What Okta may answer to an `after` that it does not know any more. Not seen in a live org. */
const REFUSED_CURSOR = [400, 404, 410];

/**
 * All items of a list that may be very long, of each what `read` keeps: only one page is held whole. Where an attempt of
 * an activity fails in the middle, the next one goes on at that page. Not for looking up what may just have been written:
 * it could stand on a page that is not read again.
 */
export function longList<T>(okta: OktaApi, path: string, read: (item: JsonObject) => T): Promise<T[]> {
  return okta.once(`long ${path}`, () => longListNow(okta, path, read));
}

async function longListNow<T>(okta: OktaApi, path: string, read: (item: JsonObject) => T): Promise<T[]> {
  const { unfinished } = okta.client;
  const left = unfinished.take<T>(path);
  const items: T[] = left?.items ?? [];
  let next: string | null = left?.next ?? firstPage(path);
  let isResumed = left !== null;
  for (let count = 1; next !== null; count += 1) {
    refuseEndless(path, count);
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

/** Logins for a sentence: the first ten, and how many more. `of` says more of each than its login. */
export function loginsListed<Of extends { login: string }>(
  users: readonly Of[],
  of: (user: Of) => string = ({ login }) => login,
): string {
  const shown = users.slice(0, 10).map(of);
  return users.length > shown.length ? `${shown.join(', ')} and ${users.length - shown.length} more` : shown.join(', ');
}
