import { type JsonObject, objectAt, textAt } from '../../kit/json-values.js';
import { now } from '../ids.js';
import { invalid } from '../okta-errors.js';
import type { OktaState } from '../okta-state.js';
import type { App, AppUser, User } from '../org-objects.js';

// "Application username format" (Sign On, Credentials Details): which user name an application has for a person.

const LONGEST = 100;

/** The user name that the application's `userNameTemplate` makes of a profile; the login where it makes none. */
export function userNameFor({ credentials }: App, { profile }: User): string {
  const made = evaluate(textAt(objectAt(credentials, 'userNameTemplate'), 'template') ?? '', profile);
  return made === '' ? profile.login : made;
}

/**
 * The user name in the body of an assignment, or undefined where it names none. 400 beyond 100 characters (Okta's OpenAPI
 * document, `AppUserCredentials`).
 */
export function givenUserName(body: JsonObject): string | undefined {
  const given = textAt(objectAt(body, 'credentials'), 'userName') ?? undefined;
  if (given !== undefined && given.length > LONGEST) {
    throw invalid('userName', `The field is too long: the maximum length is ${LONGEST}`);
  }
  return given;
}

/** Brings the user name of an assignment up to date, unless an admin has given it. Says whether it changed. */
export function renewUserName(app: App, item: AppUser, user: User): boolean {
  const name = userNameFor(app, user);
  if (item.userNameGiven === true || name === item.userName) return false;
  Object.assign(item, { userName: name, lastUpdated: now() });
  return true;
}

/** Whether an application's user names follow the profiles: with provisioning on, or where the template says so. */
export function followsProfile(app: App): boolean {
  const { type, pushStatus } = objectAt(app.credentials, 'userNameTemplate');
  return app.connection?.status === 'ENABLED' || (type === 'CUSTOM' && pushStatus === 'PUSH');
}

/** All assignments of an application, for "Update Now". */
export function renewAll(state: OktaState, app: App): AppUser[] {
  return state.appUsers.filter((item) => {
    const user = item.appId === app.id ? state.users.find(({ id }) => id === item.userId) : undefined;
    return user !== undefined && renewUserName(app, item, user);
  });
}

/** The forms that Okta's templates have: `${source.email}`, and of CUSTOM ones `user.email` or `String.substringBefore(user.email, "@")`. */
function evaluate(template: string, profile: JsonObject): string {
  const inner = /^\$\{(.*)\}$/.exec(template.trim())?.[1] ?? template.trim();
  const [, call, argument] = /^(?:fn:|String\.)(\w+)\((.*)\)$/.exec(inner) ?? [];
  if (call === undefined || argument === undefined) return attribute(inner, profile);
  const value = attribute(argument.split(',')[0] ?? '', profile);
  if (call === 'toLowerCase') return value.toLowerCase();
  if (call === 'toUpperCase') return value.toUpperCase();
  return call === 'substringBefore' ? (value.split('@')[0] ?? '') : '';
}

function attribute(text: string, profile: JsonObject): string {
  const name = /^(?:user|source)\.(\w+)$/.exec(text.trim())?.[1];
  return name === undefined ? '' : (textAt(profile, name) ?? '');
}
