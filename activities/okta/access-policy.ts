import { type KiroScope, OFFLINE_ACCESS, type TokenLifetimes } from '../../runbook/onboarding/guide.js';
import { lifetimeWarnings } from '../../runbook/onboarding/token-policy.js';
import type { Task } from '../../runbook/outside.js';
import { activate, created, ensure, type ObjectKind } from './ensure.js';
import { hasMarker, markerFields, type Owner, withMarker } from './identity.js';
import { at, differences, type Field, idOf, type JsonObject, textAt, textsAt, withFields } from './json-fields.js';
import { PLANNED_ID } from './okta-api.js';
import { ownerOf } from './org-addresses.js';
import type { Session } from './session.js';

/** Guide, Step 2: Add access policies. One write after the other: Okta fails parallel ones (provider issue 1248). */
export async function ensureAccessPolicy(session: Session, task: Task & { serverId: string; clientId: string }) {
  const { serverId, clientId } = task;
  const { scopes, tokens } = session.input;
  const isAdopted = isAdoptedServer(session, serverId);
  const policy = await ensure(accessPolicy, { serverId, clientId, owner: await ownerOf(session), isAdopted }, session);
  const wanted = { serverId, policyId: idOf(policy), scopes, tokens, isAdopted };
  const rule = await ensure(policyRule, wanted, session);
  const url = session.pages.authorizationServer(serverId);
  session.evidence.push(
    { label: 'Access policy', value: idOf(policy), url },
    { label: 'Access policy rule', value: idOf(rule), url },
  );
  session.warnings.push(
    'The rule allows the authorization code grant alone, fewer than the console ticks by itself: Kiro uses no other.',
    ...lifetimeWarnings(tokens),
  );
  return {};
}

export interface WantedPolicy {
  serverId: string;
  clientId: string;
  owner: Owner;
  /** The server was built by hand and adopted as it is: so was the policy, whatever its name is. Absent: it was not. */
  isAdopted?: boolean;
}

/** Whether that server was built by hand and adopted as it is. */
export const isAdoptedServer = ({ adopted }: Pick<Session, 'adopted'>, serverId: string): boolean =>
  adopted?.serverId === serverId;

const POLICY_NAME = 'Kiro';
const policiesPath = ({ serverId }: WantedPolicy) => `/api/v1/authorizationServers/${serverId}/policies`;

/**
 * Step 2: the access policy, for our client alone ("All clients" would serve every app of the org) and before any
 * other. On an adopted server another policy may have its name, so it is known by the marker, or by serving our client
 * alone where the marker was lost.
 */
export const accessPolicy: ObjectKind<WantedPolicy, JsonObject> = {
  label: () => `access policy "${POLICY_NAME}"`,
  url: ({ serverId }, _actual, session) => session.pages.authorizationServer(serverId),
  parent: ({ serverId }) => serverId,
  async find(wanted, session) {
    return oursAmong(await session.okta.list(policiesPath(wanted)), wanted) ?? null;
  },
  read: (wanted, actual, session) => session.okta.find(`${policiesPath(wanted)}/${idOf(actual)}`),
  compare: (wanted, actual) => differences(policyFields(wanted, actual), actual),
  async create(wanted, session) {
    return created((await session.okta.post(policiesPath(wanted), newPolicy(wanted))).body);
  },
  async update(wanted, actual, session) {
    const own = `${policiesPath(wanted)}/${idOf(actual)}`;
    await session.okta.put(own, withFields(policyFields(wanted, actual), actual));
    if (textAt(actual, 'status') !== 'ACTIVE') await activate(session, own);
  },
  planned: (wanted) => ({ ...newPolicy(wanted), id: PLANNED_ID }),
};

/** The policy of this run among those of its server. */
export function oursAmong(
  policies: JsonObject[],
  { owner, clientId, isAdopted = false }: Omit<WantedPolicy, 'serverId'>,
) {
  const servesOnlyUs = (policy: JsonObject) => textsAt(policy, 'conditions.clients.include').join() === clientId;
  return (
    policies.find((policy) => hasMarker(textAt(policy, 'description'), owner)) ??
    policies.find((policy) => textAt(policy, 'name') === POLICY_NAME && servesOnlyUs(policy)) ??
    (isAdopted ? policies.find(servesOnlyUs) : undefined)
  );
}

function policyFields({ clientId, owner, isAdopted = false }: WantedPolicy, actual: JsonObject): Field[] {
  return [
    { path: 'status', value: 'ACTIVE' },
    { path: 'priority', value: 1 },
    { path: 'conditions.clients.include', value: [clientId] },
    ...(isAdopted ? [] : markerFields('description', owner, actual)),
  ];
}

