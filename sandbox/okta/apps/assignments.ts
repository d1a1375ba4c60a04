import { byId, holds, indexBy } from '../../kit/index-by.js';
import { asText } from '../../kit/json-values.js';
import { now } from '../ids.js';
import { findAppUser, findUser } from '../lookups.js';
import { OktaError } from '../okta-errors.js';
import type { OktaState, World } from '../okta-state.js';
import type { App, AppUser, User, UserStatus } from '../org-objects.js';
import { record, target } from '../system-log.js';
import { followsProfile, renewUserName, userNameFor } from './user-names.js';

interface AssignOptions {
  userName?: string | undefined;
  push?: boolean;
}

/** Gives a user an app. With provisioning on the push to the target is owed at once, unless `push` is false. */
export function assign(
  world: World,
  app: App,
  user: User,
  scope: AppUser['scope'],
  { userName, push = true }: AssignOptions = {},
): AppUser {
  const { state } = world;
  const at = now();
  const provisions = app.connection !== null && (app.toApp.createUsers || app.toApp.updateUserAttributes);
  const item: AppUser = {
    appId: app.id,
    userId: user.id,
    scope,
    status: provisions ? 'STAGED' : 'ACTIVE',
    syncState: provisions ? 'SYNCING' : 'DISABLED',
    externalId: null,
    userName: userName ?? userNameFor(app, user),
    ...(userName === undefined ? {} : { userNameGiven: true }),
    created: at,
    lastUpdated: at,
    statusChanged: at,
    lastSync: null,
    pushed: null,
    failure: null,
  };
  state.appUsers.push(item);
  record(state, 'application.user_membership.add', 'Add user to application membership', targetsOf(app, user));
  if (provisions && push) world.push({ kind: 'user', appId: app.id, userId: user.id });
  return item;
}

/** 400 under Federation Broker Mode, where everybody has the app and nobody can be given it. */
export function requireAssignable(app: App, what: string, whom: 'users' | 'groups'): void {
  if (app.settings['implicitAssignment'] !== true) return;
  const cause = `It is not possible to assign ${whom} to an AppInstance that has Federation Broker Mode enabled`;
  throw new OktaError('E0000001', { about: what, causes: [cause] });
}

/** Takes an app from a user. The target hears of it only where Deactivate Users is on. */
export function unassign(world: World, app: App, item: AppUser): void {
  const { state } = world;
  state.appUsers = state.appUsers.filter((other) => other !== item);
  const user = findUser(state, item.userId);
  if (user === undefined) return;
  record(state, 'application.user_membership.remove', "Remove user's application membership", targetsOf(app, user));
  if (app.toApp.deactivateUsers && app.connection !== null && item.externalId !== null) {
    world.push({ kind: 'deactivate', appId: app.id, externalId: item.externalId, login: user.profile.login });
  }
}

/** Ids of the app's assigned groups that the user is in. */
export function grantingGroups(world: World, app: App, userId: string): string[] {
  const { state } = world;
  return state.appGroups
    .filter(({ appId }) => appId === app.id)
    .map(({ groupId }) => groupId)
    .filter((id) => isMember(state, id, userId));
}

/** Whether a user is in a group. */
export function isMember({ groups }: OktaState, groupId: string, userId: string): boolean {
  const group = indexBy(groups, byId).get(groupId);
  return group !== undefined && holds(group.members, userId);
}

/** Makes one user's assignment follow the assigned groups. Assignments by hand (scope USER) stay. */
export function followGroups(world: World, app: App, userId: string): void {
  const { state } = world;
  const user = findUser(state, userId);
  const item = findAppUser(state, app.id, userId);
  const entitled =
    user !== undefined && user.status !== 'DEPROVISIONED' && grantingGroups(world, app, userId).length > 0;
  if (entitled && item === undefined) assign(world, app, user, 'GROUP');
  const gone = user === undefined || user.status === 'DEPROVISIONED';
  if (item !== undefined && (gone || (!entitled && item.scope === 'GROUP'))) unassign(world, app, item);
}

/** After a membership changed: assignments of the apps the group is assigned to, and pushes of the group itself. */
export function membershipChanged(world: World, groupId: string, userIds: readonly string[]): void {
  const { state } = world;
  for (const { appId } of state.appGroups.filter((item) => item.groupId === groupId)) {
    const app = state.apps.find(({ id }) => id === appId);
    for (const userId of userIds) if (app !== undefined) followGroups(world, app, userId);
  }
  for (const mapping of state.pushMappings) {
    if (mapping.sourceGroupId === groupId) world.push({ kind: 'group', mappingId: mapping.id });
  }
}

function targetsOf(app: App, user: User): ReturnType<typeof target>[] {
  const name = asText(user.profile['displayName']) || user.profile.login;
  return [
    target(user.id, 'AppUser', name, user.profile.login),
    target(app.id, 'AppInstance', app.label),
    target(user.id, 'User', name, user.profile.login),
  ];
}

/** A changed profile changes user names, and goes to every app with Update User Attributes on. */
export function profileChanged(world: World, user: User): void {
  const { state } = world;
  record(state, 'user.account.update_profile', 'Update user profile for Okta', [targetOf(user)]);
  for (const item of state.appUsers.filter(({ userId }) => userId === user.id)) {
    const app = state.apps.find(({ id }) => id === item.appId);
    if (app !== undefined && followsProfile(app)) renewUserName(app, item, user);
    if (app?.toApp.updateUserAttributes === true && item.syncState === 'SYNCHRONIZED') {
      world.push({ kind: 'user', appId: item.appId, userId: user.id });
    }
  }
}

/** A changed status: who is deactivated loses all apps, who is active again gets those of the groups. `event` is the event type. */
export function statusChanged(world: World, user: User, status: UserStatus, event: string): void {
  const { state } = world;
  user.status = status;
  user.statusChanged = now();
  user.lastUpdated = user.statusChanged;
  const action = event.slice(event.lastIndexOf('.') + 1).replaceAll('_', ' ');
  record(state, event, `${action} Okta user`, [targetOf(user)]);
  for (const app of state.apps) followGroups(world, app, user.id);
  for (const mapping of state.pushMappings) {
    if (isMember(state, mapping.sourceGroupId, user.id)) world.push({ kind: 'group', mappingId: mapping.id });
  }
}

function targetOf(user: User): ReturnType<typeof target> {
  return target(user.id, 'User', user.profile.login, user.profile.login);
}
