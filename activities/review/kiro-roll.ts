import { type Difference, isActive, type KiroUsers } from '../../runbook/roster/facts.js';
import type { AppUser } from '../okta/applications.js';
import type { RosterMember } from '../okta/okta-roster.js';
import type { ScimUser } from '../scim/scim-shapes.js';
import { differencesOfUser } from '../scim/tally.js';

/** A user of Kiro whom nobody of the roster is. */
export interface UnknownUser {
  userName: string;
  externalId: string;
}

/** What is known of Okta's side before the users of Kiro are read. */
export interface RollOfOkta {
  /** Everybody of the configuration. */
  people: readonly RosterMember[];
  /** Everybody who has the SCIM application. */
  appUsers: readonly AppUser[];
  /** Whether Okta sends the login as user name. */
  sendsLogin: boolean;
}

/** Those whom Okta says it has written to some Kiro. */
export const writtenBy = (appUsers: readonly AppUser[]): AppUser[] =>
  appUsers.filter(({ externalId }) => externalId !== null);

/**
 * Takes all users of Kiro, one after the other, against those whom Okta provisions. It keeps no user that is as it should
 * be, so it stays small however many there are.
 */
export class KiroRoll {
  /** Users at the endpoint. */
  total = 0;
  readonly unknown: UnknownUser[] = [];
  private readonly differences = new Map<string, Difference[]>();
  private readonly unmeant = new Map<string, string>();
  private readonly underOtherId = new Set<string>();
  private readonly seen = new Set<string>();
  private readonly people: Map<string, RosterMember>;
  private readonly appUsers: Map<string, AppUser>;
  private readonly byScimId = new Map<string, AppUser>();
  private readonly byLogin = new Map<string, string>();

  constructor(private readonly okta: RollOfOkta) {
    this.people = new Map(okta.people.map((person) => [person.id, person]));
    this.appUsers = new Map(okta.appUsers.map((user) => [user.id, user]));
    for (const user of okta.appUsers) {
      if (user.externalId !== null) this.byScimId.set(user.externalId, user);
      this.byLogin.set(user.login.toLowerCase(), user.id);
    }
    for (const { id, login } of okta.people) this.byLogin.set(login.toLowerCase(), id);
  }

  take(user: ScimUser): void {
    this.total += 1;
    const written = this.byScimId.get(user.id);
    const id = written?.id ?? this.whoIs(user);
    const isThere = user.active ?? true;
    if (id === null) {
      if (isThere) this.unknown.push({ userName: user.userName, externalId: user.externalId ?? '' });
      return;
    }
    if (written !== undefined) this.seen.add(id);
    else if ((this.appUsers.get(id)?.externalId ?? null) !== null) this.underOtherId.add(id);
    const person = this.people.get(id);
    if (person === undefined) return;
    if (!isActive(person)) {
      if (isThere) this.unmeant.set(id, `their state in Okta is ${person.status}`);
    } else if (!this.appUsers.has(id) && !person.meant.provision) {
      if (isThere) this.unmeant.set(id, 'they are not among those to be provisioned');
    } else if (written !== undefined) this.compare(person, written, user);
  }

  /** Those whom Okta says it has written, and who are not there under the id that it keeps. */
  absent(): AppUser[] {
    return writtenBy(this.okta.appUsers).filter(({ id }) => !this.seen.has(id));
  }

  /** How many of those are there under another id. */
  elsewhere(): number {
    return this.absent().filter(({ id }) => this.underOtherId.has(id)).length;
  }

  /** The whole roll; `why` says of users whom nobody of the roster is why they are there. */
  result(why: ReadonlyMap<string, string>): KiroUsers {
    const gone = this.absent().map(({ id }) => [id, this.underOtherId.has(id) ? 'under another id' : 'gone'] as const);
    const orphans = this.unknown.map(({ userName }) => ({ userName, why: why.get(userName) ?? '' }));
    return { gone: new Map(gone), differences: this.differences, unmeant: this.unmeant, orphans };
  }

  private whoIs({ externalId, userName }: ScimUser): string | null {
    if (externalId && (this.people.has(externalId) || this.appUsers.has(externalId))) return externalId;
    return this.byLogin.get(userName.toLowerCase()) ?? null;
  }

  private compare(person: RosterMember, written: AppUser, user: ScimUser): void {
    const { id: externalId, login, firstName: givenName, lastName: familyName } = person;
    const sent = this.okta.sendsLogin ? login : written.login;
    const found = differencesOfUser({ login: sent, externalId, givenName, familyName, due: true }, user);
    if (found.length > 0) this.differences.set(login.toLowerCase(), found);
  }
}
