import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createConnectionActivities } from '../../activities/connection/connection-activities.js';
import { newestRunRecord } from '../../activities/verify/run-record.js';
import { verify } from '../../activities/verify/verify-onboarding.js';
import { checkObjects, lookAtOrg } from '../../cli/adopt/check-objects.js';
import { chooseObjects } from '../../cli/adopt/choose-objects.js';
import { connectionAtHand } from '../../cli/why/at-hand.js';
import { whyPerson } from '../../cli/why/why-person.js';
import { whatPeopleTell } from '../../cli/adopt/told-by-people.js';
import { knownRuns, wholeInputOf } from '../../client/find-runs.js';
import type { ConnectionRecord } from '../../runbook/connection/record.js';
import { connectionIdFor } from '../../runbook/model/names.js';
import { startKiro } from '../../sandbox/kiro/start-kiro.js';
import { type Org, startOrg } from '../activities/okta/support.js';
import { afterTest } from '../support/after-test.js';
import { Command } from '../e2e/support.js';
import { calmWorld } from '../workflows/fake-world.js';
import { workerFor } from '../workflows/harness.js';
import { onDevServer, type There } from '../workflows/suite.js';
import { type BuiltByHand, builtByHand, oidcAppByHand } from './built-by-hand.js';
import { yamlFor } from './run-cli.js';
import { held } from '../support/secret.js';

const QUEUE = `adopt-${randomUUID()}`;
const TOLD = { tokenIssuedAt: '2026-01-02T00:00:00.000Z', storedAt: null };
let env: There['env'];
let bundle: There['bundle'];
let worker: Worker;
let working: Promise<void>;
onDevServer((there) => ({ env, bundle } = there));
beforeAll(async () => {
  worker = await workerFor(env, bundle, { ...(await calmWorld()), ...createConnectionActivities() }, QUEUE);
  working = worker.run();
});
afterAll(async () => {
  worker.shutdown();
  await working;
});

interface House {
  org: Org;
  built: BuiltByHand;
  scim: { endpoint: string; token: string };
}

/** An org whose admin has followed the guide, and the Kiro that it pushes to. */
async function house(names: { oidc?: string; scim?: string } = {}): Promise<House> {
  const kiro = await startKiro({ port: 0, stateFile: null, resolver: '127.0.0.1:9' });
  afterTest(() => kiro.close());
  const answer = await fetch(`${kiro.url}/console/access-tokens`, { method: 'POST', body: '{}' });
  const { scimEndpoint, token } = (await answer.json()) as { scimEndpoint: string; token: string };
  const org = await startOrg();
  return {
    org,
    built: await builtByHand(org, { baseUrl: scimEndpoint, token }, names),
    scim: { endpoint: scimEndpoint, token },
  };
}

const look = (org: Org) => lookAtOrg(org.task.input, { OKTA_CLIENT_TOKEN: org.token }, () => undefined);

