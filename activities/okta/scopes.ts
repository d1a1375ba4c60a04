import { KIRO_SCOPES, SCOPE_MEANING } from '../../runbook/onboarding/guide.js';
import type { Task } from '../../runbook/outside.js';
import { created, ensureAll, type ObjectKind } from './ensure.js';
import { differences, type Field, idOf, type JsonObject, textAt, withFields } from './json-fields.js';
import { PLANNED_ID } from './okta-api.js';
import type { Session } from './session.js';

/** Guide, Step 2: Scope authorization; only the scopes that the organisation asked for. */
export async function ensureScopes(session: Session, { serverId }: Task & { serverId: string }) {
  const url = session.pages.authorizationServer(serverId);
  const { scopes } = session.input;
  const made = await ensureAll(
    scope,
    scopes.map((name) => ({ serverId, name })),
    session,
  );
  session.evidence.push(...made.map((one, index) => ({ label: `Scope ${scopes[index]}`, value: idOf(one), url })));
  for (const name of KIRO_SCOPES.filter((other) => !session.input.scopes.includes(other)))
    session.warnings.push(`The scope ${name} (${SCOPE_MEANING[name]}) is not made, as configured.`);
  return {};
}

export interface WantedScope {
  serverId: string;
  name: string;
}

const path = ({ serverId }: WantedScope) => `/api/v1/authorizationServers/${serverId}/scopes`;

/** What the guide sets ("User consent": Implicit), and the console's defaults for the rest. */
const FIELDS: Field[] = [
  { path: 'consent', value: 'IMPLICIT', absent: 'IMPLICIT' },
  { path: 'metadataPublish', value: 'NO_CLIENTS', absent: 'NO_CLIENTS' },
  { path: 'optional', value: false, absent: false },
  // The SDK's typed model drops this one, under the name it has here.
  { path: 'default', value: false, absent: false },
];

/** Step 2: a scope. Its name is unique on its server, so the name is its identity. */
export const scope: ObjectKind<WantedScope, JsonObject> & { madeSideBySide: true } = {
  madeSideBySide: true,
  label: ({ name }) => `scope ${name}`,
  url: ({ serverId }, _actual, session) => session.pages.authorizationServer(serverId),
  parent: ({ serverId }) => serverId,
  async find(wanted, session) {
    const scopes = await session.okta.listOnce(path(wanted));
    return scopes.find((candidate) => textAt(candidate, 'name') === wanted.name) ?? null;
  },
  read: (wanted, actual, session) => session.okta.find(`${path(wanted)}/${idOf(actual)}`),
  compare: (_wanted, actual) => differences(FIELDS, actual),
  async create(wanted, session) {
    return created((await session.okta.post(path(wanted), newScope(wanted))).body);
  },
  async update(wanted, actual, session) {
    await session.okta.put(`${path(wanted)}/${idOf(actual)}`, withFields(FIELDS, actual));
  },
  planned: (wanted) => ({ ...newScope(wanted), id: PLANNED_ID }),
};

function newScope({ name }: WantedScope): JsonObject {
  return { name, consent: 'IMPLICIT', metadataPublish: 'NO_CLIENTS', optional: false, default: false };
}
