import type { Group, User, UserStatus } from './org-objects.js';
import { newId, now } from './ids.js';
import type { OktaState } from './okta-state.js';

/** A user of the org; added to nothing yet. */
export function newUser({ userTypeId }: OktaState, profile: User['profile'], status: UserStatus): User {
  const at = now();
  return {
    id: newId('user'),
    status,
    created: at,
    activated: status === 'STAGED' ? null : at,
    statusChanged: at,
    lastLogin: null,
    lastUpdated: at,
    typeId: userTypeId,
    profile: { secondEmail: null, mobilePhone: null, ...profile },
  };
}

/** A group; added to nothing yet. */
export function newGroup(profile: Group['profile'], given: Partial<Pick<Group, 'type' | 'members' | 'source'>>): Group {
  const at = now();
  const dates = { created: at, lastUpdated: at, lastMembershipUpdated: at };
  return { id: newId('group'), type: 'OKTA_GROUP', profile, ...dates, members: [], source: null, ...given };
}
