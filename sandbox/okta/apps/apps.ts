import { isObject, type JsonObject, objectAt, textAt } from '../../kit/json-values.js';
import { baseUrl } from '../../kit/serve-http.js';
import { appOf } from '../lookups.js';
import { addMappings } from '../provisioning/profile-mappings.js';
import { invalid, notFound, OktaError } from '../okta-errors.js';
import { page } from '../okta-paging.js';
import { lifecycleRoutes, param, predicate, readBody, startsWith } from '../okta-requests.js';
import type { Routes, World } from '../okta-state.js';
import type { App } from '../org-objects.js';
import { record, target } from '../system-log.js';
import { newApp } from './new-app.js';

/** Catalog keys that the sandbox knows, beside custom OpenID Connect and SAML apps (no name). */
const CATALOG = ['oidc_client', 'amazon_aws_sso', 'okta_org2org', 'zscalerbyz', 'bookmark', 'template_saml_2_0'];

/** Applications. */
export const appRoutes: Routes = (app, world) => {
  const { state } = world;

  app.post('/api/v1/apps', async (c) => {
    const body = await readBody(c);
    requireKnown(world, body);
    const made = newApp(state, body);
    if (c.req.query('activate') === 'false') made.status = 'INACTIVE';
    state.apps.push(made);
    addMappings(state, made);
    record(state, 'application.lifecycle.create', 'Create application', [targetOf(made)]);
    return c.json(appView(baseUrl(c), made));
  });

  app.get('/api/v1/apps', (c) => {
    const matches = predicate(c.req.query('filter'));
    const found = state.apps.filter((item) => startsWith(c.req.query('q'), item.label, item.name) && matches(item));
    return page(
      c,
      found,
      { standard: 200, max: 200 },
      ({ id }) => id,
      (item) => appView(baseUrl(c), item),
    );
  });

  app.get('/api/v1/apps/:id', (c) => c.json(appView(baseUrl(c), appOf(state, param(c, 'id')))));

  app.put('/api/v1/apps/:id', async (c) => {
    const before = appOf(state, param(c, 'id'));
    requireChangeable(world, before);
    const after = newApp(state, await readBody(c), before);
    state.apps[state.apps.indexOf(before)] = after;
    record(state, 'application.lifecycle.update', 'Update application', [targetOf(after)]);
    return c.json(appView(baseUrl(c), after));
  });

  app.delete('/api/v1/apps/:id', (c) => {
    const gone = appOf(state, param(c, 'id'));
    if (gone.status === 'ACTIVE') {
      const reason = 'The application must be deactivated before deletion.';
      throw new OktaError('E0000056', { causes: [reason] });
    }
    forget(world, gone.id);
    record(state, 'application.lifecycle.delete', 'Delete application', [targetOf(gone)]);
    return c.body(null, 204);
  });

  lifecycleRoutes(app, '/api/v1/apps/:id', (c, { action, status }) => {
    const item = appOf(state, param(c, 'id'));
    item.status = status;
    record(state, `application.lifecycle.${action}`, `${action} application`, [targetOf(item)]);
    return c.json({});
  });

  app.put('/api/v1/apps/:id/policies/:policyId', (c) => {
    const item = appOf(state, param(c, 'id'));
    const policyId = param(c, 'policyId');
    if (policyId !== state.accessPolicyId) throw notFound(policyId, 'Policy');
    item.accessPolicyId = policyId;
    return c.body(null, 204);
  });
};

function requireKnown(world: World, body: JsonObject): void {
  const name = textAt(body, 'name');
  if (name !== null && !CATALOG.includes(name)) throw notFound(name, 'App');
  const settings = objectAt(body, 'settings');
  if (name === 'amazon_aws_sso' && world.settings.catalogSettingsRequired && !isObject(settings['app'])) {
    throw invalid('settings', 'The field cannot be left blank');
  }
}

/**
 * 400 for an inactive app that the org made itself: there is no active one of its kind, as Okta puts it. Those of the
 * catalog and OpenID Connect clients can be changed (recordings of Okta's Terraform provider), unless a setting says no.
 */
function requireChangeable({ settings }: World, app: App): void {
  const isCustom = !CATALOG.includes(app.name);
  if (app.status === 'ACTIVE' || (!isCustom && !settings.refuseInactiveUpdates)) return;
  const cause = 'This operation on app metadata is not yet supported: No active instances.';
  throw new OktaError('E0000024', { causes: [cause] });
}

/** Removes an app and all that hangs on it. */
function forget({ state }: World, id: string): void {
  state.apps = state.apps.filter((item) => item.id !== id);
  state.appGroups = state.appGroups.filter(({ appId }) => appId !== id);
  state.appUsers = state.appUsers.filter(({ appId }) => appId !== id);
  state.mappings = state.mappings.filter(({ source, target }) => source.id !== id && target.id !== id);
  state.pushMappings = state.pushMappings.filter(({ appId }) => appId !== id);
  state.groups = state.groups.filter(({ source }) => source?.appId !== id);
}

function targetOf(app: App): ReturnType<typeof target> {
  return target(app.id, 'AppInstance', app.label);
}

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
