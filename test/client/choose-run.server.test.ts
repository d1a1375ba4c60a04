import { stripVTControlCharacters } from 'node:util';
import type { Client } from '@temporalio/client';
import type { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createConnectionActivities } from '../../activities/connection/connection-activities.js';
import type { CommandError } from '../../cli/lib/output-and-exit.js';
import { allRunsText } from '../../cli/lib/print-all-runs.js';
import { withRunFor } from '../../cli/lib/reach-run.js';
import { chooseRun, type Wanted } from '../../client/choose-run.js';
import { allRunning } from '../../client/find-runs.js';
import { listedRuns } from '../../client/other-runs.js';
import { connectionIdFor, dayTwoIds, workflowIdFor } from '../../runbook/model/names.js';
import { hasty } from '../support/temporal.js';
import { calmWorld, input } from '../workflows/fake-world.js';
import { isAsked, until, type Handle, workerFor } from '../workflows/harness.js';
import { onDevServer, type There } from '../workflows/suite.js';

const QUEUE = 'choose-run';
const ORG = input.okta.orgUrl;
const ANA = { email: 'ana@example.com' };
const [FIRST, SECOND] = ['first.example.com', 'second.example.com'].map((domain) =>
  workflowIdFor({ okta: { orgUrl: ORG }, domain }),
) as [string, string];
const RECORD = connectionIdFor({ okta: { orgUrl: ORG }, domain: 'first.example.com' });
const ROTATION = dayTwoIds.rotate(RECORD);

let env: There['env'];
let worker: Worker;
let working: Promise<void>;
// A server of its own: it is asked for all that is going on.
let bundle: There['bundle'];
onDevServer((there) => ({ env, bundle } = there), []);

beforeAll(async () => {
  worker = await workerFor(env, bundle, { ...(await calmWorld()), ...createConnectionActivities() }, QUEUE);
  working = worker.run();
  for (const domain of ['first.example.com', 'second.example.com']) {
    const workflowId = workflowIdFor({ okta: { orgUrl: ORG }, domain });
    const args = [{ ...input, domain, people: { ...input.people, 'kiro-admin': ANA } }];
    const handle = await env.client.workflow.start('connectOktaToKiro', { workflowId, taskQueue: QUEUE, args });
    await until(handle as Handle, isAsked('kiroProfileEnabled'));
  }
  await vi.waitFor(async () => expect(await allRunning(env.client)).toHaveLength(4), {
    timeout: 60_000,
    interval: 200,
  });
});
afterAll(async () => {
  worker.shutdown();
  await working;
});

const choose = (
  message: Wanted['message'],
  step: string | null,
  onboardings: string[] | null,
  client: Client = env.client,
) => chooseRun(client, { message, step, onboardings });
const idsOf = (choice: Awaited<ReturnType<typeof choose>>): string[] =>
  'workflowId' in choice ? [choice.workflowId] : choice.options.map(({ workflowId }) => workflowId);

describe('all runs', () => {
  it('are listed with what each waits for, the records as well', async () => {
    const runs = await listedRuns(env.client);
    expect(runs.map(({ workflowId }) => workflowId)).toEqual([FIRST, RECORD, SECOND, `${SECOND}/connection`]);
    expect(runs[0]).toMatchObject({
      runbook: 'connectOktaToKiro',
      heading: 'Okta to Kiro',
      domain: 'first.example.com',
      oktaOrg: 'example.okta.com',
      outcome: 'running',
    });
    const now = Date.parse(runs[0]!.waitingFor![0]!.since) + 3_600_000;
    const text = stripVTControlCharacters(allRunsText(runs, { width: 300, now }));
    expect(text.split('\n\n').map((part) => part.split('\n')[0])).toEqual([
      'first.example.com, example.okta.com',
      'second.example.com, example.okta.com',
    ]);
    expect(text).toMatch(/ana@example\.com \(kiro-admin\) since .* UTC \(1 h\): .*\(kiroProfileEnabled\)/);
    expect(text).toContain('It looks by itself since');
  });
});

describe('the run that a message is for', () => {
  it('is the one of the connection that waits for it', async () => {
    expect(idsOf(await choose('kiroProfileEnabled', null, [SECOND]))).toEqual([SECOND]);
  });

  it('is named by the person where several wait, with the commands to choose', async () => {
    expect(await choose('kiroProfileEnabled', null, null)).toMatchObject({ waits: true });
    vi.stubEnv('TEMPORAL_ADDRESS', env.address);
    const sending = { message: 'kiroProfileEnabled', step: null } as const;
    const sent = withRunFor(sending, {}, () => Promise.resolve('sent'));
    const error = (await sent.catch((reason: unknown) => reason)) as CommandError;
    vi.unstubAllEnvs();
    expect(error).toMatchObject({ exitCode: 2 });
    for (const id of [FIRST, SECOND])
      expect(error.message).toContain(`npm run answer -- kiroProfileEnabled --workflow-id '${id}'`);
    expect(error.message).toMatch(/^Several runs wait for kiroProfileEnabled\./);
  });

  it('is the record where a duty of it is done, and a run where its step is done', async () => {
    const run = {
      runbook: 'connectOktaToKiro',
      workflowId: FIRST,
      outcome: 'running',
      startedAt: '2020-01-01T00:00:00.000Z',
      finishedAt: null,
    };
    const news = { run, token: { issuedAt: '2020-01-01T00:00:00.000Z', storedAt: null } };
    await env.client.workflow.getHandle(RECORD).executeUpdate('recorded', { args: [{ news }] });
    expect(idsOf(await choose('stepDone', 'renew-scim-access', null))).toEqual([RECORD]);
    expect(idsOf(await choose('stepDone', 'renew-scim-access', [FIRST]))).toEqual([RECORD]);
    expect(idsOf(await choose('stepDone', 'kiro-profile', [FIRST]))).toEqual([FIRST]);
    // A step that is asked by another message, or over.
    expect(idsOf(await choose('skipStep', 'kiro-profile', [FIRST]))).toEqual([FIRST]);
    expect(idsOf(await choose('redoStep', 'oidc-application', [SECOND]))).toEqual([SECOND]);
  });

  it('is the onboarding where none waits for it, though others go on', async () => {
    expect(idsOf(await choose('teamSubscribed', null, [FIRST]))).toEqual([FIRST]);
    expect(await choose('teamSubscribed', null, null)).toMatchObject({ waits: false, options: [{}, {}] });
  });

  it('is the only other run once the onboarding is over', async () => {
    // Nobody serves it: what it waits for cannot be asked.
    await env.client.workflow.start('rotateScimToken', { workflowId: ROTATION, taskQueue: 'nobody', args: [] });
    await env.client.workflow.getHandle(FIRST).terminate();
    await vi.waitFor(async () => expect(await allRunning(env.client)).toHaveLength(4), { timeout: 60_000 });
    const client = hasty(env.client);
    const [chosen, listed] = await Promise.all([choose('tokenRevoked', null, [FIRST], client), listedRuns(client)]);
    expect(idsOf(chosen)).toEqual([ROTATION]);
    expect(listed.find(({ workflowId }) => workflowId === ROTATION)).toMatchObject({ waitingFor: null, heading: null });
  });
});
