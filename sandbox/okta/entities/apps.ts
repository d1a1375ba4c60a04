import type { JsonObject } from '../json.js';

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