describe('npm run adopt', () => {
  it('begins the record of a connection that was built by hand, and verify serves it from then on', async () => {
    const { org, built, scim } = await house({ oidc: 'Sign-in for Kiro', scim: 'Kiro people' });
    const dir = mkdtempSync(join(tmpdir(), 'kiro-adopt-'));
    afterTest(async () => rmSync(dir, { recursive: true, force: true }));
    const config = join(dir, 'onboarding.yaml');
    writeFileSync(config, yamlFor(org.url));
    const before = await org.writes();
    const run = async (...more: string[]) => {
      const flags = [
        '--config',
        config,
        '--endpoint',
        scim.endpoint,
        '--token-issued',
        '2026-01-02',
        '--scim-token-stdin',
      ];
      const command = new Command(
        'start/adopt.ts',
        [...flags, '--json', ...more],
        { KIRO_STATE_DIR: dir, OKTA_CLIENT_TOKEN: org.token, TEMPORAL_ADDRESS: env.address, KIRO_TASK_QUEUE: QUEUE },
        scim.token,
      );
      return { code: await command.ended, stderr: command.stderr, result: JSON.parse(command.stdout) as object };
    };
    const record = connectionIdFor({ okta: { orgUrl: org.url }, domain: 'example.com' });
    const asked = await run();
    expect([asked.code, asked.stderr]).toEqual([3, expect.stringContaining('with --yes')]);
    expect(asked.result).toMatchObject({ outcome: 'found', recordId: null, wrong: [] });
    await expect(env.client.workflow.getHandle(record).describe()).rejects.toThrow();

    const done = await run('--yes', '--stored-at', '1Password: Kiro');
    expect([done.code, done.result]).toMatchObject([0, { outcome: 'adopted', recordId: record, isNew: true }]);
    expect(await org.writes()).toEqual(before);
    const handle = env.client.workflow.getHandle(record);
    const known = await handle.query<ConnectionRecord>('connection');
    expect(known).toMatchObject({
      objects: {
        oidcApplication: built.oidcAppId,
        clientId: built.clientId,
        authorizationServer: built.serverId,
        scimApplication: built.scimAppId,
      },
      issuer: built.issuer,
      endpoint: scim.endpoint,
      token: { issuedAt: TOLD.tokenIssuedAt, renewBy: '2026-10-04T00:00:00.000Z', storedAt: '1Password: Kiro' },
      runs: [{ runbook: 'adopt', outcome: 'done' }],
    });
    expect(JSON.stringify([known, (await handle.fetchHistory()).events])).not.toContain(scim.token);
    expect(readdirSync(join(dir, 'reports'))).toHaveLength(1);

    // What why goes by: the record, and where Temporal does not answer, what stands among the reports.
    const { input } = org.task;
    const whyOf = async (more: NodeJS.ProcessEnv) => {
      const { run: atHand } = await connectionAtHand(input, { KIRO_STATE_DIR: dir, ...more }, () => undefined);
      const okta = { value: org.client };
      const why = await whyPerson('ana@example.com', {
        ...{ input, okta, run: atHand, scim: { value: held(scim) }, seats: { why: 'no list' } },
      });
      return why.why.answer;
    };
    for (const more of [{ TEMPORAL_ADDRESS: env.address }, {}])
      expect(await whyOf(more)).toBe('Nothing wrong was seen for ana@example.com; not looked at: Seat.');
    expect(await whyOf({ KIRO_STATE_DIR: join(dir, 'nowhere') })).not.toContain('Nothing wrong');
    // Slack's why knows the connection by its record, though no onboarding made it.
    expect(await knownRuns(env.client)).toContain(record);
    expect(await wholeInputOf(env.client, record)).toMatchObject({ push: { groups: ['Kiro Team'] } });
    await handle.terminate();

    // What verify goes by, without Temporal.
    const kept = newestRunRecord(join(dir, 'reports'), input);
    const found = await verify(org.client, input, { scim: held(scim), seats: null, run: kept });
    expect([found.outcome, found.wrong, await org.writes()]).toEqual(['clean', [], before]);
    expect((await verify(org.client, input, { scim: held(scim), seats: null })).outcome).toBe('blocked');
    await org.call('DELETE', `/api/v1/authorizationServers/${built.serverId}/scopes/${await scopeOf(org, built)}`);
    const later = await verify(org.client, input, { scim: held(scim), seats: null, run: kept });
    expect(later.wrong.map(({ id }) => id)).toContain('okta/object/scope-codewhisperer:completions');
  }, 180_000);

  it('is known by its newest audit once the record has gone on with its own part of the configuration', async () => {
    const { client } = env;
    const record = `kiro-okta/example.okta.com/${QUEUE}.example.com/connection`;
    const whole = { ...(await startOrg()).task.input, domain: `${QUEUE}.example.com` };
    const start = (type: string, workflowId: string, input: object) =>
      client.workflow.start(type, { workflowId, taskQueue: 'nobody', args: [input] });
    const { domain, okta, people, notify, waits } = whole;
    const runs = [await start('kiroConnection', record, { domain, okta, people, notify, waits })];
    expect(await wholeInputOf(client, record)).toBeNull();
    runs.push(await start('auditConnection', `${record}/audit`, whole));
    await vi.waitFor(async () => expect(await wholeInputOf(client, record)).toEqual(whole), { timeout: 60_000 });
    for (const run of runs) await run.terminate();
  });

  it('names what differs from the guide before anybody agrees', async () => {
    const { org, built, scim } = await house({ oidc: 'Sign-in for Kiro', scim: 'Kiro people' });
    await org.call('POST', `/console/apps/${built.scimAppId}/to-app`, {
      createUsers: false,
      updateUserAttributes: true,
    });
    const { okta, hands } = await look(org);
    const chosen = await chooseObjects(hands, {}, null);
    expect([chosen.oidcApplication.name, chosen.scimApplication.name]).toEqual(['Sign-in for Kiro', 'Kiro people']);
    const told = { ...TOLD, endpoint: scim.endpoint };
    const checked = await checkObjects(okta, { input: org.task.input, chosen, told, token: null }, () => undefined);
    expect(checked.wrong.map(({ id }) => id)).toEqual(['okta/provisioning/create-users']);
  });

  it('asks which of several is meant, or names the flag that says it', async () => {
    const { org, built } = await house();
    const { id: second } = (await oidcAppByHand(org, 'Kiro-OIDC')) as { id: string };
    const { hands } = await look(org);
    const error = (await chooseObjects(hands, {}, null).catch((reason: unknown) => reason)) as Error & {
      exitCode: number;
    };
    expect(error.exitCode).toBe(2);
    for (const id of [built.oidcAppId, second]) expect(error.message).toContain(`--oidc-application ${id}`);
    const named = { oidcApplication: built.oidcAppId, authorizationServer: built.serverId };
    expect((await chooseObjects(hands, named, null)).oidcApplication.id).toBe(built.oidcAppId);
    await expect(chooseObjects(hands, { oidcApplication: '0oaNone' }, null)).rejects.toThrow(
      'no OIDC application of that id',
    );
    const asked = await chooseObjects(hands, {}, async (_kind, among) => among.at(-1)!);
    expect(asked.scimApplication.id).toBe(built.scimAppId);
  });

  it('finds nothing in an org without a connection', async () => {
    const { hands } = await look(await startOrg());
    await expect(chooseObjects(hands, {}, null)).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringContaining('no OIDC application, authorization server, SCIM application') as string,
    });
  });

  it('takes no wrong word for what only people know', async () => {
    const { input } = (await startOrg()).task;
    const tell = (flags: object) => whatPeopleTell(flags, { input, atTerminal: false });
    const endpoint = 'https://scim.example.com/1a/scim/v2/';
    expect(await tell({ endpoint, tokenIssued: '2026-01-02' })).toEqual({ ...TOLD, endpoint: endpoint.slice(0, -1) });
    for (const [flags, said] of [
      [{ tokenIssued: '2026-01-02' }, '--endpoint is missing'],
      [{}, '--endpoint and --token-issued are missing'],
      [{ endpoint, tokenIssued: '2026-02-31' }, 'Write a day'],
      [{ endpoint, tokenIssued: '2999-01-01' }, 'has not come yet'],
      [{ endpoint: 'http://scim.example.com/v2', tokenIssued: '2026-01-02' }, 'must begin with https'],
      [{ endpoint: `${input.okta.orgUrl}/scim/v2`, tokenIssued: '2026-01-02' }, 'an address of Okta'],
    ] as const)
      await expect(tell(flags)).rejects.toMatchObject({
        exitCode: 2,
        message: expect.stringContaining(said) as string,
      });
  });
});

async function scopeOf(org: Org, { serverId }: BuiltByHand): Promise<string> {
  const scopes = (await org.call('GET', `/api/v1/authorizationServers/${serverId}/scopes`)) as {
    id: string;
    name: string;
  }[];
  return scopes.find(({ name }) => name === 'codewhisperer:completions')!.id;
}
