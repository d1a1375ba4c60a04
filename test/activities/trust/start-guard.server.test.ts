import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WorkflowHandle } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, bundleWorkflowCode, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../../cli/lib/config-file.js';
import { oktaHost } from '../../../runbook/model/names.js';
import type { OnboardingInput } from '../../../runbook/onboarding/input.js';
import { startSandbox, type Sandbox } from '../../../sandbox/start.js';
import { loadSigningKey, type SigningKey } from '../../../sealing/signing.js';
import { startMemo } from '../../../sealing/start-proof.js';
import { createWorker } from '../../../start/run-worker.js';
import { newStateDir } from '../../e2e/support.js';
import { devServerAddress, sharedDevServer } from '../../support/temporal.js';
import { bundled, quiet } from '../../workflows/harness.js';

// The product's own worker on a real server, with the sandbox as its Okta and Kiro: what does a writer to the namespace
// make it call?

const QUEUE = 'start-guard';
const ROGUE = 'rogue';
const { dir, remove } = newStateDir();
let env: TestWorkflowEnvironment;
let sandbox: Sandbox;
let key: SigningKey;
let input: OnboardingInput;
let stop: () => Promise<unknown>;

beforeAll(async () => {
  quiet();
  const ports = { oktaPort: 0, kiroPort: 0, dnsPort: 0, dnsConsolePort: 0 };
  [env, sandbox] = await Promise.all([sharedDevServer(), startSandbox({ stateDir: join(dir, 'sandbox'), ...ports })]);
  ({ input } = await readConfig(sandbox.info.config, {}));
  key = await loadSigningKey({ env: {}, stateDir: dir, via: 'terminal' });
  const senders = join(dir, 'senders.json');
  writeFileSync(senders, JSON.stringify([{ key: key.key, via: 'terminal', people: ['*'] }]), { mode: 0o600 });
  const { orgUrl, token } = sandbox.info.okta;
  const worker = await createWorker({
    connection: env.nativeConnection,
    namespace: 'default',
    env: {
      OKTA_CLIENT_ORGURL: orgUrl,
      OKTA_CLIENT_TOKEN: token,
      KIRO_TASK_QUEUE: QUEUE,
      KIRO_SENDERS_FILE: senders,
      TEMPORAL_ADDRESS: devServerAddress(),
    },
    stateDir: dir,
    bundle: bundled(),
  });
  const rogue = await Worker.create({
    connection: env.nativeConnection,
    taskQueue: ROGUE,
    workflowBundle: await bundleWorkflowCode({
      workflowsPath: fileURLToPath(new URL('rogue-workflows.ts', import.meta.url)),
      logger: new DefaultLogger('ERROR'),
    }),
  });
  const running = [worker.run(), rogue.run()];
  stop = () => {
    [worker, rogue].forEach((one) => one.shutdown());
    return Promise.all(running);
  };
});
afterAll(async () => {
  await stop();
  await env.teardown();
  await sandbox.close();
  remove();
});

/** What Okta and Kiro were asked since the test began. */
let before = 0;
const logged = async (): Promise<{ method: string; path: string }[]> => {
  const addresses = [sandbox.info.okta.orgUrl, sandbox.info.kiro.consoleUrl];
  const all = await Promise.all(addresses.map((one) => fetch(`${new URL(one).origin}/sandbox/requests`)));
  return (await Promise.all(all.map((one) => one.json() as Promise<{ method: string; path: string }[]>))).flat();
};
const calls = async (): Promise<number> => (await logged()).length - before;
beforeEach(async () => {
  before = (await logged()).length;
});

const own = (rest: string): string => `kiro-okta/${oktaHost(input.okta.orgUrl)}/${rest}`;
const signedFor = (workflowId: string, given: unknown, type = 'connectOktaToKiro') =>
  startMemo(key, { workflowId, type, input: given, sub: 'ana@example.com' });
/** The activity that looks at the whole org first. */
const attack = (given: unknown = input, activity = 'preflight') => ({
  taskQueue: QUEUE,
  activity,
  args: [{ input: given, owner: own('example.com') }],
});

/** How a workflow failed. */
async function failureOf(handle: WorkflowHandle): Promise<string> {
  const error = await handle.result().then(
    () => null,
    (failed: unknown) => failed,
  );
  const texts: string[] = [];
  for (let one = error; one instanceof Error; one = one.cause) texts.push(one.message);
  return texts.join(' | ');
}

/** What stands in the way of a run: of an activity that is tried again, of a question, or of its end. */
async function obstacles(handle: WorkflowHandle): Promise<string> {
  const found = await handle.describe().catch(() => null);
  if (found === null) return 'not there yet';
  if (found.status.name !== 'RUNNING') return failureOf(handle);
  const tried = found.raw.pendingActivities?.map(({ lastFailure }) => lastFailure?.message ?? '').join('');
  return `${tried} ${JSON.stringify(await handle.query('status').catch(() => null))}`;
}

const expectStopped = (handle: WorkflowHandle, by: string): Promise<void> =>
  expect.poll(() => obstacles(handle), { timeout: 20_000 }).toContain(by);

