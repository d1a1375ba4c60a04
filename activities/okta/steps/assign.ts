import type { ResolvedAudience } from '../audience.js';
import { ensure } from '../ensure.js';
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
