import { isObject, type JsonObject, objectAt, textAt } from '../../kit/json-values.js';
import { baseUrl } from '../../kit/serve-http.js';
import { appOf } from '../lookups.js';
import { invalid, notFound } from '../okta-errors.js';
import { param, readBody } from '../okta-requests.js';
import type { Routes } from '../okta-state.js';
import type { App } from '../org-objects.js';

const DECADE_MS = 10 * 365 * 24 * 60 * 60 * 1000;

/** Signing keys, client secrets, the public keys of a service app, and the API scopes granted to it. */
export const credentialRoutes: Routes = (app, { state }) => {
  app.get('/api/v1/apps/:id/credentials/keys', (c) => c.json([keyView(appOf(state, param(c, 'id')))]));

  app.get('/api/v1/apps/:id/credentials/keys/:kid', (c) => {
    const key = keyView(appOf(state, param(c, 'id')));
    if (key['kid'] !== param(c, 'kid')) throw notFound(param(c, 'kid'), 'JsonWebKey');
    return c.json(key);
  });

  app.get('/api/v1/apps/:id/credentials/secrets', (c) => {
    const item = appOf(state, param(c, 'id'));
    const secret = textAt(objectAt(item.credentials, 'oauthClient'), 'client_secret');
    const { created, lastUpdated } = item;
    const id = `ocs${item.id.slice(3)}`;
    return c.json(secret === null ? [] : [{ id, status: 'ACTIVE', client_secret: secret, created, lastUpdated }]);
  });

  app.get('/api/v1/apps/:id/credentials/jwks', (c) => {
    const keys = objectAt(objectAt(appOf(state, param(c, 'id')).settings, 'oauthClient'), 'jwks')['keys'];
    const listed = Array.isArray(keys) ? keys.filter(isObject) : [];
    return c.json(listed.map((key, index) => ({ id: `pks${index}`, status: 'ACTIVE', ...key })));
  });

  app.get('/api/v1/apps/:id/grants', (c) => {
    const item = appOf(state, param(c, 'id'));
    return c.json(item.grants.map((scopeId) => grantView(baseUrl(c), item, scopeId)));
  });

  app.post('/api/v1/apps/:id/grants', async (c) => {
    const item = appOf(state, param(c, 'id'));
    const scopeId = textAt(await readBody(c), 'scopeId');
    if (scopeId === null) throw invalid('scopeId', 'The field cannot be left blank');
    if (!item.grants.includes(scopeId)) item.grants.push(scopeId);
    return c.json(grantView(baseUrl(c), item, scopeId), 201);
  });
};

/** Only the members that clients parse; the sandbox has no certificate of its own. */
function keyView(app: App): JsonObject {
  return {
    kid: textAt(objectAt(app.credentials, 'signing'), 'kid'),
    kty: 'RSA',
    use: 'sig',
    created: app.created,
    lastUpdated: app.created,
    expiresAt: new Date(Date.parse(app.created) + DECADE_MS).toISOString(),
    e: 'AQAB',
    n: '',
    x5c: [],
    'x5t#S256': '',
  };
}

function grantView(base: string, app: App, scopeId: string): JsonObject {
  return {
    id: `oag${Buffer.from(app.id + scopeId)
      .toString('hex')
      .slice(-17)}`,
    status: 'ACTIVE',
    created: app.created,
    lastUpdated: app.lastUpdated,
    issuer: base,
    clientId: textAt(objectAt(app.credentials, 'oauthClient'), 'client_id'),
    scopeId,
    source: 'ADMIN',
    _links: { app: { href: `${base}/api/v1/apps/${app.id}`, title: app.label } },
  };
}
