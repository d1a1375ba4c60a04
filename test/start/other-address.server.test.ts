import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createConnectionActivities, rememberedOrgId } from '../../activities/connection/connection-activities.js';
import { byKnownName } from '../../cli/lib/known-name.js';
import { withRun, withRunFor } from '../../cli/lib/reach-run.js';
import { knownToday } from '../../cli/plan/taken-over.js';
import { knownOutside } from '../../cli/verify/known-outside.js';
import { connectionAtHand } from '../../cli/why/at-hand.js';
import { scheduleIdOf } from '../../client/audit-schedule.js';
import { allRunning } from '../../client/find-runs.js';
import type { ConnectionRecord } from '../../runbook/connection/record.js';
import { connectionIdFor, workflowIdFor } from '../../runbook/model/names.js';
import { startOkta } from '../../sandbox/okta/start-okta.js';
import { Command } from '../e2e/support.js';
import { inputFor } from '../activities/okta/support.js';
import { yamlFor } from '../cli/run-cli.js';
import { calmWorld } from '../workflows/fake-world.js';
import { workerFor } from '../workflows/harness.js';
import { onDevServer, type There } from '../workflows/suite.js';

const QUEUE = 'other-address';
let there: There;
// A server of its own, without our search attributes: it is asked for all that is going on.
onDevServer((one) => (there = one), []);

let worker: Worker;
let working: Promise<void>;
let okta: Awaited<ReturnType<typeof startOkta>>;
let dir: string;
/** The address by which the org is connected first, and its other one. */
let first: string;
let second: string;
beforeAll(async () => {
  okta = await startOkta({ port: 0, stateFile: null, settings: {} });
  first = okta.url.replace('127.0.0.1', 'localhost');
  second = okta.url;
  await call('POST', '/console/custom-domain', { domain: new URL(first).host });
  dir = mkdtempSync(join(tmpdir(), 'kiro-address-'));
  for (const [name, url] of Object.entries({ first, second })) writeFileSync(join(dir, name), yamlFor(url));
  const activities = createConnectionActivities({ orgIdOf: rememberedOrgId() });
  worker = await workerFor(there.env, there.bundle, { ...(await calmWorld()), ...activities }, QUEUE);
  working = worker.run();
});
afterAll(async () => {
  worker.shutdown();
  await working;
  await okta.close();
  rmSync(dir, { recursive: true, force: true });
});

