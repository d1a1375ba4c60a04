import { type JsonObject, omit, textAt } from '../../kit/json-values.js';
import { baseUrl } from '../../kit/serve-http.js';
import { newId } from '../ids.js';
import { serverOf } from '../lookups.js';
import { invalid, notFound, notAllowed } from '../okta-errors.js';
import { page, whole } from '../okta-paging.js';
import { param, readBody } from '../okta-requests.js';
import type { OktaState, Routes } from '../okta-state.js';
import type { Claim, Scope } from '../server-objects.js';
import { record, target } from '../system-log.js';

const SCOPES = '/api/v1/authorizationServers/:as/scopes';

/** Scopes of an authorization server. */
export const scopeRoutes: Routes = (app, { state }) => {
  const find = (as: string, id: string): Scope => {
    const serverId = serverOf(state, as).id;
    const found = state.scopes.find((scope) => scope.serverId === serverId && scope.id === id);
    if (found === undefined) throw notFound(id, 'OAuth2Scope');
    return found;
  };

  app.get(SCOPES, (c) => {
    const { id } = serverOf(state, param(c, 'as'));
    const q = (c.req.query('q') ?? '').toLowerCase();
    const found = state.scopes.filter(({ serverId, name }) => serverId === id && name.toLowerCase().startsWith(q));
    return page(
      c,
      found,
      { standard: 200, max: 200 },
      (scope) => scope.id,
      (scope) => scopeView(baseUrl(c), scope),
    );
  });

  app.post(SCOPES, async (c) => {
    const { id: serverId } = serverOf(state, param(c, 'as'));
    const scope = {
      id: newId('scope'),
      serverId,
      system: false,
      ...checkedScope(state, serverId, await readBody(c), null),
    };
    state.scopes.push(scope);
    record(state, 'oauth2.scope.created', 'OAuth2 scope is created', [target(scope.id, 'Scope', scope.name)]);
    return c.json(scopeView(baseUrl(c), scope), 201);
  });

  app.get(`${SCOPES}/:id`, (c) => c.json(scopeView(baseUrl(c), find(param(c, 'as'), param(c, 'id')))));

  app.put(`${SCOPES}/:id`, async (c) => {
    const scope = find(param(c, 'as'), param(c, 'id'));
    Object.assign(scope, checkedScope(state, scope.serverId, await readBody(c), scope.id));
    record(state, 'oauth2.scope.updated', 'OAuth2 scope is updated', [target(scope.id, 'Scope', scope.name)]);
    return c.json(scopeView(baseUrl(c), scope));
  });

  app.delete(`${SCOPES}/:id`, (c) => {
    const scope = find(param(c, 'as'), param(c, 'id'));
    if (scope.system) throw notAllowed('A system scope cannot be deleted.');
    state.scopes = state.scopes.filter((other) => other !== scope);
    record(state, 'oauth2.scope.deleted', 'OAuth2 scope is deleted', [target(scope.id, 'Scope', scope.name)]);
    return c.body(null, 204);
  });
};

/** The settable members with Okta's defaults. Names are unique within a server. */
function checkedScope(
  state: OktaState,
  serverId: string,
  body: JsonObject,
  ownId: string | null,
): Omit<Scope, 'id' | 'serverId' | 'system'> {
  const name = textAt(body, 'name');
  if (name === null) throw invalid('name', 'The field cannot be left blank');
  const taken = state.scopes.some((scope) => scope.serverId === serverId && scope.name === name && scope.id !== ownId);
  if (taken) throw invalid('name', 'An object with this field already exists');
  const isDefault = body['default'] === true;
  if (isDefault) for (const scope of state.scopes) if (scope.serverId === serverId) scope.default = false;
  return {
    name,
    displayName: textAt(body, 'displayName'),
    description: textAt(body, 'description'),
    metadataPublish: textAt(body, 'metadataPublish') ?? 'NO_CLIENTS',
    consent: textAt(body, 'consent') ?? 'IMPLICIT',
    optional: body['optional'] === true,
    default: isDefault,
  };
}

function scopeView(base: string, scope: Scope): JsonObject {
  const { serverId, displayName, description, ...shown } = scope;
  const self = `${base}/api/v1/authorizationServers/${serverId}/scopes/${scope.id}`;
  return {
    ...shown,
    ...(displayName === null ? {} : { displayName }),
    ...(description === null ? {} : { description }),
    apiResourceId: null,
    _links: { self: { href: self, hints: { allow: ['GET', 'PUT', 'DELETE'] } } },
  };
}

const CLAIMS = '/api/v1/authorizationServers/:as/claims';

/** Claims are kept and shown; the sandbox's tokens do not carry them. */
export const claimRoutes: Routes = (app, { state }) => {
  const find = (as: string, id: string): Claim => {
    const serverId = serverOf(state, as).id;
    const found = state.claims.find((claim) => claim.serverId === serverId && claim.id === id);
    if (found === undefined) throw notFound(id, 'OAuth2Claim');
    return found;
  };

  app.get(CLAIMS, (c) => {
    const { id } = serverOf(state, param(c, 'as'));
    const found = state.claims.filter(({ serverId }) => serverId === id);
    return whole(c, found, (claim) => claimView(baseUrl(c), claim));
  });

  app.post(CLAIMS, async (c) => {
    const { id: serverId } = serverOf(state, param(c, 'as'));
    const claim = { id: newId('claim'), serverId, body: checkedClaim(await readBody(c)) };
    state.claims.push(claim);
    return c.json(claimView(baseUrl(c), claim), 201);
  });

  app.get(`${CLAIMS}/:id`, (c) => c.json(claimView(baseUrl(c), find(param(c, 'as'), param(c, 'id')))));

  app.put(`${CLAIMS}/:id`, async (c) => {
    const claim = find(param(c, 'as'), param(c, 'id'));
    claim.body = checkedClaim(await readBody(c));
    return c.json(claimView(baseUrl(c), claim));
  });

  app.delete(`${CLAIMS}/:id`, (c) => {
    const claim = find(param(c, 'as'), param(c, 'id'));
    state.claims = state.claims.filter((other) => other !== claim);
    return c.body(null, 204);
  });
};

function checkedClaim(body: JsonObject): JsonObject {
  if (textAt(body, 'name') === null) throw invalid('name', 'The field cannot be left blank');
  const defaults = { status: 'ACTIVE', claimType: 'RESOURCE', valueType: 'EXPRESSION', alwaysIncludeInToken: true };
  return { ...defaults, conditions: { scopes: [] }, ...omit(body, ['id', '_links', 'system']), system: false };
}

function claimView(base: string, { id, serverId, body }: Claim): JsonObject {
  const self = `${base}/api/v1/authorizationServers/${serverId}/claims/${id}`;
  return { id, ...body, _links: { self: { href: self, hints: { allow: ['GET', 'PUT', 'DELETE'] } } } };
}
