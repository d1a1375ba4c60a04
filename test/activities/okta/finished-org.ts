import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { clientIdFor } from '../../../activities/okta/identity.js';
import type { OpenToken } from '../../../activities/secrets/secret-activities.js';
import { workflowIdFor } from '../../../runbook/model/names.js';
import { INPUT_DEFAULTS } from '../../../runbook/onboarding/input.js';
import type { OktaState } from '../../../sandbox/okta/okta-state.js';
import { startKiro } from '../../../sandbox/kiro/start-kiro.js';
import { asTemporal } from './drive.js';
import { connectIn, runAll } from './run.js';
import { startOrg, type Org } from './support.js';
import { afterTest } from '../../support/after-test.js';

type Made = Awaited<ReturnType<typeof runAll>>;

/** An org whose onboarding is finished, the Kiro that it pushes to, and what the steps gave. */
export interface FinishedOrg extends Pick<Made, 'oidc' | 'server' | 'scim'> {
  org: Org;
  kiroUrl: string;
  /** Kiro's SCIM access that Okta has. */
  access: { endpoint: string; token: string };
}

/** As text, with the addresses that it had. */
interface Kept {
  made: string;
  okta: string;
  kiro: string;
  oktaUrl: string;
  kiroUrl: string;
}

let kept: Promise<Kept> | undefined;

/** It is onboarded once for all tests of this process; each gets an org and a Kiro of its own that begin there. */
export async function finishedOrg(openToken?: OpenToken): Promise<FinishedOrg> {
  const { made, okta, kiro, oktaUrl, kiroUrl } = await (kept ??= onboardOnce());
  const newKiro = await startKiro({ port: 0, stateFile: null, resolver: '127.0.0.1:9', kept: kiro });
  afterTest(() => newKiro.close());
  // Chosen first: what the onboarding made is marked with the host of its org.
  const port = await freePort();
  const here = (text: string): string =>
    text
      .replaceAll(clientIdIn(oktaUrl), clientIdIn(`http://127.0.0.1:${port}`))
      .replaceAll(kiroUrl, newKiro.url)
      .replaceAll(new URL(oktaUrl).host, `127.0.0.1:${port}`);
  const org = await startOrg({}, {}, openToken, here(okta), port);
  org.task.owner = ownerIn(org.url);
  return { org, kiroUrl: newKiro.url, ...(JSON.parse(here(made)) as Omit<FinishedOrg, 'org' | 'kiroUrl'>) };
}

const ownerIn = (orgUrl: string): string => workflowIdFor({ okta: { orgUrl }, domain: 'example.com' });
/** The run gives its application a client id that goes by its own id. */
const clientIdIn = (orgUrl: string): string => clientIdFor(ownerIn(orgUrl), INPUT_DEFAULTS.okta.oidcApplication);

async function onboardOnce(): Promise<Kept> {
  const kiro = await startKiro({ port: 0, stateFile: null, resolver: '127.0.0.1:9' });
  afterTest(() => kiro.close());
  const answer = await fetch(`${kiro.url}/console/access-tokens`, { method: 'POST', body: '{}' });
  const { scimEndpoint: endpoint, token } = (await answer.json()) as { scimEndpoint: string; token: string };
  const org = await startOrg();
  org.task.owner = ownerIn(org.url);
  const { oidc, server, scim } = await runAll(org, connectIn(org, { baseUrl: endpoint, token }), null, asTemporal);
  // Okta has pushed all that it owes to Kiro.
  while ((JSON.parse(org.kept()) as OktaState).jobs.length > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  const made = JSON.stringify({ oidc, server, scim, access: { endpoint, token } });
  return { made, okta: org.kept(), kiro: kiro.kept(), oktaUrl: org.url, kiroUrl: kiro.url };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
