import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunRecord } from '../../../activities/verify/run-record.js';
import { verify } from '../../../activities/verify/verify-onboarding.js';
import type { Verification } from '../../../runbook/verify/verification.js';
import { createOktaActivities } from '../../../activities/okta/okta-activities.js';
import { type OktaClient, oktaClient } from '../../../activities/okta/okta-client.js';
import { workflowIdFor } from '../../../runbook/model/names.js';
import type { OnboardingInput } from '../../../runbook/onboarding/input.js';
import type { Seat } from '../../../runbook/roster/subscription-list.js';
import type { KiroState } from '../../../sandbox/kiro/kiro-state.js';
import { startKiro } from '../../../sandbox/kiro/start-kiro.js';
import type { OktaState } from '../../../sandbox/okta/okta-state.js';
import { startOkta } from '../../../sandbox/okta/start-okta.js';
import { asTemporal } from '../../activities/okta/drive.js';
import { runAll } from '../../activities/okta/run.js';
import { inputFor, TEST_PATIENCE } from '../../activities/okta/support.js';
import { type Call, caller } from '../../support/console-call.js';
import { Secret } from '../../../runbook/secrets/secret.js';
import { held } from '../../support/secret.js';

const TEAM = 'ana ben cem dee eva finn gita hugo ines jon kaya lena'.split(' ');

/** A finished onboarding as two files, from which it can be opened again in a moment. */
export interface Snapshot {
  dir: string;
  okta: string;
  kiro: string;
  /** Where the two were; the texts above hold these addresses. */
  oktaUrl: string;
  kiroUrl: string;
  token: string;
  scim: { endpoint: string; token: string };
  run: RunRecord;
  ids: HouseIds;
  remove: () => void;
}

export interface HouseIds {
  oidcAppId: string;
  clientId: string;
  serverId: string;
  scimAppId: string;
}

/** An onboarding that is open: what a person can do in it, and `verify`. */
export interface House extends HouseIds {
  oktaUrl: string;
  kiroUrl: string;
  /** Okta's API and console. */
  okta: Call;
  /** Kiro's SCIM. */
  scim: Call;
  /** Kiro's console. */
  kiro: Call;
  input: OnboardingInput;
  client: OktaClient;
  /** What verify is given: a fault may change it. */
  given: {
    scim: { endpoint: string; token: string } | null;
    seats: Seat[] | null;
    txt: string[];
    run: RunRecord | null;
  };
  /** Waits until Okta has sent all that it owes to Kiro. */
  settled: () => Promise<void>;
  verify: () => Promise<Verification>;
  close: () => Promise<void>;
}

const TXT = 'kiro-site-verification=12345678-1234-1234-1234-123456789abc';

const json = { 'content-type': 'application/json' };

