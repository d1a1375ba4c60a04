import { join } from 'node:path';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { readConfig } from '../../cli/lib/config-file.js';
import { statusOfRun } from '../../client/ask-run.js';
import { sealForRun, sendAnswer } from '../../client/send-answer.js';
import { connectionIdFor, dayTwoIds, REPROVISION_TYPE } from '../../runbook/model/names.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import { REPROVISION } from '../../runbook/reprovision/reprovision.js';
import type { Report } from '../../runbook/words/report.js';
import type { Status } from '../../runbook/words/status.js';
import { playPeople } from '../../sandbox/people.js';
import { openVault, SCIM_ACCESS_FILE } from '../../sandbox/vault.js';
import { type Sandbox, startSandbox } from '../../sandbox/start.js';
import { joinRun, joinRunbook, type RunToJoin } from '../../start/join-run.js';
import { createWorker } from '../../start/run-worker.js';
import { DEEP } from '../support/how-often.js';
import { sharedDevServer } from '../support/temporal.js';
import { bundled, quiet } from '../workflows/harness.js';
import { newStateDir } from './support.js';

const TASK_QUEUE = 'new-endpoint';

const { dir, remove } = newStateDir();
let env: TestWorkflowEnvironment;
let sandbox: Sandbox;
let stopWorker: () => Promise<void>;

/** The product's own worker, in this process: three commands, each with a Temporal of its own, would only start slower. */
beforeAll(async () => {
  quiet();
  // The worker trusts the keys of the front ends beside it.
  process.env['KIRO_STATE_DIR'] = dir;
  const ports = { oktaPort: 0, kiroPort: 0, dnsPort: 0, dnsConsolePort: 0 };
  [env, sandbox] = await Promise.all([sharedDevServer(), startSandbox({ stateDir: join(dir, 'sandbox'), ...ports })]);
  const { orgUrl, token } = sandbox.info.okta;
  const worker = await createWorker({
    connection: env.nativeConnection,
    namespace: 'default',
    env: {
      OKTA_CLIENT_ORGURL: orgUrl,
      OKTA_CLIENT_TOKEN: token,
      KIRO_TASK_QUEUE: TASK_QUEUE,
      KIRO_SCIM_ACCESS_FILE: join(dir, 'sandbox', SCIM_ACCESS_FILE),
    },
    stateDir: dir,
    bundle: bundled(),
  });
  const running = worker.run();
  stopWorker = () => {
    worker.shutdown();
    return running;
  };
});
afterAll(async () => {
  delete process.env['KIRO_STATE_DIR'];
  await stopWorker();
  await env.teardown();
  await sandbox.close();
  remove();
});

type Send = (message: string, value: Record<string, unknown>) => Promise<void>;
interface Hooks {
  /** What differs from the sandbox's configuration. */
  change?: Partial<OnboardingInput>;
  /** Is shown each status before the people are; what it gives back is what they see. */
  seen?: (status: Status, send: Send) => Promise<Status>;
  /** Just before the Okta admin answers. `givenAt` is when the run had taken its SCIM access, in milliseconds. */
  configured?: (givenAt: number) => Promise<void>;
  /** The run is no onboarding, but for a profile that was made anew. */
  isReprovisioning?: boolean;
}

interface Played {
  report: Report;
  /** The `why` of each time that the Okta admin was asked to connect. */
  asked: string[];
  /** Everything that somebody was asked for. */
  answered: string[];
}

/** A whole run whose people are played. */
async function played({ change = {}, seen, configured, isReprovisioning = false }: Hooks = {}): Promise<Played> {
  const { info } = sandbox;
  const { client } = env;
  const { input } = await readConfig(info.config, {});
  const { workflowId, joined } = isReprovisioning
    ? await joinRunbook(client, TASK_QUEUE, reprovisioning(input))
    : await joinRun(client, { ...input, ...change }, TASK_QUEUE);
  expect(joined).toBe(false);
  const send: Send = async (message, value) => {
    const sent = await sendAnswer(client, workflowId, message, value);
    if (!sent.accepted) throw new Error(sent.why.reason);
  };
  const [asked, answered]: [string[], string[]] = [[], []];
  let givenAt = Date.now();
  const line = {
    status: async () => {
      const status = await statusOfRun(client, workflowId);
      return seen === undefined ? status : seen(status, send);
    },
    seal: (token: string, endpoint: string) => sealForRun(client, { workflowId, endpoint }, token, async () => {}),
    answer: async (message: string, value: Record<string, unknown>) => {
      answered.push(message);
      if (message === 'provisioningConfigured') {
        const { waitingFor } = await statusOfRun(client, workflowId);
        asked.push(waitingFor.find((one) => one.message === message)?.why ?? 'nobody asked');
        await configured?.(givenAt);
      }
      const sent = await sendAnswer(client, workflowId, message, value);
      if (message === 'scimAccessIssued') givenAt = Date.now();
      return sent.accepted ? null : sent.why.reason;
    },
  };
  const vault = openVault(join(dir, 'sandbox', 'vault.json'));
  const stop = new AbortController();
  const playing = playPeople({ info, vault, line, signal: stop.signal });
  const report = (await client.workflow.getHandle(workflowId).result()) as Report;
  stop.abort();
  await playing;
  if (!isReprovisioning) expect(report.outcome).toBe('done');
  return { report, asked, answered };
}

