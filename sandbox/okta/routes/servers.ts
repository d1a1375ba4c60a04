import { baseUrl } from '../../kit/paths.js';
import { lifecycleRoutes, param, readBody } from '../okta-requests.js';
import type { AuthorizationServer } from '../server-objects.js';
import { forbidden, invalid, OktaError } from '../okta-errors.js';
import { record, target } from '../system-log.js';
import { now } from '../ids.js';
import { type JsonObject, objectAt, textAt, textsAt } from '../../kit/json-values.js';
import { serverOf } from '../lookups.js';
import { newServer } from '../new-server.js';
import { page } from '../okta-paging.js';
import { publicJwk } from '../signing.js';
import { serverView } from '../views/server.js';
import type { Routes } from '../okta-state.js';

/** Authorization servers, behind the licence for them. */
export const serverRoutes: Routes = (app, world) => {
  const { state, settings } = world;
  const view = (base: string, server: AuthorizationServer): JsonObject => serverView(base, state, server);

  app.use('/api/v1/authorizationServers/*', async (_c, next) => {
    if (settings.apiAccessManagement) return next();
    throw new OktaError(401, 'E0000015', 'You do not have permission to access the feature you are requesting');
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
      (server) => view(baseUrl(c), server),
    );
  });

  app.post('/api/v1/authorizationServers', async (c) => {
    const asked = checked(await readBody(c));
    const server = newServer(state, { ...asked, audience: asked.audiences[0] ?? '' });
    Object.assign(server, asked);
    record(state, 'oauth2.as.created', 'OAuth2 authorization server is created', [targetOf(server)]);
    return c.json(view(baseUrl(c), server), 201);
  });

  app.get('/api/v1/authorizationServers/:as', (c) => c.json(view(baseUrl(c), serverOf(state, param(c, 'as')))));

  app.put('/api/v1/authorizationServers/:as', async (c) => {
    const server = serverOf(state, param(c, 'as'));
    Object.assign(server, checked(await readBody(c)), { lastUpdated: now() });
    record(state, 'oauth2.as.updated', 'OAuth2 authorization server is updated', [targetOf(server)]);
    return c.json(view(baseUrl(c), server));
  });

  app.delete('/api/v1/authorizationServers/:as', (c) => {
    const server = serverOf(state, param(c, 'as'));
    if (server.default) throw forbidden('E0000038', 'The default authorization server cannot be deleted.');
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
  body: JsonObject,
): Pick<AuthorizationServer, 'name' | 'description' | 'audiences' | 'issuerMode' | 'rotationMode'> {
  const name = textAt(body, 'name');
  if (name === null) throw invalid('name', 'The field cannot be left blank');
  const audiences = textsAt(body, 'audiences') ?? [];
  if (audiences.length !== 1) throw invalid('audiences', 'Exactly one audience must be given');
  return {
    name,
    description: textAt(body, 'description') ?? '',
    audiences,
    issuerMode: textAt(body, 'issuerMode') ?? 'ORG_URL',
    rotationMode: textAt(objectAt(objectAt(body, 'credentials'), 'signing'), 'rotationMode') ?? 'AUTO',
  };
}

function targetOf({ id, name }: AuthorizationServer): ReturnType<typeof target> {
  return target(id, 'AuthorizationServer', name);
}
