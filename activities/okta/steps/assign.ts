import type { ResolvedAudience } from '../audience.js';
import { ensure } from '../ensure.js';
import { isObject, textAt } from '../json.js';
import { appGroup } from '../objects/app-group.js';
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
  const assigned = (await session.okta.list(`/api/v1/apps/${appId}/groups?expand=group`)).filter(isObject);
  for (const other of assigned.filter((entry) => groups.every((group) => group.id !== textAt(entry, 'id')))) {
    const name = textAt(other, '_embedded.group.profile.name') ?? textAt(other, 'id') ?? '';
    session.warnings.push(`The group "${name}" has "${appLabel}" too, although the configuration does not name it.`);
  }
  const people = (await session.okta.list(`/api/v1/apps/${appId}/users`)).filter(isObject);
  const alone = people.filter((entry) => textAt(entry, 'scope') === 'USER');
  for (const other of alone.filter((entry) => users.every((user) => user.id !== textAt(entry, 'id')))) {
    const login = textAt(other, 'credentials.userName') ?? textAt(other, 'id') ?? '';
    session.warnings.push(`The user ${login} has "${appLabel}" too, although the configuration does not name them.`);
  }
}
