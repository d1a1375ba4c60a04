import type { JsonObject } from '../json.js';

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
