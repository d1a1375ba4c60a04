import { baseUrl } from '../../kit/paths.js';
import { lifecycleRoutes, param, readBody } from '../okta-requests.js';
import type { Rule } from '../server-objects.js';
import { invalid, notFound } from '../okta-errors.js';
import { record, target } from '../system-log.js';
import { newId, now } from '../ids.js';
import { type JsonObject, numberAt, objectAt, textAt, textsAt } from '../../kit/json-values.js';
import { policyOf, serverOf } from '../lookups.js';
import { NEW_RULE } from '../new-server.js';
import { whole } from '../okta-paging.js';
import { place, renumber } from '../priorities.js';
import type { Routes } from '../okta-state.js';

const RULES = '/api/v1/authorizationServers/:as/policies/:policy/rules';

/** Rules of an access policy. */
export const serverRuleRoutes: Routes = (app, { state }) => {
  const of = (policyId: string): Rule[] =>
    state.rules.filter((item) => item.policyId === policyId).sort((a, b) => a.priority - b.priority);
  const policyId = (as: string, policy: string): string => policyOf(state, serverOf(state, as).id, policy).id;
  const find = (as: string, policy: string, id: string): Rule => {
    const found = of(policyId(as, policy)).find((rule) => rule.id === id);
    if (found === undefined) throw notFound(id, 'PolicyRule');
    return found;
  };
  const log = (action: string, { id, name }: Rule): void =>
    record(state, `policy.rule.${action}`, `${action} policy rule`, [target(id, 'PolicyRule', name)]);

  app.get(RULES, (c) => {
    const { as, policy } = c.req.param();
    return whole(c, of(policyId(as, policy)), (rule) => ruleView(baseUrl(c), as, rule));
  });

  app.post(RULES, async (c) => {
    const { as, policy } = c.req.param();
    const body = await readBody(c);
    const at = now();
    const id = policyId(as, policy);
    const rule: Rule = { id: newId('rule'), policyId: id, created: at, lastUpdated: at, priority: 0, ...checked(body) };
    const others = of(id);
    state.rules.push(rule);
    place(others, rule, numberAt(body, 'priority', others.length + 1));
    log('add', rule);
    return c.json(ruleView(baseUrl(c), as, rule), 201);
  });

  app.get(`${RULES}/:id`, (c) => {
    const { as, policy } = c.req.param();
    return c.json(ruleView(baseUrl(c), as, find(as, policy, param(c, 'id'))));
  });

  app.put(`${RULES}/:id`, async (c) => {
    const { as, policy } = c.req.param();
    const body = await readBody(c);
    const rule = find(as, policy, param(c, 'id'));
    Object.assign(rule, checked(body), { lastUpdated: now() });
    place(of(rule.policyId), rule, numberAt(body, 'priority', rule.priority));
    log('update', rule);
    return c.json(ruleView(baseUrl(c), as, rule));
  });

  app.delete(`${RULES}/:id`, (c) => {
    const rule = find(param(c, 'as'), param(c, 'policy'), param(c, 'id'));
    state.rules = state.rules.filter((other) => other !== rule);
    renumber(of(rule.policyId));
    log('delete', rule);
    return c.body(null, 204);
  });

  lifecycleRoutes(app, `${RULES}/:id`, (c, { action, status }) => {
    const rule = find(param(c, 'as'), param(c, 'policy'), param(c, 'id'));
    rule.status = status;
    log(action, rule);
    return c.body(null, 204);
  });
};

type Settable = Omit<Rule, 'id' | 'policyId' | 'created' | 'lastUpdated' | 'priority'>;

/** The settable members; lifetimes within Okta's limits (minutes). */
function checked(body: JsonObject): Settable {
  const name = textAt(body, 'name');
  if (name === null) throw invalid('name', 'The field cannot be left blank');
  const conditions = objectAt(body, 'conditions');
  const people = objectAt(conditions, 'people');
  const token = objectAt(objectAt(body, 'actions'), 'token');
  const accessMinutes = numberAt(token, 'accessTokenLifetimeMinutes', NEW_RULE.accessMinutes);
  const refreshMinutes = numberAt(token, 'refreshTokenLifetimeMinutes', NEW_RULE.refreshMinutes);
  const refreshWindowMinutes = numberAt(token, 'refreshTokenWindowMinutes', NEW_RULE.refreshWindowMinutes);
  if (accessMinutes < 5 || accessMinutes > 1440) {
    throw invalid('accessTokenLifetimeMinutes', 'must be between 5 and 1440');
  }
  if (refreshMinutes !== 0 && refreshMinutes < accessMinutes) {
    throw invalid('refreshTokenLifetimeMinutes', "must be 0 or at least the access token's lifetime");
  }
  if (refreshWindowMinutes < 10 || refreshWindowMinutes > 2_628_000) {
    throw invalid('refreshTokenWindowMinutes', 'must be between 10 and 2628000');
  }
  return {
    name,
    status: body['status'] === 'INACTIVE' ? 'INACTIVE' : 'ACTIVE',
    groups: lists(objectAt(people, 'groups')),
    users: lists(objectAt(people, 'users')),
    grantTypes: textsAt(objectAt(conditions, 'grantTypes'), 'include') ?? [],
    scopes: textsAt(objectAt(conditions, 'scopes'), 'include') ?? [],
    accessMinutes,
    refreshMinutes,
    refreshWindowMinutes,
  };
}

function lists(from: JsonObject): { include: string[]; exclude: string[] } {
  return { include: textsAt(from, 'include') ?? [], exclude: textsAt(from, 'exclude') ?? [] };
}

function ruleView(base: string, as: string, rule: Rule): JsonObject {
  const self = `${base}/api/v1/authorizationServers/${as}/policies/${rule.policyId}/rules/${rule.id}`;
  const action = rule.status === 'ACTIVE' ? 'deactivate' : 'activate';
  return {
    id: rule.id,
    status: rule.status,
    name: rule.name,
    priority: rule.priority,
    created: rule.created,
    lastUpdated: rule.lastUpdated,
    system: false,
    conditions: {
      people: { users: rule.users, groups: rule.groups },
      grantTypes: { include: rule.grantTypes },
      scopes: { include: rule.scopes },
    },
    actions: {
      token: {
        accessTokenLifetimeMinutes: rule.accessMinutes,
        refreshTokenLifetimeMinutes: rule.refreshMinutes,
        refreshTokenWindowMinutes: rule.refreshWindowMinutes,
      },
    },
    type: 'RESOURCE_ACCESS',
    _links: {
      self: { href: self, hints: { allow: ['GET', 'PUT', 'DELETE'] } },
      [action]: { href: `${self}/lifecycle/${action}`, hints: { allow: ['POST'] } },
    },
  };
}
