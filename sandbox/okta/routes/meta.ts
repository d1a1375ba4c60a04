import { baseUrl } from '../../kit/paths.js';
import { param, readBody } from '../okta-requests.js';
import { notFound } from '../okta-errors.js';
import { isObject, type JsonObject, objectAt } from '../../kit/json-values.js';
import { appOf } from '../lookups.js';
import type { OktaState, Routes } from '../okta-state.js';

const DAY_ONE = '2024-01-01T00:00:00.000Z';

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
