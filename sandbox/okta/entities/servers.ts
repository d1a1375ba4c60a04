import type { JsonObject } from '../json.js';
import type { Lifecycle } from './apps.js';

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
