import type { Hono } from 'hono';
import type { JWK } from 'jose';
import { z } from 'zod';
import type { JsonObject } from '../kit/json-values.js';
import type { Store } from '../kit/store.js';
import type {
  App,
  AppGroup,
  AppUser,
  Group,
  GroupRule,
  Job,
  LogEvent,
  Mapping,
  PushMapping,
  User,
  UserSchema,
} from './org-objects.js';
import type {
  AuthorizationCode,
  AuthorizationServer,
  Claim,
  Policy,
  RefreshToken,
  Rule,
  Scope,
} from './server-objects.js';

/** Everything that survives a restart. Lists keep the order of creation; fields named as Okta names them are sent as they are. */
export interface OktaState {
  orgId: string;
  /** Host of the org's second address, such as `localhost:18081`; null without one. */
  customDomain: string | null;
  userSchema: UserSchema;
  userTypeId: string;
  accessPolicyId: string;
  /** Made at first use: an RSA pair takes a while. Null until then. */
  signingKey: JWK | null;
  signingKid: string;
  users: User[];
  groups: Group[];
  groupRules: GroupRule[];
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

/** Switches of the sandbox, for what differs between orgs or is not documented (docs/unverified.md). */
export const settingsForm = z.strictObject({
  /** The service app must prove possession with a DPoP nonce, as new API Services apps do. */
  dpop: z.boolean(),
  /** Requests in a window, for each bucket of endpoints. */
  rateLimit: z.int().min(1),
  /** How long a window is: Okta's is a minute. */
  rateLimitSeconds: z.int().min(1),
  /** The licence "API Access Management": without it authorization servers answer 401 E0000015. */
  apiAccessManagement: z.boolean(),
  /** The connection and feature APIs work for the catalog app too; Okta documents six other apps only. */
  connectionApi: z.boolean(),
  /** The catalog app cannot be made without `settings.app`. */
  catalogSettingsRequired: z.boolean(),
  /** Assigning an assigned user again is 409 E0000062, else it is a plain update. */
  refuseReassignment: z.boolean(),
  /** No inactive app can be changed; Okta refuses it for apps that the org made itself. */
  refuseInactiveUpdates: z.boolean(),
  /** Several groups can be pushed to one group of the target; nothing says that Okta takes it. */
  sharedPushTargets: z.boolean(),
  /** Admin roles (`type`) of the token's maker and of the service app; null where Okta does not show them (403). */
  adminRoles: z.array(z.string()).nullable(),
});

export interface OktaSandboxSettings extends z.output<typeof settingsForm> {
  /** Public key of the seeded service app `sandbox-service-app`; null leaves the app without a key. */
  serviceAppKey: JWK | null;
}

export const DEFAULT_SETTINGS: OktaSandboxSettings = {
  serviceAppKey: null,
  dpop: false,
  rateLimit: 6000,
  rateLimitSeconds: 60,
  apiAccessManagement: true,
  connectionApi: false,
  catalogSettingsRequired: false,
  refuseReassignment: true,
  refuseInactiveUpdates: false,
  sharedPushTargets: false,
  adminRoles: ['APP_ADMIN', 'API_ACCESS_MANAGEMENT_ADMIN'],
};

/** Client id of the seeded service app (private_key_jwt). */
export const SERVICE_CLIENT_ID = 'sandbox-service-app';

/** What every route works on. */
export interface World {
  store: Store<OktaState>;
  state: OktaState;
  settings: OktaSandboxSettings;
  /** The SSWS token. */
  token: string;
  /** The org's own address; empty until it listens. */
  orgUrl: string;
  /** Queues a push to the target. The queue is part of the state; pushes are sent right after the answer. */
  push(job: Job): void;
}

/** A route file adds its paths to the app. */
export type Routes = (app: Hono, world: World) => void;
