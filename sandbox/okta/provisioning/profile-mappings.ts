import { isObject, type JsonObject, objectAt, textAt } from '../../kit/json-values.js';
import { baseUrl } from '../../kit/serve-http.js';
import { newId } from '../ids.js';
import { findUser } from '../lookups.js';
import { notFound, OktaError } from '../okta-errors.js';
import { page } from '../okta-paging.js';
import { param, readBody } from '../okta-requests.js';
import type { OktaState, Routes, World } from '../okta-state.js';
import type { App, Mapping, MappingEnd } from '../org-objects.js';

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
    if (value !== null && !isObject(value)) throw new OktaError('E0000045');
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

/** Target attribute to expression, as the catalog app comes: the two that the guide removes are among them. */
const TO_CATALOG_APP: Record<string, string> = {
  userName: 'user.login',
  firstName: 'user.firstName',
  lastName: 'user.lastName',
  displayName: 'user.displayName',
  email: 'user.email',
  department: 'user.department',
  employeeNumber: 'user.employeeNumber',
};
const TO_OTHER_APPS: Record<string, string> = { name: 'user.displayName', given_name: 'user.firstName' };
const FROM_APP: Record<string, string> = { firstName: 'appuser.firstName', lastName: 'appuser.lastName' };

/** Both directions are made with the app. */
export function addMappings(state: OktaState, app: App): void {
  const user = { id: state.userTypeId, name: 'user', type: 'user' as const };
  const appUser = { id: app.id, name: app.name, type: 'appuser' as const };
  const toApp = app.name === 'amazon_aws_sso' ? TO_CATALOG_APP : TO_OTHER_APPS;
  state.mappings.push(
    { id: newId('mapping'), source: user, target: appUser, properties: properties(toApp) },
    { id: newId('mapping'), source: appUser, target: user, properties: properties(FROM_APP) },
  );
}

function properties(expressions: Record<string, string>): Mapping['properties'] {
  return Object.fromEntries(
    Object.entries(expressions).map(([name, expression]) => [name, { expression, pushStatus: 'PUSH' }]),
  );
}

/** A user's profile as the app sees it: each property of the mapping user type -> app, evaluated. */
export function mappedProfile(state: OktaState, appId: string, userId: string): JsonObject {
  const user = findUser(state, userId);
  const mapping = state.mappings.find(({ source, target }) => source.id === user?.typeId && target.id === appId);
  if (user === undefined || mapping === undefined) return {};
  return Object.fromEntries(
    Object.entries(mapping.properties).map(([name, { expression }]) => [name, evaluate(expression, user.profile)]),
  );
}

/** The part of Okta's expression language that mappings here use: `user.x`, texts, and `+` between them. */
function evaluate(expression: string, profile: JsonObject): string | null {
  const parts = expression.split('+').map((part) => operand(part.trim(), profile));
  const known = parts.filter((part) => part !== null);
  return known.length === 0 ? null : known.join('');
}

function operand(text: string, profile: JsonObject): string | null {
  const quoted = /^"(.*)"$/.exec(text)?.[1];
  if (quoted !== undefined) return quoted;
  const attribute = /^(?:user|source)\.(\w+)$/.exec(text)?.[1];
  const value = attribute === undefined ? null : profile[attribute];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}
