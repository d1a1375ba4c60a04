import type { User } from '../org-objects.js';
import type { JsonObject } from '../../kit/json-values.js';

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
