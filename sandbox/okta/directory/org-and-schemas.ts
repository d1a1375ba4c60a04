import { isObject, type JsonObject, objectAt, textAt } from '../../kit/json-values.js';
import { baseUrl } from '../../kit/serve-http.js';
import { appOf } from '../lookups.js';
import { notFound } from '../okta-errors.js';
import { param, readBody } from '../okta-requests.js';
import { customUrl } from '../org-addresses.js';
import type { OktaState, Routes } from '../okta-state.js';

const DAY_ONE = '2024-01-01T00:00:00.000Z';

/** What clients read of the org itself: its id and pipeline, the default access policy, an app's issuer mode. */
export const orgRoutes: Routes = (app, world) => {
  const { state } = world;

  app.get('/.well-known/okta-organization', (c) => {
    const custom = customUrl(world);
    const alternate = custom === null ? {} : { alternate: { href: custom } };
    return c.json({ id: state.orgId, _links: { organization: { href: world.orgUrl }, ...alternate }, pipeline: 'idx' });
  });

  app.get('/api/v1/policies', (c) =>
    c.json(c.req.query('type') === 'ACCESS_POLICY' ? [accessPolicy(baseUrl(c), state)] : []),
  );

  app.get('/api/v1/policies/:id', (c) => {
    const id = param(c, 'id');
    if (id !== state.accessPolicyId) throw notFound(id, 'Policy');
    return c.json(accessPolicy(baseUrl(c), state));
  });

  app.get('/api/v1/internal/apps/:id/settings/oauth/idToken', (c) =>
    c.json({ issuerMode: appOf(state, param(c, 'id')).issuerMode }),
  );

  app.post('/api/v1/internal/apps/:id/settings/oauth/idToken', async (c) => {
    const item = appOf(state, param(c, 'id'));
    item.issuerMode = textAt(await readBody(c), 'issuerMode') ?? item.issuerMode;
    return c.json({ issuerMode: item.issuerMode });
  });
};

function accessPolicy(base: string, { accessPolicyId: id }: OktaState): JsonObject {
  const self = `${base}/api/v1/policies/${id}`;
  return {
    id,
    status: 'ACTIVE',
    name: 'Any two factors',
    description: 'Require two factors to access.',
    priority: 1,
    system: true,
    conditions: null,
    created: DAY_ONE,
    lastUpdated: DAY_ONE,
    type: 'ACCESS_POLICY',
    _links: { self: { href: self, hints: { allow: ['GET', 'PUT'] } }, rules: { href: `${self}/rules` } },
  };
}

/** User types and the user schemas of apps. */
export const metaRoutes: Routes = (app, { state }) => {
  app.get('/api/v1/meta/types/user', (c) => c.json([userType(baseUrl(c), state)]));

  app.get('/api/v1/meta/types/user/:id', (c) => {
    const id = param(c, 'id');
    if (id !== 'default' && id !== state.userTypeId) throw notFound(id, 'UserType');
    return c.json(userType(baseUrl(c), state));
  });

  app.get('/api/v1/meta/schemas/apps/:id/default', (c) => {
    const { id, name, label } = appOf(state, param(c, 'id'));
    return c.json(schema(baseUrl(c), id, name, label, state.appAttributes[id] ?? {}));
  });

  app.post('/api/v1/meta/schemas/apps/:id/default', async (c) => {
    const { id, name, label } = appOf(state, param(c, 'id'));
    const body = await readBody(c);
    const asked = objectAt(objectAt(objectAt(body, 'definitions'), 'custom'), 'properties');
    const attributes = { ...state.appAttributes[id] };
    for (const [key, value] of Object.entries(asked)) {
      if (isObject(value)) attributes[key] = value;
      else delete attributes[key];
    }
    state.appAttributes[id] = attributes;
    return c.json(schema(baseUrl(c), id, name, label, attributes));
  });
};

function userType(base: string, { userTypeId }: OktaState): JsonObject {
  return {
    id: userTypeId,
    displayName: 'User',
    name: 'user',
    description: 'Okta user profile template with default permission settings',
    createdBy: 'sprsystem',
    lastUpdatedBy: 'sprsystem',
    created: DAY_ONE,
    lastUpdated: DAY_ONE,
    default: true,
    _links: {
      self: { rel: 'self', href: `${base}/api/v1/meta/types/user/${userTypeId}`, method: 'GET' },
      schema: { rel: 'schema', href: `${base}/api/v1/meta/schemas/user/osc${userTypeId.slice(3)}`, method: 'GET' },
    },
  };
}

function schema(base: string, id: string, name: string, label: string, custom: JsonObject): JsonObject {
  const userName = { title: 'Username', type: 'string', required: true, scope: 'NONE', maxLength: 100 };
  return {
    id: `${base}/meta/schemas/apps/${id}/default`,
    $schema: 'http://json-schema.org/draft-04/schema#',
    name,
    title: `${label} User`,
    lastUpdated: DAY_ONE,
    created: DAY_ONE,
    definitions: {
      custom: { id: '#custom', type: 'object', properties: custom, required: [] },
      base: { id: '#base', type: 'object', properties: { userName }, required: ['userName'] },
    },
    type: 'object',
    properties: { allOf: [{ $ref: '#/definitions/custom' }, { $ref: '#/definitions/base' }] },
  };
}
