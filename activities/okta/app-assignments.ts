import { OIDC_APP_NAME } from '../../runbook/onboarding/guide.js';
import type { Task } from '../../runbook/outside.js';
import { assignedGroups, readAppUsers } from './applications.js';
import { requireAudience, type ResolvedAudience } from './audience.js';
import { ensure, type ObjectKind } from './ensure.js';
import { type JsonObject, textAt } from './json-fields.js';
import { PLANNED_ID } from './okta-api.js';
import { isStatus } from './okta-error.js';
import type { Session } from './session.js';
import { unexpectedAccess } from './unexpected-access.js';

/** Guide, Step 1: Add users and groups. Anybody else who has the application is a finding. */
export async function ensureSignInAssignments(session: Session, { appId }: Task & { appId: string }) {
  const audience = await requireAudience(session.okta, session.input.signIn);
  const appLabel = session.input.okta.oidcApplication;
  await assign(session, { appId, appLabel }, audience);
  if (appId !== PLANNED_ID) {
    const alone = (await readAppUsers(session, appId))
      .filter(({ scope }) => scope === 'USER')
      .map(({ login }) => login);
    const access = { key: OIDC_APP_NAME, appId, appLabel, audience: session.input.signIn, alone };
    session.findings.push(...(await unexpectedAccess(session, access)));
  }
  return { findings: session.findings };
}

/** Assigns an audience to an application, one by one: replacing the whole set would drop what others assigned. */
export async function assign(
  session: Session,
  app: { appId: string; appLabel: string },
  { groups, users }: ResolvedAudience,
): Promise<void> {
  for (const group of groups) await ensure(appGroup, { ...app, group }, session);
  for (const user of users) await ensure(appUser, { ...app, user }, session);
  session.evidence.push(
    ...groups.map(({ id, name }) => ({ label: `Assigned group ${name}`, value: id, url: session.pages.group(id) })),
    ...users.map(({ id, login }) => ({ label: `Assigned user ${login}`, value: id, url: session.pages.user(id) })),
  );
}

export interface WantedAppGroup {
  appId: string;
  appLabel: string;
  group: { id: string; name: string };
}

const groupPath = ({ appId, group }: WantedAppGroup) => `/api/v1/apps/${appId}/groups/${group.id}`;

/** Steps 1 and 4, Assignments: a group may use an application. PUT is an upsert; the order of groups means nothing. */
export const appGroup: ObjectKind<WantedAppGroup, JsonObject> = {
  label: ({ group, appLabel }) => `assignment of group "${group.name}" to "${appLabel}"`,
  url: ({ group }, _actual, session) => session.pages.group(group.id),
  parent: ({ appId }) => appId,
  async find({ appId, group }, session) {
    return (await assignedGroups(session, appId)).find((assigned) => textAt(assigned, 'id') === group.id) ?? null;
  },
  read: (wanted, _actual, session) => session.okta.find(groupPath(wanted)),
  compare: () => [],
  async create(wanted, session) {
    await session.okta.put(groupPath(wanted), {});
    return { id: wanted.group.id };
  },
  repeatable: true,
  update: async () => {},
  planned: () => ({ id: PLANNED_ID }),
};

export interface WantedAppUser {
  appId: string;
  appLabel: string;
  user: { id: string; login: string };
}

const userPath = ({ appId, user }: WantedAppUser) => `/api/v1/apps/${appId}/users/${user.id}`;

/**
 * Steps 1 and 4, Assignments: a user may use an application. Looked up first: assigning a user whom a group has
 * assigned would make the assignment outlive the membership.
 */
export const appUser: ObjectKind<WantedAppUser, JsonObject> = {
  label: ({ user, appLabel }) => `assignment of user ${user.login} to "${appLabel}"`,
  url: ({ user }, _actual, session) => session.pages.user(user.id),
  parent: ({ appId }) => appId,
  find: (wanted, session) => session.okta.find(userPath(wanted)),
  read: (wanted, _actual, session) => session.okta.find(userPath(wanted)),
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
