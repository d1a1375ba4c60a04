import type { ObjectKind } from '../ensure.js';
import { differences, withFields, type Field } from '../fields.js';
import { textAt, type JsonObject } from '../json.js';
import { PLANNED_ID } from '../okta-api.js';
import { created, idOf } from './app-parts.js';

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
export const scope: ObjectKind<WantedScope, JsonObject> = {
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
