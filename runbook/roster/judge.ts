import { isHeld, isUserId, type Seat } from './subscription-list.js';
import { isActive, type Difference, type OktaPerson, type RosterFacts } from './facts.js';
import { differencesOf, judgeGroups, strangersByLogin } from './judge-groups.js';
import { judgeSeats, seatOwners } from './judge-seats.js';
import type { Mark, Problem, ProblemCode, RosterRow } from './row.js';

/**
 * The verdict on every person: who can sign in, is provisioned, is in the pushed groups and has a seat, against who was
 * meant ("Preventing unauthorized access"). Each fault is named once, at its cause: a seat that is missing because its
 * owner never arrived is no second problem. Rows in the order of `people`; then those whom Okta does not know.
 */
export function judgeRoster(facts: RosterFacts): RosterRow[] {
  const owners = seatOwners(facts.people, facts.seats ?? [], facts.loginById);
  const groupsOf = strangersByLogin(facts.groups ?? []);
  const sharing = sharedAddresses(facts.people);
  const known = new Set(facts.people.map(({ login }) => login.toLowerCase()));
  const rows = facts.people.map((person) =>
    judgePerson(person, facts, {
      seats: owners.byPerson.get(person.id) ?? [],
      strangerIn: groupsOf.get(person.login.toLowerCase())?.groups ?? [],
      sharesWith: sharing.get(person.id) ?? null,
    }),
  );
  const others = new Map<string, Stranger>();
  for (const [key, { userName, groups }] of groupsOf) {
    if (!known.has(key)) others.set(key, { who: userName, groups, seats: [], why: null });
  }
  for (const { userName, why } of facts.kiro?.orphans ?? []) {
    const key = userName.toLowerCase();
    if (known.has(key)) continue;
    const other = others.get(key) ?? { who: userName, groups: [], seats: [], why };
    others.set(key, { ...other, why });
  }
  for (const [who, seats] of owners.byStranger) {
    const key = who.toLowerCase();
    const other = others.get(key) ?? { who, groups: [], seats: [], why: null };
    other.seats.push(...seats.filter(isHeld));
    if (other.groups.length > 0 || other.seats.length > 0 || other.why !== null) others.set(key, other);
  }
  return [...rows, ...[...others.values()].map((other) => judgeStranger(other, facts.seats !== null))];
}

interface Known {
  seats: Seat[];
  /** Pushed groups that they are in on Kiro's side alone. */
  strangerIn: string[];
  /** Somebody before them with the same e-mail address. */
  sharesWith: string | null;
}

function judgePerson(person: OktaPerson, facts: RosterFacts, { seats, strangerIn, sharesWith }: Known): RosterRow {
  const active = isActive(person);
  const { meant } = person;
  const problems: Problem[] = [];
  const tell = (code: ProblemCode, detail = '', cure?: string | null) =>
    void problems.push({ code, detail, ...(cure == null ? {} : { cure }) });

  const signIn = judgeSignIn(person, facts.signInApp);
  if (signIn === 'missing' && facts.explained?.signIn.has(person.id) !== true) tell('sign-in-missing');
  if (active && meant.subscribe !== null && !meant.signIn) tell('sign-in-not-meant');

  const isExplained = facts.explained?.provision.has(person.id) === true;
  const gone = active && !isExplained ? (facts.kiro?.gone.get(person.id) ?? null) : null;
  const inOkta = judgeProvisioning(person, facts.scimApp);
  const provisioned = inOkta === 'right' && gone !== null ? 'missing' : inOkta;
  const groups = judgeGroups(person, facts.groups, strangerIn);
  const wanted = active && (meant.push.length > 0 || meant.subscribe !== null);
  if (wanted && !meant.provision && groups.mark !== 'right') tell('not-in-provision');
  if (inOkta === 'right' && gone !== null) tell('gone-in-kiro', gone === 'gone' ? '' : gone);
  else if (provisioned === 'missing' && !isExplained)
    tell('not-provisioned', whyNot(person, facts.scimApp), facts.scimApp?.get(person.id)?.cure);
  const cause = isExplained || problems.some(({ code }) => CAUSES.includes(code));
  if (!cause && groups.absent.length > 0) tell('not-arrived', groups.absent.join(', '));
  const why = facts.kiro?.unmeant.get(person.id);
  if (!seats.some(isHeld)) {
    if (groups.unmeant.length > 0) tell('stranger', groups.unmeant.join(', '));
    else if (why !== undefined) tell('orphan', why);
  }

  const differences = active ? differencesOf(person, facts) : [];
  if (differences.some(({ attribute }) => attribute === 'active')) tell('inactive-in-kiro');
  const others = differences.filter(({ attribute }) => attribute !== 'active');
  if (others.length > 0) tell('differs', others.map(wording).join('; '));
  if (!cause && sharesWith !== null) tell('same-email', sharesWith);

  const seat = judgeSeats({
    seats: facts.seats === null ? null : seats,
    meant: active ? meant.subscribe : null,
    tier: facts.tier,
    explained: cause || (meant.subscribe === 'group' && (groups.absent.length > 0 || groups.unpushed)),
    unusable: differences.some(({ attribute }) => attribute === 'active' || attribute === 'externalId'),
    because: because(person, groups.unmeant),
  });
  return {
    who: person.login,
    name: person.displayName,
    status: person.status,
    signIn,
    provisioned,
    groups: groups.mark,
    seat: seat.mark,
    problems: [...problems, ...seat.problems],
  };
}

