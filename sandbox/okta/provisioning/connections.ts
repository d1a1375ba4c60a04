import { isObject, type JsonObject, objectAt, textAt } from '../../kit/json-values.js';
import { baseUrl } from '../../kit/serve-http.js';
import { appOf } from '../lookups.js';
import { invalid, OktaError } from '../okta-errors.js';
import { lifecycleRoutes, param, readBody } from '../okta-requests.js';
import type { Routes, World } from '../okta-state.js';
import type { App } from '../org-objects.js';
import { scim, ScimFailure } from './scim-client.js';

const CONNECTION = '/api/v1/apps/:id/connections/default';
const SUPPORTED = ['okta_org2org', 'zscalerbyz'];

/** Okta documents the connection and feature APIs for few apps; the catalog app is none of them. */
function supported({ settings }: World, app: App): boolean {
  return settings.connectionApi || SUPPORTED.includes(app.name);
}

/** Connections and features of provisioning. */
export const connectionRoutes: Routes = (app, world) => {
  const { state } = world;

  app.get(CONNECTION, (c) => {
    const item = appOf(state, param(c, 'id'));
    return c.json(connectionView(baseUrl(c), item, supported(world, item)));
  });

  app.post(CONNECTION, async (c) => {
    const item = appOf(state, param(c, 'id'));
    const body = await readBody(c);
    if (supported(world, item)) {
      const url = textAt(body, 'baseUrl') ?? '';
      const token = textAt(objectAt(body, 'profile'), 'token');
      if (token === null) throw invalid('profile.token', 'The field cannot be left blank');
      const problem = await testConnection(url, token);
      if (problem !== null) throw new OktaError('E0000059', { causes: [problem] });
      item.connection = { baseUrl: url, token, status: c.req.query('activate') === 'true' ? 'ENABLED' : 'DISABLED' };
    }
    return c.json(connectionView(baseUrl(c), item, supported(world, item)));
  });

  lifecycleRoutes(app, CONNECTION, (c, { action }) => {
    const item = appOf(state, param(c, 'id'));
    const status = action === 'activate' ? 'ENABLED' : 'DISABLED';
    if (supported(world, item) && item.connection !== null) item.connection.status = status;
    return c.body(null, 204);
  });

  app.get('/api/v1/apps/:id/features', (c) => {
    const item = requireProvisioning(world, appOf(state, param(c, 'id')));
    return c.json([featureView(baseUrl(c), item)]);
  });

  app.get('/api/v1/apps/:id/features/:name', (c) => {
    const item = requireProvisioning(world, appOf(state, param(c, 'id')));
    return c.json(featureView(baseUrl(c), item));
  });

  app.put('/api/v1/apps/:id/features/:name', async (c) => {
    const item = requireProvisioning(world, appOf(state, param(c, 'id')));
    const body = await readBody(c);
    const update = objectAt(body, 'update');
    item.toApp = {
      createUsers: switchAt(objectAt(body, 'create')['lifecycleCreate'], item.toApp.createUsers),
      updateUserAttributes: switchAt(update['profile'], item.toApp.updateUserAttributes),
      deactivateUsers: switchAt(update['lifecycleDeactivate'], item.toApp.deactivateUsers),
    };
    return c.json(featureView(baseUrl(c), item));
  });
};

/** Unsupported, and not yet connected, look the same. */
function requireProvisioning(world: World, app: App): App {
  if (supported(world, app) && app.connection?.status === 'ENABLED') return app;
  const cause = 'Provisioning is not enabled for the app instance.';
  throw new OktaError('E0000001', { about: 'feature', causes: [cause] });
}

/** An unsupported app is answered with 200 and UNKNOWN, so that a 200 proves nothing. The token is never shown. */
function connectionView(base: string, app: App, isSupported: boolean): JsonObject {
  const self = `${base}/api/v1/apps/${app.id}/connections/default`;
  const status = app.connection?.status ?? 'DISABLED';
  const action = status === 'ENABLED' ? 'deactivate' : 'activate';
  const links = { self: { href: self, hints: { allow: ['POST', 'GET'] } } };
  if (!isSupported) {
    return { authScheme: 'UNKNOWN', status: 'UNKNOWN', profile: { authScheme: 'UNKNOWN' }, _links: links };
  }
  return {
    authScheme: 'TOKEN',
    status,
    baseUrl: app.connection?.baseUrl ?? null,
    profile: { authScheme: 'TOKEN' },
    _links: { ...links, [action]: { href: `${self}/lifecycle/${action}`, hints: { allow: ['POST'] } } },
  };
}

function switchAt(value: JsonObject[string], otherwise: boolean): boolean {
  return isObject(value) && typeof value['status'] === 'string' ? value['status'] === 'ENABLED' : otherwise;
}

function featureView(base: string, { id, toApp }: App): JsonObject {
  const status = (on: boolean): { status: string } => ({ status: on ? 'ENABLED' : 'DISABLED' });
  const self = `${base}/api/v1/apps/${id}/features/USER_PROVISIONING`;
  return {
    name: 'USER_PROVISIONING',
    status: 'ENABLED',
    description: 'User provisioning settings from Okta to a downstream application',
    capabilities: {
      create: { lifecycleCreate: status(toApp.createUsers) },
      update: {
        profile: status(toApp.updateUserAttributes),
        lifecycleDeactivate: status(toApp.deactivateUsers),
        password: { status: 'DISABLED', seed: 'RANDOM', change: 'KEEP_EXISTING' },
      },
    },
    _links: { self: { href: self, hints: { allow: ['GET', 'PUT'] } } },
  };
}

/** "Test API Credentials": null where the target answers, else what the console shows. */
export async function testConnection(baseUrl: string, token: string): Promise<string | null> {
  if (!/^https?:\/\/\S+[^/\s]$/.test(baseUrl)) return 'Base URL: Does not match required pattern';
  try {
    await scim({ baseUrl, token }, 'GET', 'ServiceProviderConfig');
    await scim({ baseUrl, token }, 'GET', 'Users?count=1');
    return null;
  } catch (error) {
    if (!(error instanceof ScimFailure)) throw error;
    const why = error.status === 401 ? 'Unauthorized' : error.detail;
    return `Error authenticating: ${why}. Verify that the Base URL and the API Token are correct.`;
  }
}
