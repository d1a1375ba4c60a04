import type { OldPushes, Task } from '../../runbook/outside.js';
import { assignedGroups, readAppUsers } from './applications.js';
import { isCopy } from './find-old-pushes.js';
import { pathOfMappings } from './groups.js';
import { idOf, textAt } from './json-fields.js';
import { isStatus } from './okta-error.js';
import { removeMapping } from './push-mapping.js';
import { keepWritten, type Session } from './session.js';
import { inTime, notReady } from './waiting.js';

/** See `OldPushActivities.clearOldPushes`. Each object is looked up before it is deleted, so that a further try goes on. */
export async function clearOldPushes(
  session: Session,
  { appId, old }: Task & { appId: string; old: OldPushes },
): Promise<object> {
  for (const { id, group } of old.pushes) {
    const mapping = await session.okta.find(`${pathOfMappings(appId)}/${id}`);
    if (mapping === null) continue;
    await removeMapping(session, appId, mapping);
    noteDeleted(session, `group push of "${group}"`);
  }
  for (const copy of old.copies) await deleteCopy(session, appId, copy);
  const app = session.input.okta.provisioningApplication;
  const path = `/api/v1/apps/${appId}`;
  for (const { id, name } of old.taken.groups)
    await takeOff(session, `${path}/groups/${id}`, `assignment of group "${name}" to "${app}"`);
  // After the groups: Okta refuses to take somebody off whom a group assigns as well.
  for (const { id, userName } of old.taken.users)
    await takeOff(session, `${path}/users/${id}`, `assignment of user ${userName} to "${app}"`);
  await inTime(session, () => requireCleared(session, appId, old));
  const { pushes, taken } = old;
  session.evidence.push(
    ...pushes.map(({ id, group }) => ({ label: `Push of ${group} deleted`, value: id, url: null })),
    ...taken.groups.map(({ id, name }) => ({
      label: `Group ${name} taken off`,
      value: id,
      url: session.pages.group(id),
    })),
    ...(taken.users.length === 0
      ? []
      : [{ label: 'People taken off one by one', value: String(taken.users.length), url: null }]),
  );
  return {};
}

/** Okta's copy alone; the group in Kiro is another object, and stays. */
async function deleteCopy(session: Session, appId: string, { id, name }: OldPushes['copies'][number]): Promise<void> {
  const path = `/api/v1/groups/${id}`;
  if (!isCopy(await session.okta.find(path), appId)) return;
  try {
    await remove(session, path);
    noteDeleted(session, `Okta's copy of the Kiro group "${name}"`);
  } catch (error) {
    if (!isStatus(error, 400, 403, 405)) throw error;
    session.warnings.push(
      `Okta does not let its copy of the Kiro group "${name}" be deleted (${error.status} ${error.code ?? ''}). If the new push of it ` +
        'fails, choose Refresh App Groups on the tab Push Groups, once Okta is connected to the new endpoint.',
    );
  }
}

async function takeOff(session: Session, path: string, object: string): Promise<void> {
  if ((await session.okta.find(path)) === null) return;
  await remove(session, path);
  noteDeleted(session, object);
}

async function remove({ okta }: Session, path: string): Promise<void> {
  await okta.delete(path).catch((error: unknown) => {
    if (!isStatus(error, 404)) throw error;
  });
  okta.forget();
}

function noteDeleted(session: Session, object: string): void {
  session.changes.push({ object, action: 'change', fields: [{ path: 'is there', from: 'true', to: 'false' }] });
  keepWritten(session);
}

/** Okta takes the members of a large group off one after the other. */
async function requireCleared(session: Session, appId: string, old: OldPushes): Promise<void> {
  session.okta.forget();
  const groups = await assignedGroups(session, appId);
  const taken = new Set(old.taken.groups.map(({ id }) => id));
  const ofGroups =
    groups.length === 0 ? (await readAppUsers(session, appId)).filter(({ scope }) => scope === 'GROUP') : [];
  const mappings = await session.okta.listOnce(pathOfMappings(appId));
  const pushes = mappings.filter((mapping) => old.pushes.some(({ id }) => id === idOf(mapping)));
  const left = [
    ...groups.filter((group) => taken.has(textAt(group, 'id') ?? '')).map(() => 'an assigned group'),
    ...pushes.map(() => 'a push'),
    ...(ofGroups.length === 0 ? [] : [`${ofGroups.length} people`]),
  ];
  if (left.length > 0) throw notReady(`Taken off the SCIM application; Okta still shows ${left.join(', ')}.`);
}
