import type { AppUser } from '../org-objects.js';
import type { JsonObject } from '../../kit/json-values.js';
import { mappedProfile } from '../mapped-profile.js';
import type { OktaState } from '../okta-state.js';

/** An assignment as Okta answers it. */
export function appUserView(base: string, state: OktaState, item: AppUser): JsonObject {
  return {
    id: item.userId,
    externalId: item.externalId,
    created: item.created,
    lastUpdated: item.lastUpdated,
    scope: item.scope,
    status: item.status,
    statusChanged: item.statusChanged,
    passwordChanged: null,
    syncState: item.syncState,
    ...(item.lastSync === null ? {} : { lastSync: item.lastSync }),
    credentials: { userName: item.userName },
    profile: mappedProfile(state, item.appId, item.userId),
    _links: {
      app: { href: `${base}/api/v1/apps/${item.appId}` },
      user: { href: `${base}/api/v1/users/${item.userId}` },
    },
  };
}
