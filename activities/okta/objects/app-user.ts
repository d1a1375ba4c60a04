import type { ObjectKind } from '../ensure.js';
import type { JsonObject } from '../json.js';
import { isStatus } from '../okta-error.js';
import { PLANNED_ID } from '../okta-api.js';

export interface WantedAppUser {
  appId: string;
  appLabel: string;
  user: { id: string; login: string };
}

const path = ({ appId, user }: WantedAppUser) => `/api/v1/apps/${appId}/users/${user.id}`;

/**
 * Steps 1 and 4, Assignments: a user may use an application. Looked up first: assigning a user whom a group has
 * assigned would make the assignment outlive the membership.
 */
export const appUser: ObjectKind<WantedAppUser, JsonObject> = {
  label: ({ user, appLabel }) => `assignment of user ${user.login} to "${appLabel}"`,
  url: ({ user }, _actual, session) => session.pages.user(user.id),
  parent: ({ appId }) => appId,
  find: (wanted, session) => session.okta.find(path(wanted)),
  read: (wanted, _actual, session) => session.okta.find(path(wanted)),
  compare: () => [],
  async create(wanted, session) {
    const { id, login } = wanted.user;
    try {
      const body = { id, scope: 'USER', credentials: { userName: login } };
      await session.okta.post(`/api/v1/apps/${wanted.appId}/users`, body);
    } catch (error) {
      // Assigned meanwhile, or by a try whose answer was lost: the read-back shows it.
      if (!isStatus(error, 409) || error.code !== 'E0000062') throw error;
    }
    return { id };
  },
  repeatable: true,
  update: async () => {},
  planned: () => ({ id: PLANNED_ID }),
};
