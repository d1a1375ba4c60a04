import type { Group } from '../org-objects.js';
import type { JsonObject } from '../../kit/json-values.js';

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
