import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../kit/json-values.js';

/** All that survives a restart. Times are ISO 8601 or, where they are compared, milliseconds since the epoch. */
export interface KiroState {
  /** Part of the SCIM endpoint. */
  tenantId: string;
  profile: { issuer: string; clientId: string } | null;
  domains: Domain[];
  accessTokens: AccessToken[];
  users: ScimUser[];
  groups: ScimGroup[];
  /** Counts resources as they are made: the order of lists. */
  sequence: number;
  subscriptions: Subscription[];
  /** Given and never taken back by a change of group (guide, "Preventing unauthorized access"). */
  seats: Seat[];
}

export interface Domain {
  domain: string;
  verificationToken: string;
  status: 'Pending' | 'Verified';
}

export interface AccessToken {
  id: string;
  /** SHA-256: the token itself is shown once. */
  digest: string;
  createdAt: string;
  expiresAt: string;
}

/** What users and groups have in common. */
export interface ScimResource {
  id: string;
  sequence: number;
  created: string;
  lastModified: string;
}

export interface ScimUser extends ScimResource {
  /** The attributes that Kiro keeps, as they were sent. */
  attributes: JsonObject;
}

export interface ScimGroup extends ScimResource {
  displayName: string;
  externalId: string | null;
  members: { userId: string; since: number }[];
}

/** Who gets seats: a user, or whoever is in a group. */
export interface Subscription {
  kind: 'group' | 'user';
  /** SCIM id of the group or user. */
  id: string;
  tier: string;
  since: number;
}

export interface Seat {
  id: string;
  userId: string;
  /** Kept beside the id, since a seat outlives its user. */
  userName: string;
  email: string;
  tier: string;
  source: 'Group' | 'Individual';
}

export const newKiroState = (): KiroState => ({
  tenantId: randomUUID(),
  profile: null,
  domains: [],
  accessTokens: [],
  users: [],
  groups: [],
  sequence: 0,
  subscriptions: [],
  seats: [],
});
