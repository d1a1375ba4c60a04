import { addTo, grouped, isActive, type Meant, type OktaPerson } from './facts.js';
import type { Mark, Problem } from './row.js';
import { isUserId, type Seat } from './subscription-list.js';

export interface SeatQuestion {
  /** The person's lines in the list; null where no list has come. */
  seats: Seat[] | null;
  meant: Meant['subscribe'];
  tier: string;
  /** Whether a problem in the list already explains why there is no seat. */
  explained: boolean;
  /** Whether a problem in the list already explains why the seat stays pending. */
  unusable: boolean;
  /** Why somebody has a seat who should have none; may be empty. */
  because: string;
}

/** The verdict on one person's seats. A cancelled seat counts as none; a pending one as a seat that is
 * not in use; one of unclear state as neither: it is named. */
export function judgeSeats(question: SeatQuestion): { mark: Mark; problems: Problem[] } {
  const { seats, meant, tier, explained, unusable } = question;
  if (seats === null) return { mark: meant === null ? 'none' : 'unknown', problems: [] };
  const held = seats.filter(({ status }) => status !== 'canceled' && status !== 'unclear');
  const unclear = seats.filter(({ status }) => status === 'unclear');
  if (held.length === 0 && unclear.length > 0) {
    const detail = [...new Set(unclear.map(({ said = '' }) => said))].join('", "');
    return { mark: 'unknown', problems: [{ code: 'seat-unclear', detail }] };
  }
  if (meant === null) {
    if (held.length === 0) return { mark: 'none', problems: [] };
    return { mark: 'extra', problems: [{ code: 'seat-unintended', detail: question.because }] };
  }
  if (held.length === 0) {
    const code = seats.length > 0 ? 'seat-cancelled' : 'seat-missing';
    return { mark: 'missing', problems: explained ? [] : [{ code, detail: '' }] };
  }
  const problems: Problem[] = [];
  const pending = held.every(({ status }) => status === 'pending');
  if (pending && !unusable) problems.push({ code: 'seat-pending', detail: '' });
  if (held.length > 1) problems.push({ code: 'seat-twice', detail: `${held.length} times` });
  else if (meant === 'group' && held[0]?.source === 'individual')
    problems.push({ code: 'seat-individual', detail: '' });
  const others = [...new Set(held.flatMap((seat) => seat.tier ?? []))].filter((found) => !isSameTier(found, tier));
  if (others.length > 0) problems.push({ code: 'seat-tier', detail: `${others.join(' and ')} instead of ${tier}` });
  return { mark: 'right', problems };
}

/** "Pro", "Kiro Pro" and "KIRO PRO" are one tier. */
export function isSameTier(one: string, other: string): boolean {
  const short = (tier: string) =>
    tier
      .toLowerCase()
      .replace(/^kiro\s+/, '')
      .replaceAll(/\s+/g, '');
  return short(one) === short(other);
}

/** Whose the seats are. */
export interface SeatOwners {
  /** Seats of people of the org, by id. */
  byPerson: ReadonlyMap<string, Seat[]>;
  /** Seats of nobody in the org, by the one name that tells them apart: an address, a login, an id, else any. */
  byStranger: ReadonlyMap<string, Seat[]>;
}

/**
 * Who each seat belongs to: by login, e-mail address or SCIM id; by display name only where one person alone has it and
 * the list gives nothing better.
 */
export function seatOwners(people: OktaPerson[], seats: Seat[], loginById: ReadonlyMap<string, string>): SeatOwners {
  const byPerson = new Map<string, Seat[]>();
  const byStranger = new Map<string, Seat[]>();
  const find = finder(people);
  for (const seat of seats) {
    const names = seat.names.map((name) => loginById.get(name.trim().toLowerCase()) ?? name.trim());
    const person = find(names.map((name) => name.toLowerCase()));
    if (person === null) addTo(byStranger, names.find(isSure) ?? names[0] ?? '', seat);
    else addTo(byPerson, person.id, seat);
  }
  return { byPerson, byStranger };
}

/** An address, a login or an id outweighs a name that two people may share. */
const isSure = (key: string): boolean => key.includes('@') || isUserId(key);

function finder(people: OktaPerson[]): (keys: string[]) => OktaPerson | null {
  const byLogin = new Map(people.map((person) => [person.login.toLowerCase(), person]));
  const byEmail = grouped(people, ({ email }) => email);
  const byName = grouped(people, ({ displayName }) => displayName);
  return (keys) => {
    for (const key of keys) {
      const sharing = byEmail.get(key) ?? [];
      const person = byLogin.get(key) ?? sharing.find(isMeant) ?? sharing[0];
      if (person !== undefined) return person;
    }
    if (keys.some(isSure)) return null;
    const named = keys.map((key) => byName.get(key) ?? []).find((found) => found.length === 1);
    return named?.[0] ?? null;
  };
}

/** Where two people share an address, the seat belongs to the one who should have it. */
const isMeant = (person: OktaPerson): boolean => isActive(person) && person.meant.subscribe !== null;
