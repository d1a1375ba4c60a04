import type { Context } from 'hono';
import { type JsonObject, objectAt, textAt, textsAt } from '../../kit/json-values.js';
import { baseUrl } from '../../kit/serve-http.js';
import { now } from '../ids.js';
import { serverOf } from '../lookups.js';
import { invalid, notAllowed, OktaError } from '../okta-errors.js';
import { issuerModeAt, issuerOf } from '../org-addresses.js';
import { page } from '../okta-paging.js';
import { lifecycleRoutes, param, readBody } from '../okta-requests.js';
import type { Routes, World } from '../okta-state.js';
import type { AuthorizationServer } from '../server-objects.js';
import { publicJwk } from '../oauth/signed-tokens.js';
import { record, target } from '../system-log.js';
import { newServer, serverView } from './new-server.js';

/** Authorization servers, behind the licence for them. */
export const serverRoutes: Routes = (app, world) => {
  const { state, settings } = world;
  const view = (c: Context, server: AuthorizationServer): JsonObject =>
    serverView(baseUrl(c), issuerOf(world, c, server), state, server);

  app.use('/api/v1/authorizationServers/*', async (_c, next) => {
    if (settings.apiAccessManagement) return next();
    throw new OktaError('E0000015');
  });

  app.get('/api/v1/authorizationServers', (c) => {
    const q = (c.req.query('q') ?? '').toLowerCase();
    const found = state.servers.filter(({ name, audiences }) =>
      [name, ...audiences].some((text) => text.toLowerCase().includes(q)),
    );
    return page(
      c,
      found,
      { standard: 200, max: 200 },
      ({ id }) => id,
      (server) => view(c, server),
    );
  });

  app.post('/api/v1/authorizationServers', async (c) => {
    const asked = checked(world, await readBody(c));
    const server = newServer(state, { ...asked, audience: asked.audiences[0] ?? '' });
    Object.assign(server, asked);
    record(state, 'oauth2.as.created', 'OAuth2 authorization server is created', [targetOf(server)]);
    return c.json(view(c, server), 201);
  });

  app.get('/api/v1/authorizationServers/:as', (c) => c.json(view(c, serverOf(state, param(c, 'as')))));

  app.put('/api/v1/authorizationServers/:as', async (c) => {
    const server = serverOf(state, param(c, 'as'));
    Object.assign(server, checked(world, await readBody(c), server), { lastUpdated: now() });
    record(state, 'oauth2.as.updated', 'OAuth2 authorization server is updated', [targetOf(server)]);
    return c.json(view(c, server));
  });

  app.delete('/api/v1/authorizationServers/:as', (c) => {
    const server = serverOf(state, param(c, 'as'));
    if (server.default) throw notAllowed('The default authorization server cannot be deleted.');
    const policies = state.policies.filter(({ serverId }) => serverId === server.id).map(({ id }) => id);
    state.servers = state.servers.filter((other) => other !== server);
    state.scopes = state.scopes.filter(({ serverId }) => serverId !== server.id);
    state.claims = state.claims.filter(({ serverId }) => serverId !== server.id);
    state.policies = state.policies.filter(({ serverId }) => serverId !== server.id);
    state.rules = state.rules.filter(({ policyId }) => !policies.includes(policyId));
    state.refreshTokens = state.refreshTokens.filter(({ serverId }) => serverId !== server.id);
    record(state, 'oauth2.as.deleted', 'OAuth2 authorization server is deleted', [targetOf(server)]);
    return c.body(null, 204);
  });

  lifecycleRoutes(app, '/api/v1/authorizationServers/:as', (c, { status }) => {
    serverOf(state, param(c, 'as')).status = status;
    return c.body(null, 204);
  });

  app.get('/api/v1/authorizationServers/:as/credentials/keys', async (c) => {
    const server = serverOf(state, param(c, 'as'));
    const self = `${baseUrl(c)}/api/v1/authorizationServers/${server.id}/credentials/keys/${state.signingKid}`;
    return c.json([{ status: 'ACTIVE', ...(await publicJwk(world)), _links: { self: { href: self } } }]);
  });
};

/** The settable members; exactly one audience ("currently supports only one audience"). */
function checked(
  world: World,
  body: JsonObject,
  before?: AuthorizationServer,
): Pick<AuthorizationServer, 'name' | 'description' | 'audiences' | 'issuerMode' | 'rotationMode'> {
  const name = textAt(body, 'name');
  if (name === null) throw invalid('name', 'The field cannot be left blank');
  const audiences = textsAt(body, 'audiences') ?? [];
  if (audiences.length !== 1) throw invalid('audiences', 'Exactly one audience must be given');
  return {
    name,
    description: textAt(body, 'description') ?? '',
    audiences,
    issuerMode: issuerModeAt(world, textAt(body, 'issuerMode'), before?.issuerMode),
    rotationMode: textAt(objectAt(objectAt(body, 'credentials'), 'signing'), 'rotationMode') ?? 'AUTO',
  };
}

function targetOf({ id, name }: AuthorizationServer): ReturnType<typeof target> {
  return target(id, 'AuthorizationServer', name);
}

/** Public documents of an authorization server. Custom scopes show only with `metadataPublish: ALL_CLIENTS`. */
export const oauthMetadataRoutes: Routes = (app, world) => {
  const { state } = world;

  const paths = [
    '/oauth2/:as/.well-known/oauth-authorization-server',
    '/oauth2/:as/.well-known/openid-configuration',
    '/.well-known/oauth-authorization-server/oauth2/:as',
  ];
  for (const path of paths) {
    app.get(path, (c) => {
      const server = serverOf(state, param(c, 'as'));
      const issuer = issuerOf(world, c, server);
      const published = state.scopes.filter(
        ({ serverId, metadataPublish }) => serverId === server.id && metadataPublish === 'ALL_CLIENTS',
      );
      return c.json({
        issuer,
        authorization_endpoint: `${issuer}/v1/authorize`,
        token_endpoint: `${issuer}/v1/token`,
        jwks_uri: `${issuer}/v1/keys`,
        introspection_endpoint: `${issuer}/v1/introspect`,
        revocation_endpoint: `${issuer}/v1/revoke`,
        response_types_supported: ['code'],
        response_modes_supported: ['query'],
        grant_types_supported: ['authorization_code', 'refresh_token'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
        scopes_supported: published.map(({ name }) => name),
        token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
        claims_supported: ['ver', 'jti', 'iss', 'aud', 'iat', 'exp', 'cid', 'uid', 'scp', 'sub'],
        code_challenge_methods_supported: ['S256'],
      });
    });
  }

  app.get('/oauth2/:as/v1/keys', async (c) => {
    serverOf(state, param(c, 'as'));
    return c.json({ keys: [await publicJwk(world)] });
  });
};
