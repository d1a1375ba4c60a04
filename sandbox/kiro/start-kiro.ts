import { createSandboxApp, settingsRoute } from '../kit/sandbox-app.js';
import { serveApp } from '../kit/serve-http.js';
import { openStore } from '../kit/store.js';
import { addPages } from '../pages/console-pages.js';
import type { Consoles } from '../pages/page-frame.js';
import { accessTokenRoutes, domainRoutes, profileRoutes } from './console/identity-management.js';
import { subscriptionRoutes } from './console/subscriptions.js';
import { addMiddleware } from './kiro-middleware.js';
import {
  DEFAULT_SETTINGS,
  type KiroSettings,
  type KiroState,
  newKiroState,
  type Routes,
  settingsForm,
  UserKeys,
  type World,
} from './kiro-state.js';
import { kiroPages } from './pages/kiro-pages.js';
import { signInRoutes } from './sign-in.js';
import { metaRoutes } from './scim/discovery.js';
import { scimErrorForm } from './scim/scim-answers.js';
import { groupRoutes } from './scim/scim-groups.js';
import { manyUsersRoutes, userRoutes } from './scim/scim-users.js';

export interface KiroSandboxOptions {
  /** 0 takes a free port. */
  port: number;
  /** Where the profile is kept between runs; null keeps it in memory. */
  stateFile: string | null;
  /** "host:port" of the DNS server that the domain check asks. */
  resolver: string;
  settings?: Partial<KiroSettings>;
  /** What `kept` of another Kiro gave: begin with all that it held, in memory. */
  kept?: string;
  /** Addresses of the other consoles, as they come to be known. */
  consoles?: Consoles;
}

export interface KiroSandbox {
  url: string;
  port: number;
  /** All that it holds, as its file has it. */
  kept(): string;
  close(): Promise<void>;
}

/** `metaRoutes` comes first: `Users/.search` is not a user. */
const ALL_ROUTES: readonly Routes[] = [
  metaRoutes,
  userRoutes,
  groupRoutes,
  profileRoutes,
  domainRoutes,
  accessTokenRoutes,
  subscriptionRoutes,
  manyUsersRoutes,
  signInRoutes,
];

/** Starts a stateful Kiro on 127.0.0.1: its console, and SCIM as AWS and Kiro bend it (docs/unverified.md). */
export async function startKiro(options: KiroSandboxOptions): Promise<KiroSandbox> {
  const { stateFile: file, kept } = options;
  const initial = (): KiroState => (kept === undefined ? newKiroState() : (JSON.parse(kept) as KiroState));
  const store = openStore({ file, initial });
  const settings = { ...DEFAULT_SETTINGS, ...options.settings };
  const { resolver } = options;
  const keys = new UserKeys(store.data.users);
  const world: World = { store, state: store.data, settings, keys, membersAdded: 0, resolver };
  const { app } = createSandboxApp({ errorForm: scimErrorForm });
  addMiddleware(app, world);
  addPages(app, kiroPages(world, app, options.consoles ?? {}));
  settingsRoute(app, settings, settingsForm);
  for (const addTo of ALL_ROUTES) addTo(app, world);
  const server = await serveApp(app, options.port, '--kiro-port');
  store.save();
  return {
    url: server.url,
    port: server.port,
    kept: () => JSON.stringify(store.data),
    async close() {
      await server.close();
      store.flush();
    },
  };
}
