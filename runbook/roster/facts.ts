import type { Seat } from './subscription-list.js';

/** What each side says of the people, as it was read. Logins that serve as keys are in lower case. */
export interface RosterFacts {
  people: OktaPerson[];
  /** Ids of who has the OIDC application; null where that was not read. */
  signInApp: ReadonlySet<string> | null;
  /** How far each user of the SCIM application has come, by id; null where that was not read. */
  scimApp: ReadonlyMap<string, Sync> | null;
  /** The pushed groups as Kiro has them; null without a SCIM token. */
  groups: KiroGroup[] | null;
  /** All users of Kiro; null or absent where they were not listed. */
  kiro?: KiroUsers | null;
  /** People whose missing assignment is explained by their group's, by application. */
  explained?: { signIn: ReadonlySet<string>; provision: ReadonlySet<string> };
  /** The Subscriptions tab; null where no list has come. */
  seats: Seat[] | null;
  /** Users of the SCIM endpoint by id, where seats name nothing but ids. */
  loginById: ReadonlyMap<string, string>;
  /** The tier that was meant. */
  tier: string;
}

/** Somebody of the Okta org whom the configuration names, or who has one of the two applications. */
export interface OktaPerson {
  id: string;
  login: string;
  email: string;
  displayName: string;
  /** Okta's status, such as ACTIVE or SUSPENDED; empty where it was not read. */
  status: string;
  meant: Meant;
}

/** What the configuration means somebody for, by the groups they are in and by name. */
export interface Meant {
  signIn: boolean;
  provision: boolean;
  /** Names of the pushed groups they are in. */
  push: string[];
  /** Whether a subscription comes through a group, or for the user alone. */
  subscribe: 'group' | 'user' | null;
}

/** An assignment to the SCIM application: `synchronized` has an id on Kiro's side, too. */
export interface Sync {
  state: 'synchronized' | 'waiting' | 'failed' | 'not-pushed';
  /** Okta's reason, where it gives one. */
  reason: string | null;
  /** What is known to help against that reason. */
  cure?: string | null;
}

/** All users of Kiro, against those whom Okta provisions. */
export interface KiroUsers {
  /** Who is not there under the id that Okta keeps, by id in Okta; and whether they are under another one. */
  gone: ReadonlyMap<string, 'gone' | 'under another id'>;
  /** What of somebody is not as in Okta, by login in lower case. */
  differences: ReadonlyMap<string, Difference[]>;
  /** People of the roster who are active there although Okta does not provision them: why, by id in Okta. */
  unmeant: ReadonlyMap<string, string>;
  /** Users who are active there and are nobody of the roster: why; empty where that is not known. */
  orphans: readonly { userName: string; why: string }[];
}

/** A pushed group on Kiro's side. */
export interface KiroGroup {
  name: string;
  exists: boolean;
  /**
   * How its members were seen: `set` lists them; `pairs` asks for each expected one, so nobody unexpected is seen;
   * `none`: the endpoint tells neither, so nothing is known.
   */
  view: 'set' | 'pairs' | 'none';
  /** Expected people who are in it. */
  members: ReadonlySet<string>;
  /** `userName` of members whom nobody expects; null where that was not seen. */
  strangers: string[] | null;
  /** What of a member is not as in Okta. */
  differences: ReadonlyMap<string, Difference[]>;
}

/** One attribute of a user in Kiro that is not as Okta has it. */
export interface Difference {
  attribute: 'userName' | 'externalId' | 'active' | 'givenName' | 'familyName';
  found: string;
  wanted: string;
}

/** Okta neither pushes nor provisions people in these states, and none of them can sign in. */
const INACTIVE = new Set(['DEPROVISIONED', 'SUSPENDED', 'STAGED']);

/** Whether Okta provisions and pushes somebody in that state. */
export function isActive({ status }: { status: string }): boolean {
  return !INACTIVE.has(status);
}

/** People by a text of theirs, without regard to case; those who have none are in no group. */
export function grouped<Person>(people: readonly Person[], keyOf: (person: Person) => string): Map<string, Person[]> {
  const groups = new Map<string, Person[]>();
  for (const person of people) {
    const key = keyOf(person).trim().toLowerCase();
    if (key !== '') addTo(groups, key, person);
  }
  return groups;
}

/** One more in the group of that key. */
export function addTo<T>(groups: Map<string, T[]>, key: string, item: T): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [item]);
  else group.push(item);
}
