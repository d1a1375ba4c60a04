import type { ObjectKind } from '../ensure.js';
import { textAt, type JsonObject } from '../json.js';
import { PLANNED_ID } from '../okta-api.js';
import type { Session } from '../session.js';

export interface WantedAppGroup {
  appId: string;
  appLabel: string;
  group: { id: string; name: string };
}

const path = ({ appId, group }: WantedAppGroup) => `/api/v1/apps/${appId}/groups/${group.id}`;

/** Steps 1 and 4, Assignments: a group may use an application. PUT is an upsert; the order of groups means nothing. */
export const appGroup: ObjectKind<WantedAppGroup, JsonObject> = {
  label: ({ group, appLabel }) => `assignment of group "${group.name}" to "${appLabel}"`,
  url: ({ group }, _actual, session) => session.pages.group(group.id),
  parent: ({ appId }) => appId,
  async find({ appId, group }, session) {
    return (await assignedGroups(session, appId)).find((assigned) => textAt(assigned, 'id') === group.id) ?? null;
  },
  read: (wanted, _actual, session) => session.okta.find(path(wanted)),
  compare: () => [],
  async create(wanted, session) {
    await session.okta.put(path(wanted), {});
    return { id: wanted.group.id };
  },
  repeatable: true,
  update: async () => {},
  planned: () => ({ id: PLANNED_ID }),
};

/** All groups that have an application, with their names; read once a step. */
export function assignedGroups(session: Session, appId: string): Promise<JsonObject[]> {
  return session.okta.listOnce(`/api/v1/apps/${appId}/groups?expand=group`);
}
