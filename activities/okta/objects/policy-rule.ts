import { type KiroScope, OFFLINE_ACCESS, TOKEN_LIFETIMES } from '../../../runbook/onboarding/guide.js';
import type { ObjectKind } from '../ensure.js';
import { differences, withFields, type Field } from '../fields.js';
import { textAt, type JsonObject } from '../json.js';
import { PLANNED_ID } from '../okta-api.js';
import { activate, created, idOf } from './app-parts.js';

export interface WantedRule {
  serverId: string;
  policyId: string;
  scopes: readonly KiroScope[];
}

const NAME = 'Kiro';
const path = ({ serverId, policyId }: WantedRule) =>
  `/api/v1/authorizationServers/${serverId}/policies/${policyId}/rules`;

/**
 * Step 2: the rule of our policy. Every value is given, also the console's defaults: what Okta fills in for the API is
 * not documented. Only the authorization code grant is allowed, which is all that Kiro uses.
 */
export const policyRule: ObjectKind<WantedRule, JsonObject> = {
  label: () => `access policy rule "${NAME}"`,
  url: ({ serverId }, _actual, session) => session.pages.authorizationServer(serverId),
  parent: ({ policyId }) => policyId,
  async find(wanted, session) {
    const rules = await session.okta.list(path(wanted));
    return rules.find((rule) => textAt(rule, 'name') === NAME) ?? null;
  },
  read: (wanted, actual, session) => session.okta.find(`${path(wanted)}/${idOf(actual)}`),
  compare: (wanted, actual) => differences(fieldsOf(wanted), actual),
  async create(wanted, session) {
    return created((await session.okta.post(path(wanted), newRule(wanted))).body);
  },
  async update(wanted, actual, session) {
    const own = `${path(wanted)}/${idOf(actual)}`;
    await session.okta.put(own, withFields(fieldsOf(wanted), actual));
    if (textAt(actual, 'status') !== 'ACTIVE') await activate(session, own);
  },
  planned: (wanted) => ({ ...newRule(wanted), id: PLANNED_ID }),
};

function fieldsOf({ scopes }: WantedRule): Field[] {
  const list = (path: string, value: string[]): Field => ({ path, value, absent: [], unordered: true });
  return [
    { path: 'status', value: 'ACTIVE' },
    { path: 'priority', value: 1 },
    list('conditions.people.groups.include', ['EVERYONE']),
    list('conditions.people.groups.exclude', []),
    list('conditions.people.users.include', []),
    list('conditions.people.users.exclude', []),
    list('conditions.grantTypes.include', ['authorization_code']),
    list('conditions.scopes.include', [...scopes, OFFLINE_ACCESS]),
    ...Object.entries(TOKEN_LIFETIMES).map(([name, value]) => ({ path: `actions.token.${name}`, value })),
  ];
}

function newRule(wanted: WantedRule): JsonObject {
  const bare: JsonObject = { type: 'RESOURCE_ACCESS', name: NAME };
  const filled = withFields(
    fieldsOf(wanted).map(({ path, value }) => ({ path, value })),
    bare,
  );
  return filled;
}
