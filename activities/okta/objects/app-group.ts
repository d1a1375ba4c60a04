import type { ObjectKind } from '../ensure.js';
import { isObject, type JsonObject } from '../json.js';
import { PLANNED_ID } from '../session.js';

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
  find: (wanted, session) => readAssignment(path(wanted), session),
  read: (wanted, _actual, session) => readAssignment(path(wanted), session),
  compare: () => [],
  async create(wanted, session) {
    const { body } = await session.okta.put(path(wanted), {});
    return isObject(body) ? body : { id: wanted.group.id };
  },
  update: async () => {},
  planned: () => ({ id: PLANNED_ID }),
};

/** One assignment, of a group or a user, or null. */
export async function readAssignment(
  path: string,
  session: { okta: { find(path: string): Promise<unknown> } },
): Promise<JsonObject | null> {
  const body = await session.okta.find(path);
  return isObject(body) ? body : null;
}
