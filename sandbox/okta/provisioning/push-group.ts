import { type JsonObject, textAt } from '../../kit/json-values.js';
import { now } from '../ids.js';
import { findUser } from '../lookups.js';
import type { World } from '../okta-state.js';
import type { App, Connection, Group, PushMapping, UserStatus } from '../org-objects.js';
import { record, target } from '../system-log.js';
import { explain, firstId, scim, ScimFailure } from './scim-client.js';

/** AWS takes at most 100 membership changes in a request. */
const CHUNK = 100;
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const EVENT = 'application.provision.group_push.';

/** Brings one pushed group in the target to what it is in Okta: the group, its name, its members. */
export async function pushGroup(world: World, app: App, mapping: PushMapping, lastTry: boolean): Promise<void> {
  const { state } = world;
  const source = state.groups.find(({ id }) => id === mapping.sourceGroupId);
  const linked = state.groups.find(({ id }) => id === mapping.targetGroupId);
  if (source === undefined || linked?.source == null || mapping.status !== 'ACTIVE') return;
  // Without provisioning a mapping is ACTIVE all the same, and nothing is ever pushed (seen with real orgs).
  if (app.connection?.status !== 'ENABLED') return;
  const targets = [target(linked.id, 'UserGroup', linked.profile.name), target(app.id, 'AppInstance', app.label)];
  try {
    const id = await ensureGroup(world, app.connection, mapping, linked);
    await pushMembers(world, app, app.connection, mapping, source, id);
  } catch (error) {
    if (error instanceof ScimFailure && error.transient && !lastTry) throw error;
    const reason = explain(app, `group ${linked.profile.name}`, error);
    Object.assign(mapping, { status: 'ERROR', errorSummary: reason, lastUpdated: seconds() });
    record(state, `${EVENT}mapping.update.or.delete.failed.with.error`, 'Push group', targets, 'FAILURE', reason);
    return;
  }
  Object.assign(mapping, { lastPush: seconds(), errorSummary: null });
  record(state, `${EVENT}pushed`, 'Push group to external application', targets);
}

async function ensureGroup(world: World, connection: Connection, mapping: PushMapping, linked: Group): Promise<string> {
  const displayName = linked.profile.name;
  const known = linked.source?.externalId ?? null;
  if (known !== null) {
    // Every push begins with the name: a group that the target does not have fails even where no member changes.
    await patch(connection, known, [{ op: 'replace', value: { id: known, displayName } }]);
    return known;
  }
  if (linked.source === null) return '';
  let id = mapping.creating ? await firstId(connection, 'Groups', 'displayName', displayName) : null;
  if (id === null) {
    mapping.creating = true;
    world.store.save();
    const schemas = ['urn:ietf:params:scim:schemas:core:2.0:Group'];
    id = textAt(await scim(connection, 'POST', 'Groups', { schemas, displayName, members: [] }), 'id');
  }
  if (id === null) throw new ScimFailure(502, `No group returned for group ${displayName}`);
  linked.source.externalId = id;
  mapping.creating = false;
  world.store.save();
  return id;
}

async function pushMembers(
  world: World,
  app: App,
  connection: Connection,
  mapping: PushMapping,
  source: Group,
  id: string,
): Promise<void> {
  const { wanted, ignored } = membersInTarget(world, app, mapping, source);
  const pushed = new Set(mapping.pushedMembers);
  const added = wanted.filter((member) => !pushed.has(member));
  const kept = new Set(wanted);
  const removed = mapping.pushedMembers.filter((member) => !kept.has(member));
  for (const part of chunks(removed)) {
    await patch(
      connection,
      id,
      part.map((value) => ({ op: 'remove', path: `members[value eq "${value}"]` })),
    );
    mapping.pushedMembers = mapping.pushedMembers.filter((member) => !part.includes(member));
    world.store.save();
  }
  for (const part of chunks(added)) {
    await patch(connection, id, [{ op: 'add', path: 'members', value: part.map((value) => ({ value })) }]);
    mapping.pushedMembers.push(...part);
    world.store.save();
  }
  if (ignored > 0) {
    const reason = `${ignored} members are not provisioned to the application`;
    const targets = [target(source.id, 'UserGroup', source.profile.name), target(app.id, 'AppInstance', app.label)];
    const event = 'app.user_management.grouppush.mapping.okta.users.ignored';
    record(world.state, event, 'Group push mapping users ignored', targets, 'SKIPPED', reason);
  }
}

const INACTIVE: readonly (UserStatus | undefined)[] = ['STAGED', 'SUSPENDED', 'DEPROVISIONED'];

/** Only members who are assigned and already exist in the target can be pushed, and inactive people are not pushed anew. */
function membersInTarget(
  { state }: World,
  app: App,
  { pushedMembers }: PushMapping,
  source: Group,
): { wanted: string[]; ignored: number } {
  const ids = new Map(
    state.appUsers.filter(({ appId }) => appId === app.id).map(({ userId, externalId }) => [userId, externalId]),
  );
  const there = new Set(pushedMembers);
  const wanted = source.members.flatMap((userId) => {
    const id = ids.get(userId) ?? null;
    if (id === null) return [];
    return there.has(id) || !INACTIVE.includes(findUser(state, userId)?.status) ? [id] : [];
  });
  return { wanted, ignored: source.members.length - wanted.length };
}

async function patch(connection: Connection, id: string, Operations: JsonObject[]): Promise<void> {
  await scim(connection, 'PATCH', `Groups/${id}`, { schemas: [PATCH_OP], Operations });
}

/** Deletes the group in the target, for `deleteTargetGroup=true`. */
export async function deleteGroup(
  { state }: World,
  app: App,
  externalId: string,
  name: string,
  lastTry: boolean,
): Promise<void> {
  if (app.connection?.status !== 'ENABLED') return;
  const targets = [target(externalId, 'UserGroup', name), target(app.id, 'AppInstance', app.label)];
  try {
    await scim(app.connection, 'DELETE', `Groups/${externalId}`);
    record(state, `${EVENT}removed`, 'Remove group from external application', targets);
  } catch (error) {
    if (error instanceof ScimFailure && error.transient && !lastTry) throw error;
    const reason = explain(app, `the removal of group ${name}`, error);
    record(state, `${EVENT}removed`, 'Remove group from external application', targets, 'FAILURE', reason);
  }
}

function chunks<T>(items: T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / CHUNK) }, (_, i) => items.slice(i * CHUNK, (i + 1) * CHUNK));
}

/** Push mappings have dates without milliseconds. */
export function seconds(): string {
  return now().replace(/\.\d+Z$/, 'Z');
}
