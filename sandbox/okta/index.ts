import { createSandboxApp } from '../kit/app.js';
import { serveApp } from '../kit/serve.js';
import { settingsRoute } from '../kit/settings-route.js';
import { openStore } from '../kit/store.js';
import { frame } from './frame.js';
import { ALL_ROUTES } from './routes/index.js';
import { pusherOf } from './scim/pusher.js';
import { initialState } from './seed.js';
import { DEFAULT_SETTINGS, settingsForm, type OktaSandboxSettings } from './settings.js';
import type { World } from './world.js';

export { SERVICE_CLIENT_ID, type OktaSandboxSettings } from './settings.js';

/** SSWS token of the sandbox where no other is given. */
const DEFAULT_TOKEN = 'sandbox-okta-token';

export interface OktaSandboxOptions {
  /** 0 takes a free port. */
  port: number;
  /** Where the org is kept between runs; null keeps it in memory. */
  stateFile: string | null;
  token?: string;
  settings?: Partial<OktaSandboxSettings>;
}

export interface OktaSandbox {
  url: string;
  port: number;
  token: string;
  close(): Promise<void>;
}

/** Starts a stateful Okta org on 127.0.0.1. Pushes that were owed when it last ended go on at once. */
export async function startOkta(options: OktaSandboxOptions): Promise<OktaSandbox> {
  const settings = { ...DEFAULT_SETTINGS, ...options.settings };
  const token = options.token ?? DEFAULT_TOKEN;
  const store = openStore({ file: options.stateFile, initial: () => initialState(settings.serviceAppKey) });
  const pusher = pusherOf(() => world);
  const world: World = { store, state: store.data, settings, token, push: (job) => pusher.push(job) };
  const { app } = createSandboxApp();
  frame(app, world);
  settingsRoute(app, settings, settingsForm);
  for (const addTo of ALL_ROUTES) addTo(app, world);
  const server = await serveApp(app, options.port, '--okta-port');
  store.save();
  pusher.resume();
  return {
    url: server.url,
    port: server.port,
    token,
    async close() {
      await server.close();
      await pusher.close();
      store.save();
      store.flush();
    },
  };
}
