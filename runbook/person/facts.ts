import type { OnboardingInput } from '../onboarding/input.js';
import type { AccessPolicy } from '../onboarding/token-policy.js';
import type { Seat } from '../roster/subscription-list.js';

/** What was read, or why it was not: a few words that fit behind "not looked at:". */
export type Looked<T> = { value: T } | { why: string };

/** Everything that was read about one person, on both sides. Texts of other systems are cleaned where they are read. */
export interface PersonFacts {
  /** The login as it was typed. */
  asked: string;
  account: Looked<AccountFound>;
  groups: Looked<MemberOf>;
  /** Null where the org has no such application. */
  signIn: Looked<AppAccess | null>;
  provisioning: Looked<AppAccess | null>;
  /** Null where the org has no such authorization server. */
  server: Looked<TokenServer | null>;
  log: Looked<LogEntry[]>;
  /** Group pushes of the SCIM application. */
  pushes: Looked<GroupPush[]>;
  kiro: Looked<KiroFacts>;
  /** The person's lines of the subscription list; none where they are not in it. */
  seats: Looked<Seat[]>;
  /** What the connection is meant to be. */
  wanted: Wanted;
}

/** The part of the configuration that a verdict on one person needs. */
export type Wanted = Pick<OnboardingInput, 'scopes' | 'signIn' | 'provision' | 'push' | 'subscribe'> & {
  okta: Pick<OnboardingInput['okta'], 'oidcApplication' | 'provisioningApplication' | 'authorizationServer'>;
};

export type AccountFound =
  | { kind: 'one'; account: Account }
  /** Logins of people who may be meant. */
  | { kind: 'nobody'; alike: string[] }
  | { kind: 'several'; logins: string[] };

/** The person in Okta. Times are ISO 8601, or null where Okta gives none. */
export interface Account {
  id: string;
  login: string;
  email: string;
  displayName: string;
  /** Okta's status, such as ACTIVE or LOCKED_OUT. */
  status: string;
  statusChanged: string | null;
  lastLogin: string | null;
  /** The person's page in the Admin Console. */
  url: string;
}

/** A group of the org. */
export interface OktaGroup {
  id: string;
  name: string;
  /** OKTA_GROUP, APP_GROUP (of a directory or an application) or BUILT_IN. */
  type: string;
  /** Of an APP_GROUP: id of the directory or application that it comes from; null else. */
  source: string | null;
}

/** The groups that the person is in; `isWhole` is false where there were more than were read. */
export interface MemberOf {
  groups: OktaGroup[];
  isWhole: boolean;
}

/** One of the two applications, as far as it concerns the person. */
export interface AppAccess {
  id: string;
  label: string;
  /** ACTIVE or INACTIVE. */
  status: string;
  clientId: string;
  /** Empty for the SCIM application. */
  grantTypes: string[];
  /** Everybody of the org has it, without an assignment. */
  isOpenToAll: boolean;
  /** Null where it is not assigned to the person. */
  assignment: Looked<Assignment | null>;
  /** The groups that have it. */
  groups: Looked<OktaGroup[]>;
  /** Its tab Assignments in the Admin Console. */
  url: string;
}

export interface Assignment {
  /** USER where it was assigned to the person alone, GROUP where through a group. */
  scope: string;
  /** SYNCHRONIZED, SYNCING, OUT_OF_SYNC, ERROR, DISABLED; empty where Okta does not say. */
  syncState: string;
  /** The id at the SCIM endpoint that Okta writes to; null where the person was never written there. */
  externalId: string | null;
  /** The application user name, which Okta sends as `userName`. */
  userName: string;
}

/** The authorization server, with all that decides about a token. */
export interface TokenServer {
  id: string;
  name: string;
  status: string;
  issuer: string;
  /** The issuer that the run gave to Kiro; null where no run is at hand. */
  given: string | null;
  scopes: Looked<string[]>;
  /** Rules are there of the policies that decide first. */
  policies: Looked<AccessPolicy[]>;
  url: string;
}

/** An event of the System Log about the person, or about who has the applications. */
export interface LogEntry {
  /** ISO 8601. */
  at: string;
  /** Such as `group.user_membership.remove`. */
  type: string;
  /** SUCCESS, FAILURE, DENY, SKIPPED, … */
  result: string;
  reason: string | null;
  /** What is known to help against that reason. */
  knownCure: string | null;
  /** Who did it, with their address where Okta knows one. */
  by: string;
  /** What it happened to. */
  targets: { id: string; type: string; name: string }[];
  /** Ids of the applications and OAuth clients that it names; empty where it names none. */
  apps: string[];
}

export interface GroupPush {
  groupId: string;
  /** The group of Okta that stands for the one in Kiro (an APP_GROUP of the SCIM application). */
  targetGroupId: string | null;
  /** ACTIVE, INACTIVE or ERROR. */
  status: string;
  error: string | null;
  knownCure: string | null;
  lastPush: string | null;
}

/** Kiro's side over SCIM. */
export interface KiroFacts {
  host: string;
  /** The user of the id that Okta knows; null where there is none, or Okta knows no id. */
  byId: KiroUser | null;
  /** The user of the name that Okta sends, looked up where there is none of that id. */
  byName: KiroUser | null;
  /** Names of the groups that the user is in, as far as the endpoint tells. */
  groups: Looked<{ in: string[]; asked: string[] | 'all' }>;
}

export interface KiroUser {
  /** The id at the SCIM endpoint. */
  id: string;
  userName: string;
  externalId: string | null;
  active: boolean;
}
