import { CATALOG_APP_NAME } from '../../runbook/onboarding/guide.js';
import type { MessageName } from '../../runbook/messages/schemas.js';
import { type Act, all, atOkta, copied, type Desk, namedIn } from './desk.js';
import { keptAccess, type ScimAccess } from './scim-tokens.js';

/** What the Okta admin does for each message, and the person who keeps the directory. */
export const OKTA_ADMIN: Partial<Record<MessageName, Act>> = {
  async provisioningConfigured(desk) {
    const access = keptAccess(desk);
    if (access === null || appOn(desk) === null) return null;
    await putIntoOkta(desk, { scimEndpoint: copied(desk, 'Base URL'), token: access.token });
    return {};
  },
  userRemovedAtSource: removeAtSource,
  // Push Groups > Push now, for each group that is named; the run then looks.
  async checkNow(desk) {
    const groups = all(desk, 'Group');
    if (desk.one.role !== 'okta-admin' || !desk.one.instructions.join(' ').includes('Push now')) return null;
    await pushNow(desk, groups);
    return {};
  },
};

/** `stepDone` of the steps that are the Okta admin's. */
export const OKTA_STEPS: Record<string, Act> = {
  // Dashboard > Tasks > Retry selected, until none is left; then Push now, as the question says
  async 'failed-tasks'(desk) {
    const page = `/console/apps/${await scimApp(desk)}/tasks`;
    const { users, groups } = await atOkta<{ users: unknown[]; groups: unknown[] }>(desk, 'GET', page);
    if (users.length + groups.length === 0) {
      // Where no group is pushed, there is none to push now.
      await pushNow(desk, []).catch(() => undefined);
      return { step: desk.one.step, note: 'No failed task is left.' };
    }
    await atOkta(desk, 'POST', `${page}/retry`);
    return null;
  },
};

/** Integration > Edit, Test API Credentials and Save; To App; Push now. */
export async function putIntoOkta(desk: Desk, access: Pick<ScimAccess, 'scimEndpoint' | 'token'>): Promise<void> {
  const app = `/console/apps/${await scimApp(desk)}`;
  await atOkta(desk, 'POST', `${app}/provisioning`, { baseUrl: access.scimEndpoint, token: access.token });
  await atOkta(desk, 'POST', `${app}/to-app`, { createUsers: true, updateUserAttributes: true });
}

/** All groups that are pushed where none is named. */
async function pushNow(desk: Desk, groups: string[]): Promise<void> {
  const page = `/console/apps/${await scimApp(desk)}/push-now`;
  await atOkta(desk, 'POST', page, groups.length === 0 ? {} : { groups });
}

/** The application whose page the question opens; null where it opens none. */
function appOn({ one }: Desk): string | null {
  const text = `${one.where.url ?? ''}\n${one.instructions.join('\n')}`;
  return /\/admin\/app\/[^/\s]+\/instance\/(0oa\w+)/.exec(text)?.[1] ?? null;
}

/** The same, or the one of the catalog that an admin finds under Applications. */
async function scimApp(desk: Desk): Promise<string> {
  const shown = appOn(desk);
  if (shown !== null) return shown;
  const apps = await atOkta<{ id: string; name: string }[]>(desk, 'GET', '/api/v1/apps');
  const found = apps.find(({ name }) => name === CATALOG_APP_NAME);
  if (found === undefined) throw new Error('There is no application of AWS IAM Identity Center.');
  return found.id;
}

interface Group {
  id: string;
  type: string;
  profile: { name: string };
  source?: { id: string };
}

interface Rule {
  id: string;
  status: string;
  name: string;
  conditions: { people: { users: { exclude: string[] } } };
  actions: { assignUserToGroups: { groupIds: string[] } };
}

/** Takes the person out of the groups that are named, each where its members are made. */
async function removeAtSource(desk: Desk): Promise<Record<string, unknown> | null> {
  const login = namedIn(desk).find((name) => name !== '');
  if (login === undefined) return null;
  const { id: userId } = await atOkta<{ id: string }>(desk, 'GET', `/api/v1/users/${encodeURIComponent(login)}`);
  // The question names the groups in quotes; who else or what else it names is not theirs.
  const { title, instructions } = desk.one;
  const text = [title, ...instructions].join('\n');
  const theirs = await atOkta<Group[]>(desk, 'GET', `/api/v1/users/${userId}/groups`);
  const done: string[] = [];
  for (const group of theirs.filter(({ type, profile }) => type !== 'BUILT_IN' && text.includes(`"${profile.name}"`))) {
    if (group.source !== undefined) await outOfDirectory(desk, group, group.source.id, login);
    else await outOfGroup(desk, group, userId);
    done.push(group.profile.name);
  }
  return { note: done.length === 0 ? 'They were out of it already.' : `Out of ${done.join(', ')}.` };
}

/** Active Directory takes them out, and Okta imports the group. */
async function outOfDirectory(desk: Desk, { id, profile }: Group, source: string, login: string): Promise<void> {
  const { label } = await atOkta<{ label: string }>(desk, 'GET', `/api/v1/apps/${source}`);
  const people = await atOkta<{ profile: { login: string } }[]>(desk, 'GET', `/api/v1/groups/${id}/users`);
  const members = people.map((one) => one.profile.login).filter((one) => one.toLowerCase() !== login.toLowerCase());
  const page = `/console/directories/${encodeURIComponent(label)}/import`;
  await atOkta(desk, 'POST', page, { groups: [{ name: profile.name, members }] });
}

/** Directory > Groups > Rules: deactivate, "Except the following users", activate; and people who were put there by hand go. */
async function outOfGroup(desk: Desk, { id }: Group, userId: string): Promise<void> {
  const rules = await atOkta<Rule[]>(desk, 'GET', '/api/v1/groups/rules');
  const filling = rules.filter(
    ({ status, actions }) => status === 'ACTIVE' && actions.assignUserToGroups.groupIds.includes(id),
  );
  for (const rule of filling) {
    const path = `/api/v1/groups/rules/${rule.id}`;
    rule.conditions.people.users.exclude.push(userId);
    await atOkta(desk, 'POST', `${path}/lifecycle/deactivate`);
    await atOkta(desk, 'PUT', path, rule);
    await atOkta(desk, 'POST', `${path}/lifecycle/activate`);
  }
  await atOkta(desk, 'DELETE', `/api/v1/groups/${id}/users/${userId}`);
}
