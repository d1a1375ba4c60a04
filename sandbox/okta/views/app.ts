import type { App } from '../org-objects.js';
import type { JsonObject } from '../../kit/json-values.js';

/** An app as Okta answers it. There is no `_links.self`. */
export function appView(base: string, app: App): JsonObject {
  const self = `${base}/api/v1/apps/${app.id}`;
  const active = app.status === 'ACTIVE';
  return {
    id: app.id,
    orn: `orn:okta:idp:00o:apps:${app.name}:${app.id}`,
    name: app.name,
    label: app.label,
    status: app.status,
    lastUpdated: app.lastUpdated,
    created: app.created,
    accessibility: app.accessibility,
    visibility: app.visibility,
    features: featuresOf(app),
    signOnMode: app.signOnMode,
    credentials: app.credentials,
    universalLogout: null,
    settings: app.settings,
    ...(app.profile === null ? {} : { profile: app.profile }),
    _links: {
      uploadLogo: { href: `${self}/logo`, hints: { allow: ['POST'] } },
      appLinks: [{ name: 'login', href: `${base}/home/${app.name}/${app.id}/aln1`, type: 'text/html' }],
      profileEnrollment: { href: `${base}/api/v1/policies/${app.accessPolicyId}` },
      policies: { href: `${self}/policies`, hints: { allow: ['PUT'] } },
      groups: { href: `${self}/groups` },
      logo: [{ name: 'medium', href: `${base}/logo.png`, type: 'image/png' }],
      accessPolicy: { href: `${base}/api/v1/policies/${app.accessPolicyId}` },
      users: { href: `${self}/users` },
      [active ? 'deactivate' : 'activate']: { href: `${self}/lifecycle/${active ? 'deactivate' : 'activate'}` },
    },
  };
}

/** The read-only `features`: what the provisioning tab has switched on. */
export function featuresOf(app: App): string[] {
  if (app.connection?.status !== 'ENABLED') return [];
  const { createUsers, updateUserAttributes, deactivateUsers } = app.toApp;
  return [
    'GROUP_PUSH',
    ...(createUsers ? ['PUSH_NEW_USERS'] : []),
    ...(updateUserAttributes ? ['PUSH_PROFILE_UPDATES'] : []),
    ...(deactivateUsers ? ['PUSH_USER_DEACTIVATION'] : []),
  ];
}
