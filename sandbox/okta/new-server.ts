import type { AuthorizationServer, Rule, Scope } from './entities.js';
import { newId, now } from './ids.js';
import type { OktaState } from './state.js';

/** The scopes that every server has from birth. */
const SYSTEM_SCOPES: [name: string, publish: string, description: string][] = [
  ['openid', 'ALL_CLIENTS', 'Signals that a request is an OpenID request.'],
  ['profile', 'ALL_CLIENTS', "The exact data varies based on what profile information you've provided."],
  ['email', 'ALL_CLIENTS', 'This allows the app to view your email address.'],
  ['address', 'ALL_CLIENTS', 'This allows the app to view your address.'],
  ['phone', 'ALL_CLIENTS', 'This allows the app to view your phone number.'],
  ['offline_access', 'ALL_CLIENTS', 'Keeps you signed in to the app, even when you are not using it.'],
  ['device_sso', 'ALL_CLIENTS', 'This allows the app to request a device secret.'],
];

/** Adds a server with its system scopes; the default server also gets Okta's default policy and rule. */
export function newServer(
  state: OktaState,
  { name, description, audience }: { name: string; description: string; audience: string },
  isDefault = false,
): AuthorizationServer {
  const at = now();
  const server: AuthorizationServer = {
    id: newId('server'),
    name,
    description,
    audiences: [audience],
    issuerMode: 'ORG_URL',
    rotationMode: 'AUTO',
    status: 'ACTIVE',
    created: at,
    lastUpdated: at,
    default: isDefault,
  };
  state.servers.push(server);
  state.scopes.push(...SYSTEM_SCOPES.map((scope) => systemScope(server.id, scope)));
  if (isDefault) defaultPolicy(state, server.id);
  return server;
}

function systemScope(serverId: string, [name, metadataPublish, description]: (typeof SYSTEM_SCOPES)[0]): Scope {
  return {
    id: newId('scope'),
    serverId,
    name,
    displayName: name,
    description,
    system: true,
    metadataPublish,
    consent: 'IMPLICIT',
    optional: false,
    default: false,
  };
}

function defaultPolicy(state: OktaState, serverId: string): void {
  const at = now();
  const common = { status: 'ACTIVE' as const, priority: 1, created: at, lastUpdated: at };
  const policyId = newId('policy');
  state.policies.push({
    id: policyId,
    serverId,
    name: 'Default Policy',
    description: 'Default policy description',
    clients: ['ALL_CLIENTS'],
    ...common,
  });
  state.rules.push({
    ...NEW_RULE,
    id: newId('rule'),
    policyId,
    name: 'Default Policy Rule',
    groups: { include: ['EVERYONE'], exclude: [] },
    grantTypes: ['implicit', 'client_credentials', 'authorization_code', 'password'],
    scopes: ['*'],
    ...common,
  });
}

/** What the Admin Console fills into a new rule. */
export const NEW_RULE = {
  groups: { include: [], exclude: [] },
  users: { include: [], exclude: [] },
  accessMinutes: 60,
  refreshMinutes: 0,
  refreshWindowMinutes: 10_080,
} satisfies Partial<Rule>;