/** What explains why somebody is not in a group, or has no seat. */
const CAUSES: readonly ProblemCode[] = ['not-in-provision', 'not-provisioned', 'gone-in-kiro'];

function judgeSignIn(person: OktaPerson, app: RosterFacts['signInApp']): Mark {
  if (!isActive(person)) return 'none';
  if (app === null) return person.meant.signIn ? 'unknown' : 'none';
  return agreement(person.meant.signIn, app.has(person.id));
}

function judgeProvisioning(person: OktaPerson, app: RosterFacts['scimApp']): Mark {
  if (!isActive(person)) return 'none';
  if (app === null) return person.meant.provision ? 'unknown' : 'none';
  return agreement(person.meant.provision, app.get(person.id)?.state === 'synchronized');
}

function whyNot({ id }: OktaPerson, app: RosterFacts['scimApp']): string {
  const sync = app?.get(id);
  return sync === undefined ? 'the SCIM application is not assigned to them' : (sync.reason ?? '');
}

const agreement = (meant: boolean, found: boolean): Mark =>
  meant ? (found ? 'right' : 'missing') : found ? 'extra' : 'none';

const wording = ({ attribute, found, wanted }: Difference): string =>
  `${attribute} is ${found === '' ? 'empty' : found} instead of ${wanted}`;

/** Why somebody has a seat whom nobody means to have one. */
function because(person: OktaPerson, groups: string[]): string {
  if (!isActive(person)) return `their state in Okta is ${person.status}`;
  return groups.length > 0 ? `they are in ${groups.join(', ')} in Kiro, but not in Okta` : '';
}

/** Somebody in Kiro, or with a seat, whom the roster does not know. */
interface Stranger {
  who: string;
  groups: string[];
  seats: Seat[];
  /** Why they are in Kiro, as far as that is known; null where they were not seen there. */
  why: string | null;
}

function judgeStranger({ who, groups, seats, why }: Stranger, listed: boolean): RosterRow {
  const unclear = seats.flatMap(({ said }) => said ?? []);
  const isUnclear = unclear.length > 0 && unclear.length === seats.length;
  const held = seats.length > 0 && !isUnclear;
  const inGroups = groups.join(', ');
  const seatCode = isUserId(who) ? 'seat-unknown' : 'seat-unintended';
  const ofSeat = inGroups === '' ? (why ?? '') : `they are in ${inGroups} in Kiro, but not in Okta`;
  const problem: Problem = held
    ? { code: seatCode, detail: ofSeat }
    : isUnclear && groups.length === 0
      ? { code: 'seat-unclear', detail: [...new Set(unclear)].join('", "') }
      : groups.length > 0
        ? { code: 'stranger', detail: inGroups }
        : { code: 'orphan', detail: why ?? '' };
  return {
    who,
    name: '',
    status: null,
    signIn: 'none',
    provisioned: 'none',
    groups: groups.length > 0 ? 'extra' : 'none',
    seat: held ? 'extra' : listed && !isUnclear ? 'none' : 'unknown',
    problems: [problem],
  };
}

/** Kiro takes an address once: the second person cannot be made there. By id, with the login of the first. */
function sharedAddresses(people: OktaPerson[]): Map<string, string> {
  const first = new Map<string, string>();
  const sharing = new Map<string, string>();
  for (const person of people) {
    const email = person.email.trim().toLowerCase();
    if (email === '' || !isActive(person) || !person.meant.provision) continue;
    const before = first.get(email);
    if (before === undefined) first.set(email, person.login);
    else sharing.set(person.id, before);
  }
  return sharing;
}
