import type { JsonObject } from '../kit/json-values.js';
import type { Lifecycle } from './org-objects.js';

/** Whether `iss` is the org's own address, its custom domain, or the one of the two that was asked. */
export type IssuerMode = 'ORG_URL' | 'CUSTOM_URL' | 'DYNAMIC';

export interface AuthorizationServer {
  id: string;
  name: string;
  description: string;
  audiences: string[];
  issuerMode: IssuerMode;
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

export interface AuthorizationCode {
  hash: string;
  serverId: string;
  clientId: string;
  userId: string;
  scopes: string[];
  redirectUri: string;
  challenge: string | null;
  nonce: string | null;
  /** `iss` of the tokens that it is exchanged for. */
  issuer: string;
  expiresAt: string;
}

export interface RefreshToken {
  id: string;
  hash: string;
  serverId: string;
  clientId: string;
  userId: string;
  scopes: string[];
  issuer: string;
  /** Ids (`jti`) of the access tokens issued with it. */
  accessTokens?: string[];
  created: string;
  lastUpdated: string;
  expiresAt: string;
}