const recordOf = (input: OnboardingInput): string => connectionIdFor(input);

function reprovisioning(input: OnboardingInput): RunToJoin {
  return {
    type: REPROVISION_TYPE,
    workflowId: dayTwoIds.reprovision(recordOf(input)),
    input: { ...input, about: {} } as OnboardingInput,
    completed: (given) => REPROVISION.completedInput(given),
    firstStep: 'find',
    summary: 'The profile was made anew',
    details: [],
  };
}

const kiro = async (method: string, path: string): Promise<{ id: string; displayName?: string }[]> =>
  (await (await fetch(`${sandbox.info.kiro.consoleUrl}/console${path}`, { method })).json().catch(() => [])) as [];

const okta = async (method: string, path: string, sent?: Record<string, unknown>): Promise<unknown> => {
  const headers = { authorization: `SSWS ${sandbox.info.okta.token}`, 'content-type': 'application/json' };
  const body = sent === undefined ? {} : { body: JSON.stringify(sent) };
  const text = await (await fetch(`${sandbox.info.okta.orgUrl}${path}`, { method, headers, ...body })).text();
  return text === '' ? null : JSON.parse(text);
};

const step = ({ steps }: Report, id: string) => steps.find((one) => one.id === id);

it('asks the Okta admin for a token that is exchanged in the middle of a run, and at its end', async () => {
  let redone = 0;
  const redoAt = [{ message: 'teamSubscribed' }, { message: 'stepDone', step: 'pilot-sign-in' }];
  const { report, asked } = await played({
    async seen(status, send) {
      const at = redoAt[redone];
      const isThere = status.waitingFor.some(
        (one) => one.message === at?.message && (at.step === undefined || one.step === at.step),
      );
      if (!isThere) return status;
      redone += 1;
      for (const { id } of await kiro('GET', '/access-tokens')) await kiro('DELETE', `/access-tokens/${id}`);
      await send('redoStep', { step: 'scim-access', reason: 'the token was exchanged' });
      return { ...status, waitingFor: [] };
    },
  });
  expect(asked).toEqual([
    expect.not.stringContaining('exchanged') as string,
    expect.stringContaining('Okta goes on with the earlier token') as string,
    expect.stringContaining('Okta goes on with the earlier token') as string,
  ]);
  expect(step(report, 'provisioning-connection')).toMatchObject({ state: 'done', by: expect.any(String) as string });
  for (const id of ['provisioning-assignments', 'push-groups'])
    expect(step(report, id)).toMatchObject({ confirmed: 'proven' });
}, 400_000);

it.runIf(DEEP)(
  'asks whether the token still works where a run finds the same endpoint connected',
  async () => {
    // The endpoint alone proves nothing of the token; a push does. Okta keeps its time in whole seconds, so one in the second
    // of the answer itself does not count, and it has to push again.
    const isPushed = async (givenAt: number): Promise<void> => {
      const [app] = (await okta('GET', '/api/v1/apps?q=AWS')) as { id: string }[];
      const mappings = `/api/v1/apps/${app!.id}/group-push/mappings`;
      const [mapping] = (await okta('GET', mappings)) as { id: string; lastPush: string }[];
      if (Date.parse(mapping!.lastPush) > givenAt) return;
      for (const status of ['INACTIVE', 'ACTIVE']) await okta('PATCH', `${mappings}/${mapping!.id}`, { status });
      throw new Error('Okta has not pushed since.');
    };
    const { report, asked } = await played({
      change: { fromScratch: true },
      configured: (givenAt) => vi.waitFor(() => isPushed(givenAt), { timeout: 60_000, interval: 300 }),
    });
    expect(asked).toEqual([expect.stringContaining('whether the token that it holds still works') as string]);
    expect(report.oktaWrites).toBe(0);
    expect(step(report, 'provisioning-connection')).toMatchObject({
      confirmed: 'proven',
      by: expect.any(String) as string,
      summary: 'The application is connected to this endpoint',
    });
    for (const id of ['provisioning-assignments', 'push-groups'])
      expect(step(report, id)).toMatchObject({ confirmed: 'proven', by: null });
  },
  200_000,
);

