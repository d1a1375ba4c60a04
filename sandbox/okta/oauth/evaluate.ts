import { holds } from '../../kit/index-by.js';
import type { Rule } from '../server-objects.js';
import type { OktaState } from '../okta-state.js';

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
