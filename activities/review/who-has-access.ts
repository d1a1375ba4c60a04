import type { AccessLetter } from '../../runbook/review-access/access-list.js';
import type { AccessRow } from '../../runbook/review-access/decision-files.js';
import { PROBLEM_NAMES } from '../../runbook/roster/findings.js';
import type { RosterRow } from '../../runbook/roster/row.js';
import { isHeld, type Seat } from '../../runbook/roster/subscription-list.js';
import type { OktaSide } from '../okta/okta-roster.js';
import type { ScimUser } from '../scim/scim-shapes.js';

/** What was read of each side, and the verdict on everybody. */
export interface AccessSides {
  okta: Pick<OktaSide, 'people' | 'others' | 'signInApp' | 'scimApp'>;
  /** All users of Kiro; null where they were not listed. */
  kiro: readonly ScimUser[] | null;
  /** Logins, in lower case, of the members of the pushed groups as Kiro has them; null where that was not seen. */
  members: ReadonlySet<string> | null;
  seats: readonly Seat[] | null;
  /** Logins behind seats that only an id names. */
  loginById: ReadonlyMap<string, string>;
  /** Logins in Okta of those whom only an application or Kiro names, by user id (`idsToName`). */
  logins: ReadonlyMap<string, string>;
  rows: readonly RosterRow[];
}

/** An id as Okta gives it to a user; Kiro's `externalId` may hold anything. */
const OKTA_USER_ID = /^00u\w{5,40}$/;

/**
 * Ids of users whose login nobody has read: an application and Kiro name them by the application's user name, by which Okta may
 * know nobody, or somebody else.
 */
export function idsToName(okta: AccessSides['okta'], kiro: readonly ScimUser[]): string[] {
  const known = new Set(okta.people.map(({ id }) => id));
  const ids = [...okta.others.map(({ id }) => id), ...kiro.flatMap(({ externalId }) => externalId ?? [])];
  return [...new Set(ids)].filter((id) => !known.has(id) && OKTA_USER_ID.test(id));
}

/** Okta's side, with everybody by their login in Okta; of somebody who was deleted there is only the application's name. */
export const withLogins = <Side extends AccessSides['okta']>(
  okta: Side,
  logins: ReadonlyMap<string, string>,
): Side => ({
  ...okta,
  others: okta.others.map((person) => ({ ...person, login: logins.get(person.id) ?? person.login })),
});

/** Somebody while their access is gathered. */
interface Gathered {
  user: string;
  letters: Set<AccessLetter>;
}

/**
 * Everybody who has access by any of the sides, each once, in alphabetical order, with what helps to decide. People who have a
 * subscription or are in Kiro count as well where Okta does not know them.
 */
export function whoHasAccess({ okta, kiro, members, seats, loginById, logins, rows }: AccessSides): AccessRow[] {
  const people = [...okta.people, ...okta.others];
  const gathered = new Map<string, Gathered>();
  const note = (user: string, letter: AccessLetter): void => {
    const key = user.trim().toLowerCase();
    if (key === '') return;
    const known = gathered.get(key) ?? { user: user.trim(), letters: new Set() };
    known.letters.add(letter);
    gathered.set(key, known);
  };
  for (const { id, login } of people) {
    if (okta.signInApp?.has(id) === true) note(login, 's');
    if (okta.scimApp?.has(id) === true) note(login, 'p');
  }
  for (const { login, meant } of okta.people) if (meant.push.length > 0) note(login, 'g');
  const loginOf = new Map(people.map(({ id, login }) => [id, login]));
  const byEmail = new Map(people.flatMap(({ email, login }) => (email === '' ? [] : [[email.toLowerCase(), login]])));
  const byLogin = new Map(people.map(({ login }) => [login.toLowerCase(), login]));
  // Kiro knows people by the user name of the application, which may be another one than their login in Okta.
  const byKiroName = new Map<string, string>();
  for (const { userName, externalId } of kiro ?? []) {
    const login = loginOf.get(externalId ?? '') ?? logins.get(externalId ?? '');
    if (login !== undefined) byKiroName.set(userName.toLowerCase(), login);
  }
  const inKiro = (name: string): string | undefined =>
    byKiroName.get(name.toLowerCase()) ?? byLogin.get(name.toLowerCase());
  for (const { userName, active } of kiro ?? []) if (active !== false) note(inKiro(userName) ?? userName, 'k');
  for (const member of members ?? []) note(inKiro(member) ?? member, 'g');
  for (const seat of (seats ?? []).filter(isHeld)) {
    const names = seat.names.map((name) => loginById.get(name.toLowerCase()) ?? name);
    const known = names.map((name) => inKiro(name) ?? byEmail.get(name.toLowerCase()));
    note(known.find((login) => login !== undefined) ?? names.find((name) => name.includes('@')) ?? names[0] ?? '', 't');
  }
  const verdicts = new Map(rows.map((row) => [row.who.toLowerCase(), row]));
  const groupsOf = new Map(okta.people.map(({ login, groups }) => [login.toLowerCase(), groups]));
  return [...gathered]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, { user, letters }]) => {
      const row = verdicts.get(key);
      return {
        user,
        access: (['s', 'p', 'g', 'k', 't'] as const).filter((letter) => letters.has(letter)).join(''),
        name: row?.name ?? '',
        status: row === undefined ? null : row.status,
        groups: groupsOf.get(key) ?? [],
        problems: (row?.problems ?? []).map(({ code, detail }) =>
          [PROBLEM_NAMES[code], detail].filter(Boolean).join(': '),
        ),
      };
    });
}
