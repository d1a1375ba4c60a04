import { baseUrl } from '../../kit/paths.js';
import { param, readBody } from '../okta-requests.js';
import type { Claim } from '../server-objects.js';
import { invalid, notFound } from '../okta-errors.js';
import { newId } from '../ids.js';
import { type JsonObject, omit, textAt } from '../../kit/json-values.js';
import { serverOf } from '../lookups.js';
import { whole } from '../okta-paging.js';
import type { Routes } from '../okta-state.js';

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
    const claim = { id: newId('claim'), serverId, body: checked(await readBody(c)) };
    state.claims.push(claim);
    return c.json(claimView(baseUrl(c), claim), 201);
  });

  app.get(`${CLAIMS}/:id`, (c) => c.json(claimView(baseUrl(c), find(param(c, 'as'), param(c, 'id')))));

  app.put(`${CLAIMS}/:id`, async (c) => {
    const claim = find(param(c, 'as'), param(c, 'id'));
    claim.body = checked(await readBody(c));
    return c.json(claimView(baseUrl(c), claim));
  });

  app.delete(`${CLAIMS}/:id`, (c) => {
    const claim = find(param(c, 'as'), param(c, 'id'));
    state.claims = state.claims.filter((other) => other !== claim);
    return c.body(null, 204);
  });
};

function checked(body: JsonObject): JsonObject {
  if (textAt(body, 'name') === null) throw invalid('name', 'The field cannot be left blank');
  const defaults = { status: 'ACTIVE', claimType: 'RESOURCE', valueType: 'EXPRESSION', alwaysIncludeInToken: true };
  return { ...defaults, conditions: { scopes: [] }, ...omit(body, ['id', '_links', 'system']), system: false };
}

function claimView(base: string, { id, serverId, body }: Claim): JsonObject {
  const self = `${base}/api/v1/authorizationServers/${serverId}/claims/${id}`;
  return { id, ...body, _links: { self: { href: self, hints: { allow: ['GET', 'PUT', 'DELETE'] } } } };
}
