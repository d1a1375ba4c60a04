import type { JsonObject } from '../../kit/json-values.js';
import { newId, now } from '../ids.js';
import type { OktaState } from '../okta-state.js';
import type { Group, User, UserStatus } from '../org-objects.js';

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

/** A user as Okta answers it. */
export function userView(base: string, user: User): JsonObject {
  return {
    id: user.id,
    status: user.status,
    created: user.created,
    activated: user.activated,
    statusChanged: user.statusChanged,
    lastLogin: user.lastLogin,
    lastUpdated: user.lastUpdated,
    passwordChanged: null,
    type: { id: user.typeId },
    profile: user.profile,
    credentials: { provider: { type: 'OKTA', name: 'OKTA' } },
    _links: { self: { href: `${base}/api/v1/users/${user.id}` } },
  };
}

/** A group as Okta answers it. */
export function groupView(base: string, group: Group): JsonObject {
  const self = `${base}/api/v1/groups/${group.id}`;
  const appGroup = group.type === 'APP_GROUP';
  return {
    id: group.id,
    created: group.created,
    lastUpdated: group.lastUpdated,
    lastMembershipUpdated: group.lastMembershipUpdated,
    objectClass: [appGroup ? 'okta:app_group' : 'okta:user_group'],
    type: group.type,
    profile: group.profile,
    ...(group.source === null ? {} : { source: { id: group.source.appId } }),
    _links: {
      logo: [{ name: 'medium', href: `${base}/logo.png`, type: 'image/png' }],
      users: { href: `${self}/users` },
      apps: { href: `${self}/apps` },
      ...(group.source === null ? {} : { source: { href: `${base}/api/v1/apps/${group.source.appId}` } }),
    },
  };
}
