import type { KiroGroup, OktaPerson, RosterFacts } from '../../../runbook/roster/facts.js';
import type { Mark } from '../../../runbook/roster/row.js';
import type { Seat } from '../../../runbook/roster/subscription-list.js';

/** What `judgeRoster` should say of one person. */
export interface SlowRow {
  who: string;
  marks: [signIn: Mark, provisioned: Mark, groups: Mark, seat: Mark];
  codes: string[];
}

const low = (text: string): string => text.trim().toLowerCase();
const isId = (name: string): boolean => /^[0-9a-f]{8}-/.test(name);
const working = ({ status }: OktaPerson): boolean => !['SUSPENDED', 'DEPROVISIONED', 'STAGED'].includes(status);

/** The roster by looking at everything for everybody, rule by rule: slow, but each line is a sentence of the issue. */
export function slowRoster(facts: RosterFacts): SlowRow[] {
  return [...facts.people.map((person) => ofPerson(person, facts)), ...ofOthers(facts)];
}

function ofPerson(person: OktaPerson, facts: RosterFacts): SlowRow {
  const { meant } = person;
  const on = working(person);
  const groups = facts.groups;
  const sync = facts.scimApp?.get(person.id)?.state;
  const own = (facts.seats ?? []).filter((seat) => ownerOf(seat, facts) === person);
  const held = own.filter(({ status }) => status !== 'canceled');

  // Where in Kiro they are, where they should be, and what of that could be seen.
  const kiro = (name: string): KiroGroup | undefined => groups?.find((group) => group.name === name);
  const seen = (name: string): boolean => kiro(name)?.exists === true && kiro(name)?.view !== 'none';
  const inIt = (name: string): boolean => [...(kiro(name)?.members ?? [])].some((who) => who === low(person.login));
  const strange = (groups ?? []).filter((group) =>
    (group.strangers ?? []).some((who) => low(who) === low(person.login)),
  );
  const lost = on ? meant.push.filter((name) => seen(name) && !inIt(name)) : [];
  const noGroup = on && meant.push.some((name) => kiro(name)?.exists === false);
  const unseen = on && meant.push.some((name) => !seen(name) && kiro(name)?.exists !== false);
  const wrongly = strange.length > 0 || (!on && meant.push.some(inIt));

  const signIn = mark(on && meant.signIn, on && (facts.signInApp?.has(person.id) ?? null));
  const provisioned = mark(on && meant.provision, on && (facts.scimApp === null ? null : sync === 'synchronized'));
  const group: Mark =
    lost.length > 0 || noGroup
      ? 'missing'
      : unseen
        ? 'unknown'
        : wrongly
          ? 'extra'
          : on && meant.push.length > 0
            ? 'right'
            : 'none';
  const wants = on && meant.subscribe !== null;
  const seat = mark(wants, facts.seats === null ? null : held.length > 0);

  const differs = on ? (groups ?? []).flatMap((one) => one.differences.get(low(person.login)) ?? []) : [];
  const outside = on && (meant.push.length > 0 || wants) && !meant.provision && group !== 'right';
  const notBrought = provisioned === 'missing';
  const before = facts.people.slice(0, facts.people.indexOf(person));
  const twin =
    on &&
    meant.provision &&
    low(person.email) !== '' &&
    before.some((other) => working(other) && other.meant.provision && low(other.email) === low(person.email));
  const listed = facts.seats !== null;
  const explained = outside || notBrought || (meant.subscribe === 'group' && (lost.length > 0 || noGroup));
  const unusable = differs.some(({ attribute }) => attribute === 'active' || attribute === 'externalId');
  const told: [string, boolean][] = [
    ['sign-in-missing', signIn === 'missing'],
    ['sign-in-not-meant', wants && !meant.signIn],
    ['not-in-provision', outside],
    ['not-provisioned', notBrought],
    ['not-arrived', lost.length > 0 && !outside && !notBrought],
    ['stranger', wrongly && held.length === 0],
    ['inactive-in-kiro', differs.some(({ attribute }) => attribute === 'active')],
    ['differs', differs.some(({ attribute }) => attribute !== 'active')],
    ['same-email', twin && !outside && !notBrought],
    ['seat-unintended', held.length > 0 && !wants],
    ['seat-missing', listed && wants && own.length === 0 && !explained],
    ['seat-cancelled', listed && wants && own.length > 0 && held.length === 0 && !explained],
    ['seat-pending', wants && held.length > 0 && held.every((one) => one.status === 'pending') && !unusable],
    ['seat-twice', wants && held.length > 1],
    ['seat-individual', held.length === 1 && meant.subscribe === 'group' && wants && held[0]?.source === 'individual'],
    ['seat-tier', wants && held.some(({ tier }) => tier !== null && tier !== facts.tier)],
  ];
  const codes = told.filter(([, is]) => is).map(([code]) => code);
  return { who: person.login, marks: [signIn, provisioned, group, seat], codes };
}

/** Null: nobody could look. False for "is there" of somebody who is out of work: they are left alone. */
function mark(meant: boolean, found: boolean | null): Mark {
  if (found === null) return meant ? 'unknown' : 'none';
  if (meant) return found ? 'right' : 'missing';
  return found ? 'extra' : 'none';
}

/** People and ids that Okta does not know, in Kiro's groups or in the list. */
function ofOthers(facts: RosterFacts): SlowRow[] {
  const strangers = (facts.groups ?? []).flatMap(({ strangers }) => strangers ?? []);
  const seats = (facts.seats ?? []).filter((seat) => seat.status !== 'canceled' && ownerOf(seat, facts) === null);
  const names = [...strangers, ...seats.map((seat) => nameOf(seat, facts))];
  const isKnown = (name: string): boolean => facts.people.some(({ login }) => low(login) === low(name));
  const each = names.filter(
    (name, index) => !isKnown(name) && names.findIndex((other) => low(other) === low(name)) === index,
  );
  return each.map((who) => {
    const inGroup = strangers.some((name) => low(name) === low(who));
    const hasSeat = seats.some((seat) => low(nameOf(seat, facts)) === low(who));
    const seat: Mark = hasSeat ? 'extra' : facts.seats === null ? 'unknown' : 'none';
    const code = hasSeat ? (isId(who) ? 'seat-unknown' : 'seat-unintended') : 'stranger';
    return { who, marks: ['none', 'none', inGroup ? 'extra' : 'none', seat], codes: [code] };
  });
}

const lookUp = (name: string, facts: RosterFacts): string => facts.loginById.get(low(name)) ?? name;
const nameOf = (seat: Seat, facts: RosterFacts): string => {
  const names = seat.names.map((name) => lookUp(name, facts));
  return names.find((name) => name.includes('@') || isId(name)) ?? names[0] ?? '';
};

/** By login first, then by address (of two who share it, the one who should have a seat), at last by a name of one. */
function ownerOf(seat: Seat, facts: RosterFacts): OktaPerson | null {
  const names = seat.names.map((name) => low(lookUp(name, facts)));
  for (const name of names) {
    const byLogin = facts.people.find(({ login }) => low(login) === name);
    const byEmail = facts.people.filter(({ email }) => low(email) === name && name !== '');
    const found = byLogin ?? byEmail.find((one) => working(one) && one.meant.subscribe !== null) ?? byEmail[0];
    if (found !== undefined) return found;
  }
  if (names.some((name) => name.includes('@') || isId(name))) return null;
  for (const name of names) {
    const same = facts.people.filter(({ displayName }) => low(displayName) === name);
    if (same.length === 1) return same[0] ?? null;
  }
  return null;
}
