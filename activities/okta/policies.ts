import { type AccessPolicy, ALL_CLIENTS, type PolicyRule } from '../../runbook/onboarding/token-policy.js';
import { numberAt, textAt, textsAt, type JsonObject } from './json.js';
import { idOf } from './objects/app-parts.js';
import type { OktaApi } from './okta-api.js';

/**
 * The policies of an authorization server with the rules of those that serve the client, read raw: the SDK drops the
 * `exclude` lists.
 */
export async function readPolicies(okta: OktaApi, serverId: string, clientId: string) {
  const path = `/api/v1/authorizationServers/${serverId}/policies`;
  const bodies = await okta.list(path);
  const policies: AccessPolicy[] = [];
  for (const body of bodies) {
    const clients = textsAt(body, 'conditions.clients.include');
    const concernsUs = clients.includes(clientId) || clients.includes(ALL_CLIENTS);
    const rules = concernsUs ? (await okta.list(`${path}/${idOf(body)}/rules`)).map(readRule) : [];
    policies.push({ ...common(body), clients, rules });
  }
  return { bodies, policies };
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