const startRogue = (type: string, args: unknown[], workflowId = own(randomUUID()), memo = {}) =>
  env.client.workflow.start(type, { workflowId, taskQueue: ROGUE, args, memo });
const startRaw = (args: unknown[], workflowId: string, memo = {}) =>
  env.client.workflow.start('connectOktaToKiro', { workflowId, taskQueue: QUEUE, args, memo });

describe('workflow code of somebody else', () => {
  it('of another type calls nothing by our activities', async () => {
    expect(await failureOf(await startRogue('somethingElse', [attack()]))).toContain('a workflow of another type');
    expect(await calls()).toBe(0);
  });

  it('under our name calls nothing without a proof, nor with that of another run or input', async () => {
    const id = own(`a-${randomUUID()}`);
    expect(await failureOf(await startRogue('connectOktaToKiro', [input, attack()], id))).toContain('without a proof');
    const copied = signedFor(own('another'), input);
    expect(await failureOf(await startRogue('connectOktaToKiro', [input, attack()], id, copied))).toContain(
      'another run',
    );
    const other = { ...input, push: { groups: ['Everyone'] } };
    const wrong = await startRogue('connectOktaToKiro', [other, attack(other)], id, signedFor(id, input));
    expect(await failureOf(wrong)).toContain('of another type or input');
    expect(await calls()).toBe(0);
  });

  it('under our name and with a whole proof calls nothing for another configuration', async () => {
    const id = own(`b-${randomUUID()}`);
    const other = { ...input, signIn: { ...input.signIn, groups: ['Everyone'] } };
    const handle = await startRogue('connectOktaToKiro', [input, attack(other)], id, signedFor(id, input));
    expect(await failureOf(handle)).toContain('another configuration than the run was started with');
    expect(await calls()).toBe(0);
  });

  it('that goes on as a new run calls nothing for what that one makes of the input', async () => {
    const id = own(`c-${randomUUID()}`);
    const other = { ...input, signIn: { ...input.signIn, groups: ['Everyone'] } };
    const memo = signedFor(id, input, 'reviewAccess');
    const handle = await startRogue('reviewAccess', [input, attack(other), other], id, memo);
    expect(await failureOf(handle)).toContain('of another type or input');
    expect(await calls()).toBe(0);
  });

  it('starts no run of ours as its child', async () => {
    const id = own(`d-${randomUUID()}`);
    const handle = await startRogue('parent', ['connectOktaToKiro', id, QUEUE, input]);
    await expectStopped(env.client.workflow.getHandle(id), 'starts no such children');
    await env.client.workflow.getHandle(id).terminate();
    await handle.result().catch(() => undefined);
    expect(await calls()).toBe(0);
  });

  it('under the id of another org calls nothing', async () => {
    const handle = await startRogue('connectOktaToKiro', [input, attack()], 'kiro-okta/other.okta.com/example.com');
    expect(await failureOf(handle)).toContain('another org');
    expect(await calls()).toBe(0);
  });
});

describe('an activity without a workflow', () => {
  it('is refused', async () => {
    const options = {
      id: randomUUID(),
      taskQueue: QUEUE,
      startToCloseTimeout: '20s',
      retry: { maximumAttempts: 1 },
    } as const;
    const handle = await env.client.activity.start('preflight', { ...options, args: attack().args });
    const error = (await handle.result().catch((failed: unknown) => failed)) as Error;
    expect((error.cause as Error).message).toContain('was called without a workflow');
    expect(await calls()).toBe(0);
  });
});

describe('a run of ours that was started in another way', () => {
  const expectRefused = async (args: unknown[], by: string, isSigned = true): Promise<void> => {
    const id = own(`e-${randomUUID()}`);
    const handle = await startRaw(args, id, isSigned ? signedFor(id, input) : {});
    await expectStopped(handle, by);
    await handle.terminate().catch(() => undefined);
  };

  it('calls nothing', async () => {
    await expectRefused([input], 'without a proof', false);
    const webhook = { ...input, notify: { ...input.notify, webhook: `${sandbox.info.kiro.consoleUrl}/hook` } };
    await expectRefused([webhook], 'without a proof', false);
    await expectRefused([webhook], 'of another type or input');
    const elsewhere = { ...input, okta: { ...input.okta, orgUrl: 'https://other.okta.com' } };
    await expectRefused([elsewhere], 'of another type or input');
    await expectRefused([input, { steps: {} }], 'takes a state');
    expect(await calls()).toBe(0);
  });

  it('goes on once somebody whom the worker trusts has signed it', async () => {
    const id = own(`f-${randomUUID()}`);
    const handle = await startRaw([input], id);
    await expectStopped(handle, 'without a proof');
    const { start: proof } = signedFor(id, input);
    await handle.executeUpdate('startSigned', { args: [{ proof, input }] });
    await expect.poll(calls, { timeout: 20_000 }).toBeGreaterThan(0);
    await handle.terminate();
  });
});

describe('a run that was started by a command', () => {
  it('does its work', async () => {
    const id = own(`g-${randomUUID()}`);
    const handle = await startRaw([input], id, signedFor(id, input));
    await expect.poll(calls, { timeout: 20_000 }).toBeGreaterThan(5);
    await handle.terminate();
  });
});
