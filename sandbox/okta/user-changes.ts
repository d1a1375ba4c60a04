import { followGroups, isMember } from './assignments.js';
import type { User, UserStatus } from './org-objects.js';
import { record, target } from './system-log.js';
import { now } from './ids.js';
import type { World } from './okta-state.js';

/** A changed profile goes to every app with Update User Attributes on. */
export function profileChanged(world: World, user: User): void {
  const { state } = world;
  record(state, 'user.account.update_profile', 'Update user profile for Okta', [targetOf(user)]);
  for (const item of state.appUsers.filter(({ userId }) => userId === user.id)) {
    const app = state.apps.find(({ id }) => id === item.appId);
    if (app?.toApp.updateUserAttributes === true && item.syncState === 'SYNCHRONIZED') {
      world.push({ kind: 'user', appId: item.appId, userId: user.id });
    }
  }
}

/** A changed status: who is deactivated loses all apps, who is active again gets those of the groups. */
export function statusChanged(world: World, user: User, status: UserStatus, event: string): void {
  const { state } = world;
  user.status = status;
  user.statusChanged = now();
  user.lastUpdated = user.statusChanged;
  record(state, `user.lifecycle.${event}`, `${event} Okta user`, [targetOf(user)]);
  for (const app of state.apps) followGroups(world, app, user.id);
  for (const mapping of state.pushMappings) {
    if (isMember(state, mapping.sourceGroupId, user.id)) world.push({ kind: 'group', mappingId: mapping.id });
  }
}

function targetOf(user: User): ReturnType<typeof target> {
  return target(user.id, 'User', user.profile.login, user.profile.login);
}