it.runIf(DEEP)(
  'asks for the subscription alone where only its tier has changed since the run before',
  async () => {
    const { input } = await readConfig(sandbox.info.config, {});
    const { report, answered } = await played({ change: { subscribe: { ...input.subscribe, tier: 'Kiro Pro+' } } });
    expect(answered).toEqual(['teamSubscribed']);
    expect(report.oktaWrites).toBe(0);
    for (const id of ['kiro-profile', 'domain', 'domain-verified', 'subscription-review', 'pilot-sign-in']) {
      const { confirmed, evidence } = step(report, id)!;
      expect([id, confirmed]).toEqual([id, 'proven']);
      const taken = evidence.find(({ label }) => label === 'Taken over from an earlier run');
      expect(taken?.value).toMatch(
        /^proven in kiro-okta\/.*; today: the SCIM endpoint at .* takes the access that the worker holds$/,
      );
    }
    // Looked at today: DNS, Kiro with the worker's own access, and where Okta writes to.
    for (const id of ['dns-record', 'dns-propagation', 'scim-access', 'provisioning-connection', 'push-groups'])
      expect([id, step(report, id)?.confirmed]).toEqual([id, 'proven']);
  },
  200_000,
);

it.runIf(DEEP)(
  'asks the Okta admin where the Kiro profile was made anew, and ends connected to the new one',
  async () => {
    // Old seats are findings of the review; here it is about the connection.
    const settings = { method: 'POST', body: JSON.stringify({ seatsOutliveProfile: false }) };
    await fetch(`${sandbox.info.kiro.consoleUrl}/sandbox/settings`, settings);
    await kiro('DELETE', '/profile');
    const app = async (): Promise<string> => {
      const apps = (await okta('GET', '/api/v1/apps')) as { id: string; name: string }[];
      return `/api/v1/apps/${apps.find(({ name }) => name === 'amazon_aws_sso')?.id}`;
    };
    const { report, asked } = await played({
      async configured() {
        const path = await app();
        for (const { id } of (await okta('GET', `${path}/group-push/mappings`)) as { id: string }[]) {
          await okta('PATCH', `${path}/group-push/mappings/${id}`, { status: 'INACTIVE' });
          await okta('DELETE', `${path}/group-push/mappings/${id}?deleteTargetGroup=true`);
        }
        for (const { id } of (await okta('GET', `${path}/groups`)) as { id: string }[])
          await okta('DELETE', `${path}/groups/${id}`);
      },
    });
    expect(asked).toEqual([expect.stringContaining('people whom it has pushed are not at this endpoint') as string]);
    // Of the profile that is gone nothing is taken over.
    const taken = report.steps.filter(({ evidence }) => evidence.some(({ label }) => label.startsWith('Taken over')));
    expect(taken).toEqual([]);
    expect(step(report, 'provisioning-connection')).toMatchObject({ state: 'done', by: expect.any(String) as string });
    for (const id of ['provisioning-assignments', 'push-groups', 'sync-window'])
      expect(step(report, id)).toMatchObject({ confirmed: 'proven' });
    const endpoint = step(report, 'scim-access')?.summary ?? '';
    const [found] = (await okta('GET', `${await app()}/users`)) as { externalId: string }[];
    const vault = openVault(join(dir, 'sandbox', 'vault.json'));
    const { token } = JSON.parse(vault.get('Sandbox vault: Kiro SCIM token') ?? '{}') as { token: string };
    const headers = { authorization: `Bearer ${token}` };
    expect((await fetch(`${endpoint}/Users/${found?.externalId}`, { headers })).status).toBe(200);
  },
  400_000,
);

it('is connected to a profile made anew by a reprovisioning, and the record of the connection knows its endpoint', async () => {
  const { input } = await readConfig(sandbox.info.config, {});
  const record = env.client.workflow.getHandle(recordOf(input));
  const known = () =>
    record.query<{ endpoint: string; turns: unknown[]; runs: { runbook: string; outcome: string }[] }>('connection');
  const { endpoint: before } = await known();
  await kiro('DELETE', '/profile');
  const { report, asked } = await played({
    isReprovisioning: true,
    async seen(status, send) {
      const question = status.waitingFor.find((one) => one.step === 'old-pushes' && one.message === 'decisionMade');
      if (question === undefined) return status;
      const consent = { step: 'old-pushes', decision: 'repair', reason: 'the profile is gone', by: 'olga@example.com' };
      await send('decisionMade', consent).catch(() => undefined);
      return { ...status, waitingFor: [] };
    },
  });
  expect(asked).toHaveLength(1);
  expect(step(report, 'find')?.evidence.map(({ value }) => value)).toContain(before);
  for (const id of ['old-pushes', 'provisioning-assignments', 'push-groups', 'sync-window'])
    expect(step(report, id)).toMatchObject({ confirmed: 'proven' });
  const { endpoint, turns, runs } = await known();
  expect(endpoint).not.toBe(before);
  expect(endpoint).toBe(step(report, 'scim-access')?.summary);
  expect(turns).toEqual([]);
  expect(runs.at(-1)).toMatchObject({ runbook: REPROVISION_TYPE, outcome: report.outcome });
}, 400_000);
