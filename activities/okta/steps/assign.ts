import type { ResolvedAudience } from '../audience.js';
import { ensure } from '../ensure.js';
import { textAt } from '../json.js';
import { appGroup, assignedGroups } from '../objects/app-group.js';
import { readAppUsers } from '../app-users.js';
import { appUser } from '../objects/app-user.js';
import type { Session } from '../session.js';

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

/** Warns of groups and single users that have the application although the configuration does not name them. */
export async function warnOfOthers(
  session: Session,
  { appId, appLabel }: { appId: string; appLabel: string },
  { groups, users }: ResolvedAudience,
): Promise<void> {
  const assigned = await assignedGroups(session, appId);
  for (const other of assigned.filter((entry) => groups.every((group) => group.id !== textAt(entry, 'id')))) {
    const name = textAt(other, '_embedded.group.profile.name') ?? textAt(other, 'id') ?? '';
    session.warnings.push(`The group "${name}" has "${appLabel}" too, although the configuration does not name it.`);
  }
  const named = new Set(users.map((user) => user.id));
  for (const { id, scope, login } of await readAppUsers(session, appId))
    if (scope === 'USER' && !named.has(id))
      session.warnings.push(`The user ${login} has "${appLabel}" too, although the configuration does not name them.`);
}