const call = (method: string, path: string, body: object): Promise<Response> =>
  fetch(`${okta.url}${path}`, {
    method,
    headers: { Authorization: `SSWS ${okta.token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });

const environment = (): Record<string, string> => ({
  KIRO_STATE_DIR: dir,
  TEMPORAL_ADDRESS: there.env.address,
  KIRO_TASK_QUEUE: QUEUE,
  OKTA_CLIENT_TOKEN: okta.token,
});

async function run(script: string, config: string, ...more: string[]) {
  const command = new Command(script, ['--config', join(dir, config), ...more], environment());
  const code = await command.ended;
  return { code, stderr: command.stderr, stdout: command.stdout };
}

describe('the org by its other address', () => {
  it('finds the same connection, whatever is asked of it', async () => {
    const { client } = there.env;
    const [onboarding, record] = [workflowIdFor(inputFor(first)), connectionIdFor(inputFor(first))];
    const input = inputFor(second);
    const ALREADY = `This org is already connected under ${new URL(first).host}; its record and runs go by that name.`;

    const started = await run('starter.ts', 'first', '--detach', '--json');
    expect([started.code, started.stderr]).toEqual([0, expect.not.stringContaining('already connected')]);
    const kept = (): Promise<ConnectionRecord> =>
      client.workflow.getHandle(record).query<ConnectionRecord>('connection');
    const { id } = (await (await fetch(`${first}/.well-known/okta-organization`)).json()) as { id: string };
    await vi.waitFor(async () => expect(await kept()).toMatchObject({ oktaOrgId: id }), {
      timeout: 30_000,
      interval: 200,
    });
    await vi.waitFor(async () => expect(await allRunning(client)).toHaveLength(2), { timeout: 60_000, interval: 200 });

    // Started again, and a run of day two.
    const joined = await run('starter.ts', 'second', '--detach', '--json');
    expect([joined.code, joined.stderr]).toEqual([0, expect.stringContaining(ALREADY)]);
    expect(joined.stdout).toContain(onboarding);
    const leaves = await run('start/offboard.ts', 'second', '--detach', '--json', 'lena@example.com');
    expect([leaves.code, leaves.stderr]).toEqual([0, expect.stringContaining(ALREADY)]);
    await vi.waitFor(
      async () =>
        expect((await allRunning(client)).map(({ workflowId }) => workflowId).sort()).toEqual([
          onboarding,
          record,
          `${record}/offboard/lena%40example.com`,
        ]),
      { timeout: 60_000, interval: 200 },
    );

    // What reads, or answers.
    const said: string[] = [];
    const note = (line: string): void => void said.push(line);
    Object.entries(environment()).forEach(([name, value]) => vi.stubEnv(name, value));
    try {
      const config = join(dir, 'second');
      const ids = [
        await withRun({ config }, async (reached) => reached.workflowId),
        await withRunFor(
          { message: 'skipStep', step: 'dns-record' },
          { config },
          async (reached) => reached.workflowId,
        ),
        workflowIdFor((await knownToday(input, { env: process.env, kiro: null, note })).input),
        workflowIdFor((await knownOutside(input, { env: process.env, reportsDir: dir, note })).input),
      ];
      expect(ids).toEqual([onboarding, onboarding, onboarding, onboarding]);
      const known = await connectionAtHand(input, process.env, note);
      expect(known).toMatchObject({ input: { okta: { knownAs: new URL(first).host } }, run: { signInAppId: '0oa1' } });
      expect(scheduleIdOf(known.input)).toBe(`${record}/audit`);
      expect(said).toEqual([ALREADY, ALREADY, ALREADY]);
    } finally {
      vi.unstubAllEnvs();
    }
    const muted = await run(
      'start/mute.ts',
      'second',
      'people/stranger/x',
      '--until',
      '2999-01-31',
      '--reason',
      'known',
    );
    expect([muted.code, (await kept()).muted]).toMatchObject([0, [{ finding: 'people/stranger/x' }]]);

    // The first address is given up: the record still knows which org it was.
    await fetch(`${okta.url}/console/custom-domain`, { method: 'DELETE' });
    await client.workflow.getHandle(onboarding).terminate();
    expect(workflowIdFor(await byKnownName(client, input, note))).toBe(onboarding);
    // Given up as well, and nothing is left to go by.
    await client.workflow.getHandle(record).terminate();
    await vi.waitFor(
      async () => expect(workflowIdFor(await byKnownName(client, input, note))).toBe(workflowIdFor(input)),
      { timeout: 60_000, interval: 200 },
    );
  });

  it('is another org’s business where only the domain is the same', async () => {
    const { client } = there.env;
    const stranger = await startOkta({ port: 0, stateFile: null, settings: {} });
    try {
      const theirs = inputFor(stranger.url);
      await client.workflow.start('connectOktaToKiro', {
        workflowId: workflowIdFor(theirs),
        taskQueue: 'nobody',
        args: [theirs],
      });
      await vi.waitFor(
        async () =>
          expect((await allRunning(client)).map(({ workflowId }) => workflowId)).toContain(workflowIdFor(theirs)),
        { timeout: 60_000, interval: 200 },
      );
      const said: string[] = [];
      const input = inputFor(second);
      expect(await byKnownName(client, input, (line) => said.push(line))).toEqual(input);
      expect(said).toEqual([]);
    } finally {
      await stranger.close();
    }
  });
});
