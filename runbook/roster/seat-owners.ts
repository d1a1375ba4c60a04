import { isUserId, type Seat } from '../subscription-list.js';
import { isActive, type OktaPerson } from './facts.js';

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
    if (person === null) add(byStranger, names.find(isSure) ?? names[0] ?? '', seat);
    else add(byPerson, person.id, seat);
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

/** Where two people share an address, the seat is of the one who shall have it. */
const isMeant = (person: OktaPerson): boolean => isActive(person) && person.meant.subscribe !== null;

function grouped(people: OktaPerson[], keyOf: (person: OktaPerson) => string): Map<string, OktaPerson[]> {
  const groups = new Map<string, OktaPerson[]>();
  for (const person of people) {
    const key = keyOf(person).trim().toLowerCase();
    if (key !== '') add(groups, key, person);
  }
  return groups;
}

function add<T>(groups: Map<string, T[]>, key: string, item: T): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [item]);
  else group.push(item);
}
