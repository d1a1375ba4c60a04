import type { AccessPolicy, PolicyRule } from '../../runbook/token-policy.js';
import { isObject, numberAt, textAt, textsAt, type JsonObject } from './json.js';
import { idOf } from './objects/app-parts.js';
import type { OktaApi } from './okta-api.js';

/** All policies of an authorization server with their rules, read raw: the SDK drops the `exclude` lists. */
export async function readPolicies(okta: OktaApi, serverId: string): Promise<AccessPolicy[]> {
  const path = `/api/v1/authorizationServers/${serverId}/policies`;
  const policies: AccessPolicy[] = [];
  for (const body of (await okta.list(path)).filter(isObject)) {
    const rules = (await okta.list(`${path}/${idOf(body)}/rules`)).filter(isObject).map(readRule);
    policies.push({ ...common(body), clients: textsAt(body, 'conditions.clients.include'), rules });
  }
  return policies;
}

function readRule(body: JsonObject): PolicyRule {
  const people = (who: string) => ({
    include: textsAt(body, `conditions.people.${who}.include`),
    exclude: textsAt(body, `conditions.people.${who}.exclude`),
  });
  return {
    ...common(body),
    grantTypes: textsAt(body, 'conditions.grantTypes.include'),
    scopes: textsAt(body, 'conditions.scopes.include'),
    groups: people('groups'),
    users: people('users'),
    accessTokenLifetimeMinutes: numberAt(body, 'actions.token.accessTokenLifetimeMinutes') ?? 0,
  };
}

function common(body: JsonObject) {
  return {
    id: idOf(body),
    name: textAt(body, 'name') ?? '',
    active: textAt(body, 'status') === 'ACTIVE',
    priority: numberAt(body, 'priority') ?? Number.MAX_SAFE_INTEGER,
  };
}
