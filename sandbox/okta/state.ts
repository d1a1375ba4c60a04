import type { JWK } from 'jose';
import type { App, AppGroup, AppUser } from './entities/apps.js';
import type { LogEvent } from './entities/log.js';
import type { Group, User } from './entities/people.js';
import type { Job, Mapping, PushMapping } from './entities/provisioning.js';
import type { AuthorizationServer, Claim, Policy, Rule, Scope } from './entities/servers.js';
import type { AuthorizationCode, RefreshToken } from './entities/tokens.js';
import type { JsonObject } from './json.js';

/** All that survives a restart. Lists keep the order of creation; fields named as Okta names them are sent as they are. */
export interface OktaState {
  orgId: string;
  userTypeId: string;
  accessPolicyId: string;
  /** Made at first use: an RSA pair takes a while. Null until then. */
  signingKey: JWK | null;
  signingKid: string;
  users: User[];
  groups: Group[];
  apps: App[];
  appGroups: AppGroup[];
  appUsers: AppUser[];
  /** Custom attributes of an app's user schema, by app id. */
  appAttributes: Record<string, JsonObject>;
  servers: AuthorizationServer[];
  scopes: Scope[];
  claims: Claim[];
  policies: Policy[];
  rules: Rule[];
  mappings: Mapping[];
  pushMappings: PushMapping[];
  jobs: Job[];
  events: LogEvent[];
  codes: AuthorizationCode[];
  refreshTokens: RefreshToken[];
  /** Ids (`jti`) of access tokens that were revoked. */
  revoked: string[];
}