/** Does one onboarding of the sandbox's org, to its end. */
export async function finishOnboarding(): Promise<Snapshot> {
  const dir = mkdtempSync(join(tmpdir(), 'kiro-planted-'));
  const files = { okta: join(dir, 'okta.json'), kiro: join(dir, 'kiro.json') };
  const kiro = await startKiro({ port: 0, stateFile: files.kiro, resolver: '127.0.0.1:9' });
  const okta = await startOkta({ port: 0, stateFile: files.okta });
  const console = caller(kiro.url, json);
  await console('POST', '/console/profile', { issuer: 'https://example.okta.com/oauth2/aus1', clientId: '0oa1' });
  const access = await console<{ scimEndpoint: string; token: string }>('POST', '/console/access-tokens', {});
  const scim = { endpoint: access.scimEndpoint, token: access.token };
  const api = caller(okta.url, { ...json, authorization: `SSWS ${okta.token}` });
  const input = inputFor(okta.url);
  const client = oktaClient(
    { orgUrl: okta.url, credentials: { mode: 'token', token: new Secret(okta.token) } },
    TEST_PATIENCE,
  );
  const task = { input, owner: workflowIdFor({ okta: { orgUrl: okta.url }, domain: input.domain }) };
  const connect = async (appId: string): Promise<void> => {
    await api('POST', `/console/apps/${appId}/provisioning`, { baseUrl: scim.endpoint, token: scim.token });
    await api('POST', `/console/apps/${appId}/to-app`, { createUsers: true, updateUserAttributes: true });
  };
  const made = await runAll({ okta: createOktaActivities({ client }), task }, connect, null, asTemporal);
  await console('POST', '/console/subscriptions', { groups: ['Kiro Team'], users: [], tier: 'Kiro Pro' });
  const groups = await api<{ id: string; type: string; profile: { name: string } }[]>('GET', '/api/v1/groups?q=Kiro');
  await okta.close();
  await kiro.close();
  const ids = {
    oidcAppId: made.oidc.appId,
    clientId: made.oidc.clientId,
    serverId: made.server.serverId,
    scimAppId: made.scim.appId,
  };
  return {
    dir,
    okta: readFileSync(files.okta, 'utf8'),
    kiro: readFileSync(files.kiro, 'utf8'),
    oktaUrl: okta.url,
    kiroUrl: kiro.url,
    token: okta.token,
    scim,
    ids,
    run: {
      issuer: made.server.issuer,
      clientId: made.oidc.clientId,
      endpoint: scim.endpoint,
      txt: { name: 'example.com', value: TXT },
      groups: Object.fromEntries(
        groups.filter(({ type }) => type === 'OKTA_GROUP').map(({ id, profile }) => [profile.name, id]),
      ),
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

/** Changes the two states before the house is opened: for what no API of Okta or Kiro does. */
export type Edit = (states: { okta: OktaState; kiro: KiroState }, ids: HouseIds) => void;

let opened = 0;

/** Opens the onboarding on new ports, as it was when it was finished, save for the edits. */
export async function openHouse(from: Snapshot, edits: Edit[] = []): Promise<House> {
  opened += 1;
  const files = { okta: join(from.dir, `okta-${opened}.json`), kiro: join(from.dir, `kiro-${opened}.json`) };
  const states = { okta: JSON.parse(from.okta) as OktaState, kiro: JSON.parse(from.kiro) as KiroState };
  for (const edit of edits) edit(states, from.ids);
  writeFileSync(files.kiro, JSON.stringify(states.kiro));
  const kiro = await startKiro({ port: 0, stateFile: files.kiro, resolver: '127.0.0.1:9' });
  const moved = (text: string): string => text.replaceAll(from.kiroUrl, kiro.url);
  const okta = await startMoved(from, JSON.stringify(states.okta), moved, files.okta);
  const here = (text: string): string => moved(text).replaceAll(from.oktaUrl, okta.url);
  const scim = { endpoint: here(from.scim.endpoint), token: from.scim.token };
  const input = inputFor(okta.url);
  const client = oktaClient(
    { orgUrl: okta.url, credentials: { mode: 'token', token: new Secret(okta.token) } },
    TEST_PATIENCE,
  );
  const given: House['given'] = {
    scim,
    seats: TEAM.map((name): Seat => ({
      names: [`${name}@example.com`],
      status: 'active',
      tier: 'Kiro Pro',
      source: 'group',
    })),
    txt: [TXT],
    run: JSON.parse(here(JSON.stringify(from.run))) as RunRecord,
  };
  const house: House = {
    ...from.ids,
    oktaUrl: okta.url,
    kiroUrl: kiro.url,
    okta: caller(okta.url, { ...json, authorization: `SSWS ${okta.token}` }),
    scim: caller(scim.endpoint, { authorization: `Bearer ${scim.token}`, 'content-type': 'application/scim+json' }),
    kiro: caller(kiro.url, json),
    input,
    client,
    given,
    async settled() {
      for (;;) {
        const { jobs } = JSON.parse(readFileSync(files.okta, 'utf8')) as OktaState;
        if (jobs.length === 0) return;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    verify: () =>
      verify(client, input, {
        scim: given.scim === null ? null : held(given.scim),
        seats: given.seats,
        record: async () => ({ servers: ['ns1', 'ns2'].map((server) => ({ server, values: given.txt })), silent: 0 }),
        run: given.run,
      }),
    async close() {
      await okta.close();
      await kiro.close();
    },
  };
  return house;
}

/** On a port that is chosen first: the markers of the state hold it, as a part of the org's host. */
async function startMoved(from: Snapshot, text: string, moved: (text: string) => string, file: string) {
  const port = await freePort();
  writeFileSync(file, moved(text).replaceAll(new URL(from.oktaUrl).host, `127.0.0.1:${port}`));
  return startOkta({ port, stateFile: file, token: from.token });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
