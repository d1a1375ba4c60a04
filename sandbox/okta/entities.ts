import type { JsonObject } from './json.js';

/** What the sandbox remembers. Fields named as Okta names them are sent as they are. */

export type Lifecycle = 'ACTIVE' | 'INACTIVE';

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

export interface AppGroup {
  appId: string;
  groupId: string;
  priority: number;
  profile: JsonObject;
  lastUpdated: string;
}

export interface AppUser {
  appId: string;
  userId: string;
  scope: 'USER' | 'GROUP';
  status: 'ACTIVE' | 'STAGED' | 'PROVISIONED';
  syncState: 'DISABLED' | 'SYNCING' | 'SYNCHRONIZED' | 'ERROR';
  externalId: string | null;
  userName: string;
  created: string;
  lastUpdated: string;
  statusChanged: string;
  lastSync: string | null;
  /** The body last accepted by the target, to leave out pushes that change nothing. */
  pushed: string | null;
  /** Why the last push failed, as the Tasks page words it; null where it did not. */
  failure: string | null;
}

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

export type UserStatus = 'ACTIVE' | 'STAGED' | 'PROVISIONED' | 'SUSPENDED' | 'DEPROVISIONED';

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

export interface AuthorizationServer {
  id: string;
  name: string;
  description: string;
  audiences: string[];
  issuerMode: string;
  rotationMode: string;
  status: Lifecycle;
  created: string;
  lastUpdated: string;
  /** The org's own custom server, reached as `default`. */
  default: boolean;
}

export interface Scope {
  id: string;
  serverId: string;
  name: string;
  displayName: string | null;
  description: string | null;
  system: boolean;
  metadataPublish: string;
  consent: string;
  optional: boolean;
  default: boolean;
}

export interface Claim {
  id: string;
  serverId: string;
  body: JsonObject;
}

/** Access policies and their rules, ordered by `priority`, 1 first. */
export interface Policy {
  id: string;
  serverId: string;
  name: string;
  description: string;
  status: Lifecycle;
  priority: number;
  clients: string[];
  created: string;
  lastUpdated: string;
}

export interface Rule {
  id: string;
  policyId: string;
  name: string;
  status: Lifecycle;
  priority: number;
  groups: { include: string[]; exclude: string[] };
  users: { include: string[]; exclude: string[] };
  grantTypes: string[];
  scopes: string[];
  accessMinutes: number;
  refreshMinutes: number;
  refreshWindowMinutes: number;
  created: string;
  lastUpdated: string;
}

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

export interface LogEvent {
  uuid: string;
  published: string;
  eventType: string;
  displayMessage: string;
  severity: 'INFO' | 'WARN' | 'ERROR';
  outcome: { result: 'SUCCESS' | 'FAILURE' | 'SKIPPED'; reason: string | null };
  target: { id: string; type: string; alternateId: string; displayName: string }[];
}

/** A push that is still owed to a target. */
export type Job =
  | { kind: 'user'; appId: string; userId: string }
  | { kind: 'deactivate'; appId: string; externalId: string; login: string }
  | { kind: 'group'; mappingId: string }
  | { kind: 'delete-group'; appId: string; externalId: string; name: string };

export interface RefreshToken {
  id: string;
  hash: string;
  serverId: string;
  clientId: string;
  userId: string;
  scopes: string[];
  issuer: string;
  created: string;
  lastUpdated: string;
  expiresAt: string;
}

export interface AuthorizationCode {
  hash: string;
  serverId: string;
  clientId: string;
  userId: string;
  scopes: string[];
  redirectUri: string;
  challenge: string | null;
  nonce: string | null;
  expiresAt: string;
}
