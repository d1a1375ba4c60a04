import type { Audience } from '../../runbook/onboarding/input.js';
import { type Finding, firstOf } from '../../runbook/model/proof.js';
import { ALL_CLIENTS } from '../../runbook/onboarding/token-policy.js';
import { blocking, warning } from '../needs-person.js';
import { idsOfGroups } from './audience.js';
import { at, idOf, type JsonObject, textAt, textsAt } from './json-fields.js';
import { assignedGroups, readApp } from './applications.js';
import type { Session } from './session.js';

/** An application, and the people and groups the configuration names for it. */
export interface Access {
  /** Okta's key, for the link to its page. */
  key: string;
  appId: string;
  appLabel: string;
  audience: Audience;
  /** Logins of the users it is assigned to one by one. */
  alone: string[];
}

/** Somebody who has an application although the configuration does not name them. */
export interface Unexpected {
  kind: 'group' | 'user';
  /** Name of the group, or login. */
  name: string;
  finding: Finding;
}

/**
 * Guide, "Preventing unauthorized access": groups and single users who have the application although the configuration does
 * not name them, each one. The members of a group count with their group. Reads only.
 */
export async function unexpectedOf(session: Session, access: Access): Promise<Unexpected[]> {
  const { key, appId, appLabel, audience, alone } = access;
  const url = session.pages.app(key, appId, 'assignments');
  const found: Unexpected[] = [];
  const assigned = await assignedGroups(session, appId);
  for (const entry of await unnamedGroups(session, assigned, audience.groups)) {
    const name = nameOf(entry);
    const all = textAt(entry, '_embedded.group.type') === 'BUILT_IN' && name === 'Everyone';
    const who = all ? 'The group "Everyone", and so the whole org, has' : `The group "${name}" has`;
    const fix = `Remove the group on the tab Assignments${all ? '' : ', or name it in the configuration'}.`;
    const problem = `${who} "${appLabel}", although the configuration does not name it.`;
    found.push({ kind: 'group', name, finding: blocking(problem, fix, url) });
  }
  const named = new Set(audience.users.map((login) => login.toLowerCase()));
  const fix = 'Remove the assignment on the tab Assignments, or name the user in the configuration.';
  for (const login of alone.filter((one) => !named.has(one.toLowerCase()))) {
    const problem = `"${appLabel}" is assigned to ${login} alone, although the configuration does not name them.`;
    found.push({ kind: 'user', name: login, finding: blocking(problem, fix, url) });
  }
  return found;
}

/** As `unexpectedOf`, as findings: beyond forty single users their number. */
export async function unexpectedAccess(session: Session, access: Access): Promise<Finding[]> {
  const found = await unexpectedOf(session, access);
  const of = (wanted: Unexpected['kind']): Finding[] =>
    found.filter(({ kind }) => kind === wanted).map(({ finding }) => finding);
  const more = (rest: number): string => `${rest} more users have "${access.appLabel}" alone, unnamed.`;
  return [...of('group'), ...firstOf(of('user'), more)];
}

/** The name of an assigned group, as `assignedGroups` gives it. */
const nameOf = (entry: JsonObject): string =>
  textAt(entry, '_embedded.group.profile.name') ?? textAt(entry, 'id') ?? '';

/** The assigned groups that are not of the configuration, by name or, where they have another name by now, by id. */
async function unnamedGroups({ okta }: Session, assigned: JsonObject[], groups: string[]): Promise<JsonObject[]> {
  const unnamed = assigned.filter((entry) => !groups.includes(nameOf(entry)));
  if (unnamed.length === 0) return [];
  const named = await idsOfGroups(okta, groups);
  return unnamed.filter((entry) => !named.has(idOf(entry)));
}

/** Whether the whole org has the application without any assignment; the step that makes it switches that off. */
export async function implicitAccess(session: Session, { key, appId, appLabel }: Access): Promise<Finding[]> {
  if (at(await readApp(session, appId), 'settings.implicitAssignment') !== true) return [];
  const fix = 'Switch it off (settings.implicitAssignment of the application), and assign groups instead.';
  const url = session.pages.app(key, appId, 'assignments');
  return [blocking(`Everybody of the org has "${appLabel}" by implicit assignment.`, fix, url)];
}

/** Policies of our authorization server that would give any client of the org a Kiro token. Reads only. */
export async function openPolicies(session: Session, serverId: string): Promise<Finding[]> {
  const policies = await session.okta.list(`/api/v1/authorizationServers/${serverId}/policies`);
  const open = policies.filter(
    (policy) =>
      textAt(policy, 'status') === 'ACTIVE' && textsAt(policy, 'conditions.clients.include').includes(ALL_CLIENTS),
  );
  const url = session.pages.authorizationServer(serverId);
  const fix = 'Limit it to the Kiro application (Access Policies, Assign to), or deactivate it.';
  return open.map((policy) =>
    warning(
      `The policy "${textAt(policy, 'name') ?? ''}" of the authorization server serves all clients of the org.`,
      fix,
      url,
    ),
  );
}
