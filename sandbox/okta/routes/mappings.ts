import { baseUrl } from '../../kit/paths.js';
import { param, readBody } from '../okta-requests.js';
import type { Mapping, MappingEnd } from '../org-objects.js';
import { notFound, OktaError } from '../okta-errors.js';
import { isObject, type JsonObject, objectAt, textAt } from '../../kit/json-values.js';
import { page } from '../okta-paging.js';
import type { Routes, World } from '../okta-state.js';

/** Attribute mappings between user types and apps. */
export const mappingRoutes: Routes = (app, world) => {
  const { state } = world;
  const find = (id: string): Mapping => {
    const found = state.mappings.find((mapping) => mapping.id === id);
    if (found === undefined) throw notFound(id, 'ProfileMapping');
    return found;
  };

  app.get('/api/v1/mappings', (c) => {
    const { sourceId, targetId } = c.req.query();
    const found = state.mappings.filter(
      ({ source, target }) => source.id === (sourceId ?? source.id) && target.id === (targetId ?? target.id),
    );
    return page(
      c,
      found,
      { standard: 20, max: 200 },
      ({ id }) => id,
      (item) => listView(baseUrl(c), item),
    );
  });

  app.get('/api/v1/mappings/:id', (c) => c.json(fullView(baseUrl(c), find(param(c, 'id')))));

  for (const method of ['POST', 'PUT'] as const) {
    app.on(method, '/api/v1/mappings/:id', async (c) => {
      const mapping = find(param(c, 'id'));
      change(mapping, objectAt(await readBody(c), 'properties'));
      pushToUsers(world, mapping);
      return c.json(fullView(baseUrl(c), mapping));
    });
  }
};

/** Partial: null, or null members, removes a property. */
function change(mapping: Mapping, properties: JsonObject): void {
  for (const [name, value] of Object.entries(properties)) {
    if (value !== null && !isObject(value)) throw new OktaError(400, 'E0000045', 'Field mapping bad request.');
    const expression = value === null ? null : textAt(value, 'expression');
    if (expression === null) delete mapping.properties[name];
    else mapping.properties[name] = { expression, pushStatus: textAt(value ?? {}, 'pushStatus') ?? 'DONT_PUSH' };
  }
}

/** Users already in the target get the changed attributes; failed ones wait for a retry by the admin. */
function pushToUsers(world: World, { target }: Mapping): void {
  const app = world.state.apps.find(({ id }) => id === target.id);
  if (app?.toApp.updateUserAttributes !== true) return;
  for (const { appId, userId, syncState } of world.state.appUsers) {
    if (appId === app.id && syncState === 'SYNCHRONIZED') world.push({ kind: 'user', appId, userId });
  }
}

function listView(base: string, { id, source, target }: Mapping): JsonObject {
  const self = { href: `${base}/api/v1/mappings/${id}` };
  return { id, source: endView(base, source), target: endView(base, target), _links: { self } };
}

function fullView(base: string, mapping: Mapping): JsonObject {
  return { ...listView(base, mapping), properties: mapping.properties };
}

function endView(base: string, { id, name, type }: MappingEnd): JsonObject {
  const self = type === 'user' ? `meta/types/user/${id}` : `apps/${id}`;
  const schema = type === 'user' ? 'meta/schemas/user/default' : `meta/schemas/apps/${id}/default`;
  return {
    id,
    name,
    type,
    _links: { self: { href: `${base}/api/v1/${self}` }, schema: { href: `${base}/api/v1/${schema}` } },
  };
}
