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
  rows: readonly RosterRow[];
}

/** Somebody while their access is gathered. */
interface Gathered {
  user: string;
  letters: Set<AccessLetter>;
}

/**
 * Everybody who has access by any of the sides, each once, in alphabetical order, with what helps to decide. People who have a
 * subscription or are in Kiro count as well where Okta does not know them.
 */
export function whoHasAccess({ okta, kiro, members, seats, loginById, rows }: AccessSides): AccessRow[] {
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
  for (const user of kiro ?? []) {
    if (user.active === false) continue;
    note(loginOf.get(user.externalId ?? '') ?? byLogin.get(user.userName.toLowerCase()) ?? user.userName, 'k');
  }
  for (const member of members ?? []) note(byLogin.get(member) ?? member, 'g');
  for (const seat of (seats ?? []).filter(isHeld)) {
    const names = seat.names.map((name) => loginById.get(name.toLowerCase()) ?? name);
    const known = names.map((name) => byLogin.get(name.toLowerCase()) ?? byEmail.get(name.toLowerCase()));
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
