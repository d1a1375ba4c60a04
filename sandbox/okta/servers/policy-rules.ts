import { holds } from '../../kit/index-by.js';
import { type JsonObject, numberAt, objectAt, textAt, textsAt } from '../../kit/json-values.js';
import { baseUrl } from '../../kit/serve-http.js';
import { newId, now } from '../ids.js';
import { policyOf, serverOf } from '../lookups.js';
import { invalid, notFound } from '../okta-errors.js';
import { whole } from '../okta-paging.js';
import { lifecycleRoutes, param, readBody } from '../okta-requests.js';
import type { OktaState, Routes } from '../okta-state.js';
import type { Rule } from '../server-objects.js';
import { record, target } from '../system-log.js';
import { place, renumber } from './access-policies.js';
import { NEW_RULE } from './new-server.js';

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

interface Asked {
  serverId: string;
  clientId: string;
  grantType: string;
  scopes: string[];
  /** Null for a client acting for itself. */
  userId: string | null;
}

/** The rule that decides a token request: of the first matching policy the first matching rule; null is a refusal. */
export function decidingRule(state: OktaState, asked: Asked): Rule | null {
  const byPriority = (a: { priority: number }, b: { priority: number }): number => a.priority - b.priority;
  const policy = state.policies
    .filter(({ serverId, status }) => serverId === asked.serverId && status === 'ACTIVE')
    .sort(byPriority)
    .find(({ clients }) => clients.includes('ALL_CLIENTS') || clients.includes(asked.clientId));
  const rules = state.rules.filter(({ policyId, status }) => policyId === policy?.id && status === 'ACTIVE');
  return rules.sort(byPriority).find((rule) => matches(state, rule, asked)) ?? null;
}

function matches(state: OktaState, rule: Rule, { grantType, scopes, userId }: Asked): boolean {
  const allowed = rule.scopes.includes('*') || scopes.every((scope) => rule.scopes.includes(scope));
  return rule.grantTypes.includes(grantType) && allowed && (userId === null || concerns(state, rule, userId));
}

function concerns(state: OktaState, { users, groups }: Rule, userId: string): boolean {
  const memberOf = state.groups.filter(({ members }) => holds(members, userId)).map(({ id }) => id);
  if (users.exclude.includes(userId) || groups.exclude.some((id) => memberOf.includes(id))) return false;
  if (users.include.includes(userId)) return true;
  return groups.include.some((id) => id === 'EVERYONE' || memberOf.includes(id));
}
