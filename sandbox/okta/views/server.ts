import type { AuthorizationServer } from '../server-objects.js';
import type { JsonObject } from '../../kit/json-values.js';
import type { OktaState } from '../okta-state.js';

const QUARTER_MS = 90 * 24 * 60 * 60 * 1000;

/** `iss` of the server's tokens: the string that a client stores. */
export function issuerOf(base: string, server: AuthorizationServer): string {
  return `${base}/oauth2/${server.default ? 'default' : server.id}`;
}

/** An authorization server as Okta answers it. */
export function serverView(base: string, state: OktaState, server: AuthorizationServer): JsonObject {
  const self = `${base}/api/v1/authorizationServers/${server.id}`;
  const issuer = issuerOf(base, server);
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