function newPolicy({ clientId, owner }: WantedPolicy): JsonObject {
  return {
    type: 'OAUTH_AUTHORIZATION_POLICY',
    name: POLICY_NAME,
    description: withMarker('Kiro OIDC application', owner).slice(0, 255),
    priority: 1,
    status: 'ACTIVE',
    conditions: { clients: { include: [clientId] } },
  };
}

export interface WantedRule {
  serverId: string;
  policyId: string;
  scopes: readonly KiroScope[];
  tokens: TokenLifetimes;
  /** The server was built by hand and adopted as it is; absent: it was not. */
  isAdopted?: boolean;
}

export const RULE_NAME = 'Kiro';
const rulesPath = ({ serverId, policyId }: WantedRule) =>
  `/api/v1/authorizationServers/${serverId}/policies/${policyId}/rules`;

/**
 * Step 2: the rule of our policy. Every value is given, also the console's defaults: what Okta fills in for the API is
 * not documented. Only the authorization code grant is allowed, which is all that Kiro uses.
 */
export const policyRule: ObjectKind<WantedRule, JsonObject> = {
  label: () => `access policy rule "${RULE_NAME}"`,
  url: ({ serverId }, _actual, session) => session.pages.authorizationServer(serverId),
  parent: ({ policyId }) => policyId,
  async find(wanted, session) {
    const rules = await session.okta.list(rulesPath(wanted));
    const named = rules.map((rule) => ({
      rule,
      name: textAt(rule, 'name') ?? '',
      priority: Number(at(rule, 'priority')),
    }));
    return ourRule(named, wanted.isAdopted)?.rule ?? null;
  },
  read: (wanted, actual, session) => session.okta.find(`${rulesPath(wanted)}/${idOf(actual)}`),
  compare: (wanted, actual) =>
    differences(
      ruleFields(wanted).filter((field) => !isFine(field, wanted, actual)),
      actual,
    ),
  async create(wanted, session) {
    return created((await session.okta.post(rulesPath(wanted), newRule(wanted))).body);
  },
  async update(wanted, actual, session) {
    const own = `${rulesPath(wanted)}/${idOf(actual)}`;
    await session.okta.put(own, withFields(ruleFields(wanted), actual));
    if (textAt(actual, 'status') !== 'ACTIVE') await activate(session, own);
  },
  planned: (wanted) => ({ ...newRule(wanted), id: PLANNED_ID }),
};

/** Our rule among those of our policy; a policy that was built by hand may have named it otherwise, and has it first. */
export const ourRule = <Rule extends { name: string; priority: number }>(
  rules: readonly Rule[],
  isAdopted = false,
): Rule | undefined =>
  rules.find(({ name }) => name === RULE_NAME) ??
  (isAdopted ? [...rules].sort((one, other) => one.priority - other.priority)[0] : undefined);

const GRANTS = 'conditions.grantTypes.include';

/** By the guide the console's defaults are left as they are, and it ticks more grants than Kiro uses. */
const isFine = ({ path }: Field, { isAdopted = false }: WantedRule, actual: JsonObject): boolean =>
  isAdopted && path === GRANTS && textsAt(actual, GRANTS).includes('authorization_code');

function ruleFields({ scopes, tokens }: WantedRule): Field[] {
  const list = (path: string, value: string[]): Field => ({ path, value, absent: [], unordered: true });
  return [
    { path: 'status', value: 'ACTIVE' },
    { path: 'priority', value: 1 },
    list('conditions.people.groups.include', ['EVERYONE']),
    list('conditions.people.groups.exclude', []),
    list('conditions.people.users.include', []),
    list('conditions.people.users.exclude', []),
    list(GRANTS, ['authorization_code']),
    list('conditions.scopes.include', [...scopes, OFFLINE_ACCESS]),
    { path: 'actions.token.accessTokenLifetimeMinutes', value: tokens.accessMinutes },
    { path: 'actions.token.refreshTokenLifetimeMinutes', value: tokens.refreshMinutes },
    { path: 'actions.token.refreshTokenWindowMinutes', value: tokens.refreshWindowMinutes },
  ];
}

function newRule(wanted: WantedRule): JsonObject {
  const bare: JsonObject = { type: 'RESOURCE_ACCESS', name: RULE_NAME };
  const filled = withFields(
    ruleFields(wanted).map(({ path, value }) => ({ path, value })),
    bare,
  );
  return filled;
}
