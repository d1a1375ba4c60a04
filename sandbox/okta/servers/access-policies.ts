import { type JsonObject, numberAt, objectAt, textAt, textsAt } from '../../kit/json-values.js';
import { baseUrl } from '../../kit/serve-http.js';
import { newId, now } from '../ids.js';
import { policyOf, serverOf } from '../lookups.js';
import { invalid } from '../okta-errors.js';
import { whole } from '../okta-paging.js';
import { lifecycleRoutes, param, readBody } from '../okta-requests.js';
import type { Routes } from '../okta-state.js';
import type { Policy } from '../server-objects.js';
import { record, target } from '../system-log.js';

const POLICIES = '/api/v1/authorizationServers/:as/policies';

/** Access policies of an authorization server. */
export const serverPolicyRoutes: Routes = (app, { state }) => {
  const of = (serverId: string): Policy[] =>
    state.policies.filter((item) => item.serverId === serverId).sort((a, b) => a.priority - b.priority);
  const find = (as: string, id: string): Policy => policyOf(state, serverOf(state, as).id, id);
  const log = (action: string, { id, name }: Policy): void =>
    record(state, `policy.lifecycle.${action}`, `${action} policy`, [target(id, 'PolicyEntity', name)]);

  app.get(POLICIES, (c) => whole(c, of(serverOf(state, param(c, 'as')).id), (item) => policyView(baseUrl(c), item)));

  app.post(POLICIES, async (c) => {
    const body = await readBody(c);
    const { id: serverId } = serverOf(state, param(c, 'as'));
    const at = now();
    const policy: Policy = {
      id: newId('policy'),
      serverId,
      created: at,
      lastUpdated: at,
      priority: 0,
      ...checked(body),
    };
    const others = of(serverId);
    state.policies.push(policy);
    place(others, policy, numberAt(body, 'priority', others.length + 1));
    log('create', policy);
    return c.json(policyView(baseUrl(c), policy), 201);
  });

  app.get(`${POLICIES}/:id`, (c) => c.json(policyView(baseUrl(c), find(param(c, 'as'), param(c, 'id')))));

  app.put(`${POLICIES}/:id`, async (c) => {
    const body = await readBody(c);
    const policy = find(param(c, 'as'), param(c, 'id'));
    Object.assign(policy, checked(body), { lastUpdated: now() });
    place(of(policy.serverId), policy, numberAt(body, 'priority', policy.priority));
    log('update', policy);
    return c.json(policyView(baseUrl(c), policy));
  });

  app.delete(`${POLICIES}/:id`, (c) => {
    const policy = find(param(c, 'as'), param(c, 'id'));
    state.policies = state.policies.filter((other) => other !== policy);
    state.rules = state.rules.filter(({ policyId }) => policyId !== policy.id);
    renumber(of(policy.serverId));
    log('delete', policy);
    return c.body(null, 204);
  });

  lifecycleRoutes(app, `${POLICIES}/:id`, (c, { action, status }) => {
    const policy = find(param(c, 'as'), param(c, 'id'));
    policy.status = status;
    log(action, policy);
    return c.body(null, 204);
  });
};

function checked(body: JsonObject): Pick<Policy, 'name' | 'description' | 'status' | 'clients'> {
  const name = textAt(body, 'name');
  if (name === null || name.length > 100) throw invalid('name', 'The field must be 1 to 100 characters');
  const description = textAt(body, 'description') ?? '';
  if (description.length > 255) throw invalid('description', 'The field must be at most 255 characters');
  return {
    name,
    description,
    status: body['status'] === 'INACTIVE' ? 'INACTIVE' : 'ACTIVE',
    clients: textsAt(objectAt(objectAt(body, 'conditions'), 'clients'), 'include') ?? [],
  };
}

function policyView(base: string, policy: Policy): JsonObject {
  const { serverId, clients, ...shown } = policy;
  const self = `${base}/api/v1/authorizationServers/${serverId}/policies/${policy.id}`;
  const action = policy.status === 'ACTIVE' ? 'deactivate' : 'activate';
  return {
    ...shown,
    type: 'OAUTH_AUTHORIZATION_POLICY',
    system: false,
    conditions: { clients: { include: clients } },
    _links: {
      self: { href: self, hints: { allow: ['GET', 'PUT', 'DELETE'] } },
      rules: { href: `${self}/rules`, hints: { allow: ['GET'] } },
      [action]: { href: `${self}/lifecycle/${action}`, hints: { allow: ['POST'] } },
    },
  };
}

/** Priorities are 1, 2, 3, … in a list. Puts `item` at the place asked for (1 is first) and renumbers the others. */
export function place<T extends { priority: number }>(others: readonly T[], item: T, priority: number): void {
  const ordered = [...others].filter((other) => other !== item).sort((a, b) => a.priority - b.priority);
  ordered.splice(Math.max(0, Math.min(priority - 1, ordered.length)), 0, item);
  for (const [index, other] of ordered.entries()) other.priority = index + 1;
}

/** Closes the gaps after a removal. */
export function renumber(items: readonly { priority: number }[]): void {
  for (const [index, item] of [...items].sort((a, b) => a.priority - b.priority).entries()) item.priority = index + 1;
}
