import type { Finding } from './proof.js';
import { isUserId, type Seat } from './subscription-list.js';

/** Somebody of the Okta org. */
export interface RosterEntry {
  login: string;
  email: string;
  displayName: string;
}

/** What the list from the Subscriptions tab is compared with. */
export interface Intended {
  /** Who shall have a subscription. */
  people: RosterEntry[];
  tier: string;
  /** Users of the SCIM endpoint by id, in lower case, where they could be asked for; else empty. */
  loginById: ReadonlyMap<string, string>;
}

export interface Review {
  findings: Finding[];
  counts: Record<'listed' | 'intended' | 'subscribed' | 'missing' | 'unintended' | 'pending' | 'duplicates', number>;
}

/** So many findings of one kind are told one by one; the rest is a number. */
const ONE_BY_ONE = 40;

/**
 * Compares the seats with those who shall have one: missing, unintended, pending, twice, another tier, and users that
 * only an id names ("Preventing unauthorized access", and kirodotdev/Kiro#7450). A cancelled seat counts as none.
 */
export function compareSubscriptions(seats: Seat[], intended: Intended): Review {
  const find = finder(intended);
  const held = seats.filter(({ status }) => status !== 'canceled').map((seat) => ({ seat, person: find(seat) }));
  const byPerson = new Map<RosterEntry, Seat[]>();
  for (const { seat, person } of held) {
    if (person !== null) byPerson.set(person, [...(byPerson.get(person) ?? []), seat]);
  }
  const strangers = held.filter(({ person }) => person === null).map(({ seat }) => seat);
  const unknownIds = strangers.filter(({ names }) => names.every(isUserId));
  const unintended = strangers.filter((seat) => !unknownIds.includes(seat));
  const missing = intended.people.filter((person) => !byPerson.has(person));
  const subscribed = [...byPerson];
  const pending = subscribed.filter(([, its]) => its.every(({ status }) => status === 'pending'));
  const twice = subscribed.filter(([, its]) => its.length > 1);
  const otherTier = subscribed.filter(([, its]) =>
    its.some(({ tier }) => tier !== null && !sameTier(tier, intended.tier)),
  );
  const findings = [
    ...each(unintended, 'unintended', ({ names }) => unintendedSeat(names.join(', '))),
    ...each(unknownIds, 'unknown', ({ names }) => unknownId(names.join(', '))),
    ...each(missing, 'missing', ({ login }) => missingSeat(login)),
    ...each(pending, 'pending', ([{ login }]) => pendingSeat(login)),
    ...each(twice, 'listed twice', ([{ login }, its]) => doubleSeat(login, its.length)),
    ...each(otherTier, 'in another tier', ([{ login }, its]) => otherSeat(login, its, intended.tier)),
  ];
  const counts = {
    listed: seats.length,
    intended: intended.people.length,
    subscribed: subscribed.length,
    missing: missing.length,
    unintended: strangers.length,
    pending: pending.length,
    duplicates: twice.length,
  };
  return { findings, counts };
}

/** Who a seat belongs to: by login, e-mail address or id; by display name only where one person alone has it. */
function finder({ people, loginById }: Intended): (seat: Seat) => RosterEntry | null {
  const byLogin = indexed(people, ({ login }) => login);
  const byEmail = indexed(people, ({ email }) => email);
  const byName = indexed(people, ({ displayName }) => displayName);
  const one = (index: Map<string, RosterEntry[]>, name: string) => {
    const found = index.get(name) ?? [];
    return found.length === 1 ? (found[0] ?? null) : null;
  };
  return ({ names }) => {
    const keys = names.map((name) => name.trim().toLowerCase());
    const exact = keys.map((key) => {
      const login = loginById.get(key)?.toLowerCase() ?? key;
      return one(byLogin, login) ?? one(byEmail, login);
    });
    const sure = exact.find((person) => person !== null);
    // An address or a login of somebody else outweighs a name that two people may share.
    const onlyNames = !keys.some((key) => key.includes('@') || loginById.has(key));
    return sure ?? (onlyNames ? (keys.map((key) => one(byName, key)).find((person) => person !== null) ?? null) : null);
  };
}

function indexed(people: RosterEntry[], keyOf: (person: RosterEntry) => string): Map<string, RosterEntry[]> {
  const index = new Map<string, RosterEntry[]>();
  for (const person of people) {
    const key = keyOf(person).trim().toLowerCase();
    if (key !== '') index.set(key, [...(index.get(key) ?? []), person]);
  }
  return index;
}

/** "Pro", "Kiro Pro" and "KIRO PRO" are one tier. */
function sameTier(one: string, other: string): boolean {
  const short = (tier: string) =>
    tier
      .toLowerCase()
      .replace(/^kiro\s+/, '')
      .replaceAll(/\s+/g, '');
  return short(one) === short(other);
}

function each<T>(items: T[], kind: string, tell: (item: T) => Finding): Finding[] {
  const told = items.slice(0, ONE_BY_ONE).map(tell);
  const [first] = told;
  const rest = items.length - told.length;
  if (first === undefined || rest === 0) return told;
  return [...told, { ...first, problem: `${rest} more are ${kind}.`, fix: 'Mend these as the ones above.' }];
}

function unintendedSeat(who: string): Finding {
  return {
    severity: 'blocking',
    problem: `${who} has a subscription but is not among those who shall have one.`,
    fix: "Remove the person from the Okta group that brought it, then delete the subscription in Kiro's console: it does not end by itself.",
    url: null,
  };
}

function unknownId(id: string): Finding {
  return {
    severity: 'blocking',
    problem: `The subscription of ${id} names nobody, only an id.`,
    fix: 'Open it in the Kiro console (Users & Groups) to see whose it is; with a SCIM token the runbook looks it up.',
    url: null,
  };
}

function missingSeat(login: string): Finding {
  return {
    severity: 'blocking',
    problem: `${login} shall have a subscription but is not in the list.`,
    fix: 'Check that the person is in a pushed and subscribed group and is provisioned; group changes take up to 24 hours.',
    url: null,
  };
}

function pendingSeat(login: string): Finding {
  return {
    severity: 'warning',
    problem: `The subscription of ${login} is pending: it is not charged and not yet in use.`,
    fix: 'It becomes active with the first sign-in; if it stays pending after that, compare externalId and userName with Okta.',
    url: null,
  };
}

function doubleSeat(login: string, times: number): Finding {
  return {
    severity: 'warning',
    problem: `${login} is listed ${times} times.`,
    fix: 'Keep one: within a profile the highest tier is charged, across two profiles both are.',
    url: null,
  };
}

function otherSeat(login: string, seats: Seat[], tier: string): Finding {
  const tiers = [...new Set(seats.flatMap((seat) => seat.tier ?? []))].join(' and ');
  return {
    severity: 'warning',
    problem: `${login} has ${tiers} instead of ${tier}.`,
    fix: 'Change the plan in the Kiro console, or subscribe.tier in the configuration.',
    url: null,
  };
}
