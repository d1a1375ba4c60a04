import type { Context } from 'hono';
import { textAt } from '../kit/json-values.js';
import { baseUrl } from '../kit/serve-http.js';
import { invalid } from './okta-errors.js';
import { readBody } from './okta-requests.js';
import type { Routes, World } from './okta-state.js';
import type { AuthorizationServer, IssuerMode } from './server-objects.js';
import { urlOf } from '../../runbook/model/url-of.js';

// An org has its own address and may have a custom domain: both serve all of it.

/** The custom domain as an address, or null. */
export function customUrl({ state }: World): string | null {
  return state.customDomain === null ? null : `http://${state.customDomain}`;
}

/** The address by which a server calls itself, for a request that came to one of the org's addresses. */
function addressOf(world: World, c: Context, mode: IssuerMode): string {
  const custom = customUrl(world);
  if (custom === null || mode === 'ORG_URL') return world.orgUrl;
  return mode === 'CUSTOM_URL' || baseUrl(c) === custom ? custom : world.orgUrl;
}

/** `iss` of the server's tokens: the string that a client stores. */
export function issuerOf(world: World, c: Context, server: AuthorizationServer): string {
  return `${addressOf(world, c, server.issuerMode)}/oauth2/${server.default ? 'default' : server.id}`;
}

/** The issuer mode in a body; without one that of a new server. 400 for CUSTOM_URL without a custom domain. */
export function issuerModeAt(world: World, mode: string | null, before?: IssuerMode): IssuerMode {
  if (mode === null) return before ?? (world.state.customDomain === null ? 'ORG_URL' : 'CUSTOM_URL');
  if (mode !== 'ORG_URL' && mode !== 'CUSTOM_URL' && mode !== 'DYNAMIC') {
    throw invalid('issuerMode', 'must be ORG_URL, CUSTOM_URL or DYNAMIC');
  }
  if (mode === 'CUSTOM_URL' && world.state.customDomain === null) {
    throw invalid('issuerMode', 'The org has no custom domain');
  }
  return mode;
}

/** Customizations > Domains. On a real org DNS and a certificate come first. */
export const addressConsoleRoutes: Routes = (app, world) => {
  const { state } = world;

  app.post('/console/custom-domain', async (c) => {
    const domain = textAt(await readBody(c), 'domain') ?? '';
    if (urlOf(`http://${domain}`)?.host !== domain) {
      return c.json({ message: 'Domain: a host, and a port where it has one, such as localhost:18081.' }, 400);
    }
    if (`http://${domain}` === world.orgUrl) return c.json({ message: "Domain: it is the org's own address." }, 400);
    state.customDomain = domain;
    return c.json({ message: 'Saved.', domain });
  });

  // Whatever was set to the custom domain goes back to the org's own address
  app.delete('/console/custom-domain', (c) => {
    if (state.customDomain === null) return c.json({ message: 'There is no custom domain.' }, 404);
    state.customDomain = null;
    for (const server of state.servers) server.issuerMode = 'ORG_URL';
    for (const item of state.apps) item.issuerMode = 'ORG_URL';
    return c.body(null, 204);
  });
};
