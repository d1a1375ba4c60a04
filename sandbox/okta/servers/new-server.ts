import type { JsonObject } from '../../kit/json-values.js';
import { newId, now } from '../ids.js';
import type { OktaState } from '../okta-state.js';
import type { AuthorizationServer, Rule, Scope } from '../server-objects.js';

/** The scopes that every server has from birth, as Okta names them. */
const SYSTEM_SCOPES: [name: string, displayName: string, description: string][] = [
  ['openid', 'openid', 'Signals that a request is an OpenID request.'],
  [
    'profile',
    'View your profile information.',
    'The exact data varies based on what profile information you have provided, such as: name, time zone, picture, or birthday.',
  ],
  ['email', 'View your email address.', 'This allows the app to view your email address.'],
  [
    'address',
    'View your address.',
    'This allows the app to view your address, such as: street address, city, state, and zip code.',
  ],
  ['phone', 'View your phone number.', 'This allows the app to view your phone number.'],
  [
    'offline_access',
    'Keep you signed in to the app.',
    'This keeps you signed in to the app, even when you are not using it.',
  ],
  [
    'device_sso',
    'Request device secret.',
    'This allows you to single sign on between native client applications on your device.',
  ],
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

function systemScope(serverId: string, [name, displayName, description]: (typeof SYSTEM_SCOPES)[0]): Scope {
  return {
    id: newId('scope'),
    serverId,
    name,
    displayName,
    description,
    system: true,
    metadataPublish: 'ALL_CLIENTS',
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

const QUARTER_MS = 90 * 24 * 60 * 60 * 1000;

/** An authorization server as Okta answers it. */
export function serverView(base: string, issuer: string, state: OktaState, server: AuthorizationServer): JsonObject {
  const self = `${base}/api/v1/authorizationServers/${server.id}`;
  const action = server.status === 'ACTIVE' ? 'deactivate' : 'activate';
  const links = ['keys', 'claims', 'policies', 'scopes'].map((name) => [
    name,
    { href: `${self}/${name === 'keys' ? 'credentials/keys' : name}`, hints: { allow: ['GET'] } },
  ]);
  return {
    id: server.id,
    name: server.name,
    description: server.description,
    audiences: server.audiences,
    issuer,
    issuerMode: server.issuerMode,
    status: server.status,
    created: server.created,
    lastUpdated: server.lastUpdated,
    credentials: {
      signing: {
        kid: state.signingKid,
        rotationMode: server.rotationMode,
        lastRotated: server.created,
        nextRotation: new Date(Date.parse(server.created) + QUARTER_MS).toISOString(),
      },
    },
    default: server.default,
    _links: {
      rotateKey: { href: `${self}/credentials/lifecycle/keyRotate`, hints: { allow: ['POST'] } },
      metadata: [
        { name: 'oauth-authorization-server', href: `${issuer}/.well-known/oauth-authorization-server` },
        { name: 'openid-configuration', href: `${issuer}/.well-known/openid-configuration` },
      ],
      ...(Object.fromEntries(links) as JsonObject),
      self: { href: self, hints: { allow: ['GET', 'DELETE', 'PUT'] } },
      [action]: { href: `${self}/lifecycle/${action}`, hints: { allow: ['POST'] } },
    },
  };
}
