import type { JsonObject } from '../kit/json-values.js';

/** Only ACTIVE people can sign in. PROVISIONED ones have not set a password yet. */
export type UserStatus =
  'ACTIVE' | 'STAGED' | 'PROVISIONED' | 'LOCKED_OUT' | 'PASSWORD_EXPIRED' | 'RECOVERY' | 'SUSPENDED' | 'DEPROVISIONED';

/** A user, in the members that Okta answers. */
export interface User {
  id: string;
  status: UserStatus;
  created: string;
  activated: string | null;
  statusChanged: string | null;
  lastLogin: string | null;
  lastUpdated: string;
  typeId: string;
  profile: JsonObject & { login: string };
}

/** What an org may change of the base attributes: the pattern of logins, and whether people need both names. */
export interface UserSchema {
  /** Null asks for an e-mail address; `.+` takes anything; `[...]+` lists the characters that are taken. */
  loginPattern: string | null;
  /** Those of `firstName` and `lastName` that may be missing. */
  optional: string[];
}

/** A group with the ids of its members. */
export interface Group {
  id: string;
  type: 'OKTA_GROUP' | 'BUILT_IN' | 'APP_GROUP';
  profile: JsonObject & { name: string };
  created: string;
  lastUpdated: string;
  lastMembershipUpdated: string;
  members: string[];
  /** APP_GROUP only: the app it lives in, and its id there. */
  source: { appId: string; externalId: string | null } | null;
}

export type Lifecycle = 'ACTIVE' | 'INACTIVE';

/** A rule that puts people into groups. */
export interface GroupRule {
  id: string;
  status: Lifecycle;
  name: string;
  created: string;
  lastUpdated: string;
  /** In Okta's expression language. */
  expression: string;
  /** Ids of users whom it never assigns. */
  exclude: string[];
  groupIds: string[];
  /** Ids of the users whom it has put into a group, by group id. */
  assigned: Record<string, string[]>;
}

/** An application: an OpenID Connect client, the catalog app that is provisioned, or another. */
export interface App {
  id: string;
  name: string;
  label: string;
  status: Lifecycle;
  signOnMode: string;
  created: string;
  lastUpdated: string;
  accessibility: JsonObject;
  visibility: JsonObject;
  credentials: JsonObject;
  settings: JsonObject;
  profile: JsonObject | null;
  accessPolicyId: string;
  issuerMode: string;
  /** Okta API scopes granted to a service app. */
  grants: string[];
  connection: Connection | null;
  toApp: { createUsers: boolean; updateUserAttributes: boolean; deactivateUsers: boolean };
}

/** The Integration tab: where users are pushed to, and with which bearer token. */
export interface Connection {
  baseUrl: string;
  token: string;
  status: 'ENABLED' | 'DISABLED';
}

/** A group to which an app is assigned. */
export interface AppGroup {
  appId: string;
  groupId: string;
  priority: number;
  profile: JsonObject;
  lastUpdated: string;
}

/** A user to whom an app is assigned, and how far provisioning has got. */
export interface AppUser {
  appId: string;
  userId: string;
  scope: 'USER' | 'GROUP';
  status: 'ACTIVE' | 'STAGED' | 'PROVISIONED';
  syncState: 'DISABLED' | 'SYNCING' | 'SYNCHRONIZED' | 'ERROR';
  externalId: string | null;
  userName: string;
  /** Given with the assignment instead of made by the application's template. */
  userNameGiven?: true;
  created: string;
  lastUpdated: string;
  statusChanged: string;
  lastSync: string | null;
  /** The body last accepted by the target, to leave out pushes that change nothing. */
  pushed: string | null;
  /** Why the last push failed, as the Tasks page words it; null where it did not. */
  failure: string | null;
}

/** The attribute mapping of one direction between a user type and an app. */
export interface Mapping {
  id: string;
  source: MappingEnd;
  target: MappingEnd;
  properties: Record<string, { expression: string; pushStatus: string }>;
}

export interface MappingEnd {
  id: string;
  name: string;
  type: 'user' | 'appuser';
}

/** A group push: a group of the org, and the group in the target that follows it. */
export interface PushMapping {
  id: string;
  appId: string;
  sourceGroupId: string;
  targetGroupId: string;
  status: 'ACTIVE' | 'INACTIVE' | 'ERROR';
  created: string;
  lastUpdated: string;
  lastPush: string | null;
  errorSummary: string | null;
  /** A create was sent whose answer may have been lost: look the name up before the next one. */
  creating: boolean;
  /** Target ids of the members the target has accepted. */
  pushedMembers: string[];
}

/** A push that is still to be sent to a target. */
export type Job =
  | { kind: 'user'; appId: string; userId: string }
  | { kind: 'deactivate'; appId: string; externalId: string; login: string }
  | { kind: 'group'; mappingId: string }
  | { kind: 'delete-group'; appId: string; externalId: string; name: string };

/** An event of the System Log. */
export interface LogEvent {
  uuid: string;
  published: string;
  eventType: string;
  displayMessage: string;
  severity: 'INFO' | 'WARN' | 'ERROR';
  outcome: { result: 'SUCCESS' | 'FAILURE' | 'SKIPPED'; reason: string | null };
  target: { id: string; type: string; alternateId: string; displayName: string }[];
  /** Who did it; absent: Okta itself. */
  actor?: LogEvent['target'][0];
  /** Okta's `debugContext.debugData`; absent: nothing. */
  debugData?: Record<string, string>;
}
