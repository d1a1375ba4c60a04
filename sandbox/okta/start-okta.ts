import { createSandboxApp, settingsRoute } from '../kit/sandbox-app.js';
import { serveApp } from '../kit/serve-http.js';
import { openStore } from '../kit/store.js';
import { addPages } from '../pages/console-pages.js';
import type { Consoles } from '../pages/page-frame.js';
import { addMiddleware } from './okta-middleware.js';
import { oktaPages } from './pages/okta-pages.js';
import { addressConsoleRoutes } from './org-addresses.js';
import {
  DEFAULT_SETTINGS,
  type OktaSandboxSettings,
  type OktaState,
  type Routes,
  settingsForm,
  type World,
} from './okta-state.js';
import { adminRoleRoutes } from './directory/admin-roles.js';
import { appGroupRoutes } from './apps/assigned-groups.js';
import { appUserRoutes } from './apps/assigned-users.js';
import { appRoutes } from './apps/apps.js';
import { claimRoutes, scopeRoutes } from './servers/scopes-and-claims.js';
import { connectionRoutes } from './provisioning/connections.js';
import { consoleRoutes } from './provisioning/admin-console.js';
import { credentialRoutes } from './apps/app-credentials.js';
import { crowdRoutes } from './directory/many-people.js';
import { groupRuleRoutes } from './directory/group-rules.js';
import { directoryRoutes } from './directory/directory-import.js';
import { groupRoutes } from './directory/okta-groups.js';
import { mappingRoutes } from './provisioning/profile-mappings.js';
import { metaRoutes, orgRoutes } from './directory/org-and-schemas.js';
import { oauthAuthorizeRoutes } from './oauth/authorize.js';
import { oauthMetadataRoutes, serverRoutes } from './servers/authorization-servers.js';
import { orgOAuthRoutes } from './oauth/org-oauth.js';
import { oauthTokenRoutes } from './oauth/token-endpoints.js';
import { pushMappingRoutes } from './provisioning/push-mappings.js';
import { serverPolicyRoutes } from './servers/access-policies.js';
import { serverRuleRoutes } from './servers/policy-rules.js';
import { tokenListRoutes } from './oauth/refresh-tokens.js';
import { userRoutes } from './directory/okta-users.js';
import { signInConsoleRoutes, userLifecycleRoutes } from './directory/user-lifecycle.js';
import { userSchemaRoutes } from './directory/user-schema.js';
import { pusherOf } from './provisioning/pusher.js';
import { initialState, LATER_PARTS } from './seed.js';
import { logRoutes } from './system-log.js';

/**
 * `serverRoutes` checks the licence, so it comes before everything below an authorization server; `groups/rules` is no group.
 */
const ALL_ROUTES: readonly Routes[] = [
  appRoutes,
  appGroupRoutes,
  appUserRoutes,
  connectionRoutes,
  pushMappingRoutes,
  credentialRoutes,
  groupRuleRoutes,
  groupRoutes,
  userRoutes,
  adminRoleRoutes,
  userLifecycleRoutes,
  userSchemaRoutes,
  serverRoutes,
  scopeRoutes,
  claimRoutes,
  serverPolicyRoutes,
  serverRuleRoutes,
  mappingRoutes,
  metaRoutes,
  logRoutes,
  orgRoutes,
  orgOAuthRoutes,
  oauthMetadataRoutes,
  oauthAuthorizeRoutes,
  oauthTokenRoutes,
  tokenListRoutes,
  consoleRoutes,
  signInConsoleRoutes,
  addressConsoleRoutes,
  directoryRoutes,
  crowdRoutes,
];

/** SSWS token of the sandbox where no other is given. */
export const SANDBOX_TOKEN = 'sandbox-okta-token';

export interface OktaSandboxOptions {
  /** 0 takes a free port. */
  port: number;
  /** Where the org is kept between runs; null keeps it in memory. */
  stateFile: string | null;
  token?: string;
  settings?: Partial<OktaSandboxSettings>;
  /** What `kept` of another org gave: begin with all that it held, in memory. */
  kept?: string;
  /** Addresses of the other consoles, as they come to be known. */
  consoles?: Consoles;
  /** Path of the sandbox's onboarding.yaml; a drill writes its files beside it. */
  config?: string;
}

export interface OktaSandbox {
  url: string;
  port: number;
  token: string;
  /** All that the org holds, as its file has it. */
  kept(): string;
  close(): Promise<void>;
}

/** Starts a stateful Okta org on 127.0.0.1. Pushes that were pending when it last stopped are sent at once. */
export async function startOkta(options: OktaSandboxOptions): Promise<OktaSandbox> {
  const settings = { ...DEFAULT_SETTINGS, ...options.settings };
  const token = options.token ?? SANDBOX_TOKEN;
  const { stateFile: file, kept } = options;
  const initial = (): OktaState =>
    kept === undefined ? initialState(settings.serviceAppKey) : (JSON.parse(kept) as OktaState);
  const store = openStore({ file, initial });
  store.data = { ...structuredClone(LATER_PARTS), ...store.data };
  const pusher = pusherOf(() => world);
  const world: World = { store, state: store.data, settings, token, orgUrl: '', push: (job) => pusher.push(job) };
  const { app } = createSandboxApp();
  addMiddleware(app, world);
  addPages(app, oktaPages(world, app, { consoles: options.consoles ?? {}, config: options.config }));
  settingsRoute(app, settings, settingsForm);
  for (const addTo of ALL_ROUTES) addTo(app, world);
  const server = await serveApp(app, options.port, '--okta-port');
  world.orgUrl = server.url;
  store.save();
  pusher.resume();
  return {
    url: server.url,
    port: server.port,
    token,
    kept: () => JSON.stringify(store.data),
    async close() {
      await server.close();
      await pusher.close();
      store.save();
      store.flush();
    },
  };
}
