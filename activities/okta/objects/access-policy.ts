import type { ObjectKind } from '../ensure.js';
import { differences, withFields, type Field } from '../fields.js';
import { hasMarker, withMarker } from '../identity.js';
import { textAt, textsAt, type JsonObject } from '../json.js';
import { PLANNED_ID } from '../okta-api.js';
import { activate, created, idOf, markerField } from './app-parts.js';

export interface WantedPolicy {
  serverId: string;
  clientId: string;
  owner: string;
}

const NAME = 'Kiro';
const path = ({ serverId }: WantedPolicy) => `/api/v1/authorizationServers/${serverId}/policies`;

/**
 * Step 2: the access policy, for our client alone ("All clients" would serve every app of the org) and before any
 * other. On an adopted server another policy may have its name, so it is known by the marker, or by serving our client
 * alone where the marker was lost.
 */
export const accessPolicy: ObjectKind<WantedPolicy, JsonObject> = {
  label: () => `access policy "${NAME}"`,
  url: ({ serverId }, _actual, session) => session.pages.authorizationServer(serverId),
  parent: ({ serverId }) => serverId,
  async find(wanted, session) {
    return oursAmong(await session.okta.list(path(wanted)), wanted) ?? null;
  },
  read: (wanted, actual, session) => session.okta.find(`${path(wanted)}/${idOf(actual)}`),
  compare: (wanted, actual) => differences(fieldsOf(wanted, actual), actual),
  async create(wanted, session) {
    return created((await session.okta.post(path(wanted), newPolicy(wanted))).body);
  },
  async update(wanted, actual, session) {
    const own = `${path(wanted)}/${idOf(actual)}`;
    await session.okta.put(own, withFields(fieldsOf(wanted, actual), actual));
    if (textAt(actual, 'status') !== 'ACTIVE') await activate(session, own);
  },
  planned: (wanted) => ({ ...newPolicy(wanted), id: PLANNED_ID }),
};

/** The policy of this run among those of its server. */
export function oursAmong(policies: JsonObject[], { owner, clientId }: Omit<WantedPolicy, 'serverId'>) {
  const servesOnlyUs = (policy: JsonObject) => textsAt(policy, 'conditions.clients.include').join() === clientId;
  return (
    policies.find((policy) => hasMarker(textAt(policy, 'description'), owner)) ??
    policies.find((policy) => textAt(policy, 'name') === NAME && servesOnlyUs(policy))
  );
}

function fieldsOf({ clientId, owner }: WantedPolicy, actual: JsonObject): Field[] {
  return [
    { path: 'status', value: 'ACTIVE' },
    { path: 'priority', value: 1 },
    { path: 'conditions.clients.include', value: [clientId] },
    markerField('description', owner, actual),
  ];
}

function newPolicy({ clientId, owner }: WantedPolicy): JsonObject {
  return {
    type: 'OAUTH_AUTHORIZATION_POLICY',
    name: NAME,
    description: withMarker('Kiro OIDC application', owner).slice(0, 255),
    priority: 1,
    status: 'ACTIVE',
    conditions: { clients: { include: [clientId] } },
  };
}
