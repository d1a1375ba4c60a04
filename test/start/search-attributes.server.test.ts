import { randomUUID } from 'node:crypto';
import { Client } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { pulse, PULSE_MS } from '../../activities/heartbeat.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import { type AttributeName, SEARCH_ATTRIBUTES } from '../../runbook/model/names.js';
import type { Report } from '../../runbook/words/report.js';
import { joinRun } from '../../start/join-run.js';
import { connectionSettings } from '../../temporal/cluster-settings.js';
import { missingAttributes, missingSentence, TYPES } from '../../temporal/namespace.js';
import type { WorkflowBundle } from '../../temporal/workflow-bundle.js';
import { DEEP, someOf } from '../support/how-often.js';
import { startedInTime } from '../support/temporal.js';
import { calmWorld, input, RIGHT_ANSWERS } from '../workflows/fake-world.js';
import { answerInOrder, bundled, isAsked, quiet, until, type Handle } from '../workflows/harness.js';
import { SOON } from '../workflows/long-history.js';

const ALL = Object.keys(SEARCH_ATTRIBUTES) as AttributeName[];

/** What each namespace has of ours: nothing, a part (one of them with a wrong type), everything. */
const NAMESPACES = {
  nothing: {},
  part: { KiroDomain: TYPES.Keyword, KiroWaitingFor: TYPES.KeywordList, KiroStep: TYPES.Keyword },
  everything: Object.fromEntries(ALL.map((name) => [name, TYPES[SEARCH_ATTRIBUTES[name]]])),
};
type Namespace = keyof typeof NAMESPACES;

let env: TestWorkflowEnvironment;
let bundle: WorkflowBundle;
beforeAll(async () => {
  quiet();
  const path = String(process.env['TEMPORAL_CLI_PATH']);
  const namespaces = Object.keys(NAMESPACES).flatMap((name) => ['--namespace', name]);
  [env, bundle] = await Promise.all([
    startedInTime(() =>
      TestWorkflowEnvironment.createLocal({
        server: { executable: { type: 'existing-path', path }, extraArgs: [...namespaces, ...SOON] },
      }),
    ),
    bundled(),
  ]);
  for (const [namespace, searchAttributes] of Object.entries(NAMESPACES)) {
    if (Object.keys(searchAttributes).length === 0) continue;
    await env.connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
    const client = new Client({ connection: env.connection, namespace });
    // It takes the server a moment to know them everywhere.
    await vi.waitFor(() => client.workflow.count("KiroDomain = 'example.com'"), { timeout: 60_000 });
  }
});
afterAll(() => env.teardown());

/** Start a run in a namespace, and follow it while a worker is up. */
async function inNamespace<T>(
  namespace: Namespace,
  start: (client: Client, taskQueue: string, given: OnboardingInput) => Promise<string>,
  body: (handle: Handle, client: Client) => Promise<T>,
): Promise<T> {
  const taskQueue = `test-${randomUUID()}`;
  const client = new Client({ connection: env.connection, namespace });
  const worker = await Worker.create({
    connection: env.nativeConnection,
    namespace,
    taskQueue,
    workflowBundle: bundle,
    activities: await calmWorld(),
    interceptors: { activity: [pulse] },
    maxHeartbeatThrottleInterval: PULSE_MS,
  });
  return worker.runUntil(async () => {
    const given = { ...input, domain: `${randomUUID()}.example.com` };
    const handle = client.workflow.getHandle(await start(client, taskQueue, given)) as unknown as Handle;
    return body(handle, client).finally(() => handle.terminate().catch(() => undefined));
  });
}

const toItsEnd = async (handle: Handle): Promise<Report> => {
  await answerInOrder(handle, RIGHT_ANSWERS);
  return handle.result();
};

describe('search attributes that a namespace does not have', () => {
  const THERE: [Namespace, AttributeName[]][] = [
    ['part', ['KiroRunbook', 'KiroStep', 'OktaOrg']],
    ['everything', []],
    ['nothing', ALL],
  ];
  it.each(someOf(THERE, 2))(
    '%s of them there: %j are named, and the run comes to its end',
    async (namespace, missing) => {
      expect(await missingAttributes(env.connection, namespace)).toEqual(missing);
      const start = async (client: Client, taskQueue: string, given: OnboardingInput): Promise<string> => {
        const { workflowId, unindexed } = await joinRun(client, given, taskQueue);
        expect(unindexed).toEqual(missing);
        return workflowId;
      };
      await inNamespace(namespace, start, async (handle, client) => {
        await until(handle, isAsked('kiroProfileEnabled'));
        const { workflowId } = await handle.describe();
        for (const [name, value] of [
          ['KiroWaitingFor', 'kiro-admin'],
          ['KiroStep', 'kiro-profile'],
          ['KiroRunbook', 'connectOktaToKiro'],
        ] as const) {
          if (missing.includes(name)) continue;
          const query = `${name} = '${value}' AND ExecutionStatus = 'Running' AND WorkflowId = '${workflowId}'`;
          await vi.waitFor(async () => expect((await client.workflow.count(query)).count).toBe(1), { timeout: 60_000 });
        }
        expect((await toItsEnd(handle)).outcome).toBe('done');
      });
    },
    60_000,
  );

  it.runIf(DEEP).each(['nothing', 'part'] as const)(
    'a run that somebody else starts comes to its end, too, with %s there',
    async (namespace) => {
      const start = async (client: Client, taskQueue: string, given: OnboardingInput): Promise<string> => {
        const workflowId = `by-hand/${randomUUID()}`;
        await client.workflow.start('connectOktaToKiro', { workflowId, taskQueue, args: [given] });
        return workflowId;
      };
      expect((await inNamespace(namespace, start, toItsEnd)).outcome).toBe('done');
    },
    60_000,
  );

  it('where the server does not say what it has, its refusal does', async () => {
    const start = async (client: Client, taskQueue: string, given: OnboardingInput): Promise<string> => {
      const silent = { operatorService: { listSearchAttributes: () => Promise.reject(new Error('no')) } };
      const connection = new Proxy(client.connection, {
        get: (at, key): unknown => Reflect.get(key in silent ? silent : at, key),
      });
      const deaf = new Client({ connection, namespace: client.options.namespace });
      expect(await missingAttributes(silent as never, 'nothing')).toBeNull();
      const { workflowId, unindexed } = await joinRun(deaf, given, taskQueue);
      expect(unindexed).toEqual(ALL);
      return workflowId;
    };
    expect((await inNamespace('nothing', start, toItsEnd)).outcome).toBe('done');
  });
});

describe('the cure', () => {
  const settings = (address: string) => connectionSettings({ address }, { namespace: 'kiro.a1b2c', uiUrl: null });

  it('is the command of a cluster of one’s own', () => {
    const sentence = missingSentence(['KiroStep', 'OktaOrg'], settings('temporal.example.com:7233'));
    expect(sentence).toContain(
      '"kiro.a1b2c" does not have the search attributes KiroStep (KeywordList), OktaOrg (Keyword)',
    );
    expect(sentence).toContain(
      'temporal operator search-attribute create --namespace kiro.a1b2c --name KiroStep --type KeywordList --name OktaOrg --type Keyword',
    );
  });

  it.each(['kiro.a1b2c.tmprl.cloud:7233', 'us-east-1.aws.api.temporal.io:7233'])(
    'is that of Temporal Cloud: %s',
    (address) => {
      expect(missingSentence(['OktaOrg'], settings(address))).toMatch(
        /tcld namespace search-attributes add --namespace kiro\.a1b2c --sa "OktaOrg=Keyword" .*Cloud UI/,
      );
    },
  );
});
