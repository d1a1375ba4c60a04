import { randomUUID } from 'node:crypto';
import { Connection, type WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { keyCheck } from '../../../client/known-keys.js';
import { submit } from '../../../client/send-answer.js';
import { oktaHost } from '../../../runbook/model/names.js';
import { Secret } from '../../../runbook/secrets/secret.js';
import { loadSealingKeys, publicJwk, type SealingKeys } from '../../../sealing/keys.js';
import { openToken } from '../../../sealing/open-token.js';
import { sealToken } from '../../../sealing/seal-token.js';
import { startMemo } from '../../../sealing/start-proof.js';
import { newStateDir } from '../../e2e/support.js';
import { webhookReceiver } from '../../support/receivers.js';
import { devServerAddress } from '../../support/temporal.js';
import { type GuardedHouse, openHouse, QUEUE, ROGUE } from './guarded-house.js';

// What does a writer to the namespace make the product's worker call, and what does he learn?

let house: GuardedHouse;
let env: GuardedHouse['env'];
let sandbox: GuardedHouse['sandbox'];
let input: GuardedHouse['input'];

beforeAll(async () => {
  house = await openHouse();
  ({ env, sandbox, input } = house);
});
afterAll(() => house.close());

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
  startMemo(house.key, { workflowId, type, input: given, sub: 'ana@example.com' });
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

/** What is in the way of a run: of an activity that is tried again, of a question, or of its end. */
async function obstacles(handle: WorkflowHandle): Promise<string> {
  const found = await handle.describe().catch(() => null);
  if (found === null) return 'not there yet';
  if (found.status.name !== 'RUNNING') return failureOf(handle);
  const tried = found.raw.pendingActivities?.map(({ lastFailure }) => lastFailure?.message ?? '').join('');
  return `${tried} ${JSON.stringify(await handle.query('status').catch(() => null))}`;
}

const expectStopped = (handle: WorkflowHandle, by: string): Promise<void> =>
  expect.poll(() => obstacles(handle), { timeout: 60_000 }).toContain(by);

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

/** They reach nobody outside, and a run without a proof needs them to say so. */
const HARMLESS = ['senderKeys', 'sealingKey', 'writeReport'];

describe('each activity of the worker', () => {
  it('is refused without a workflow', async () => {
    const tried = house.activities.map(async (activity) => {
      // A refusal is never tried again; a task that a busy server loses on its way is.
      const options = { id: randomUUID(), taskQueue: QUEUE, startToCloseTimeout: '10s', retry: { maximumAttempts: 5 } };
      const handle = await env.client.activity.start(activity, { ...options, args: attack().args } as never);
      const error = (await handle.result().catch((failed: unknown) => failed)) as Error;
      return [activity, (error.cause as Error).message];
    });
    const refused = await Promise.all(tried);
    expect(refused.length).toBeGreaterThan(40);
    for (const [activity, why] of refused) expect(why).toContain(`${activity} was called without a workflow`);
    expect(await calls()).toBe(0);
  });

  it('is refused in workflow code under our name that nobody has signed', async () => {
    const names = house.activities.filter((name) => !HARMLESS.includes(name));
    const id = own(`h-${randomUUID()}`);
    const ends = (await (await startRogue('reprovisionKiro', [attack(), names], id)).result()) as Record<
      string,
      string
    >;
    expect(Object.keys(ends).sort()).toEqual([...names].sort());
    for (const [name, why] of Object.entries(ends))
      expect([name, why]).toEqual([name, expect.stringContaining('without a proof')]);
    expect(await calls()).toBe(0);
  });
});

describe('a worker of somebody else with a sealing key of its own', () => {
  const TOKEN = 'a-scim-token-that-this-test-made-up-alone';
  const FILLED = { value: { endpoint: 'https://scim.example.com/1a2b/scim/v2' }, secret: new Secret(TOKEN) };
  const { dir, remove } = newStateDir();
  afterAll(remove);
  let rogueKeys: SealingKeys;
  let worker: SealingKeys;
  beforeAll(async () => {
    rogueKeys = await loadSealingKeys({ stateDir: dir, env: {} });
    worker = await loadSealingKeys({ stateDir: house.dir, env: {} });
  });

  /** Its run, with what came to it, and a front end that answers it. */
  async function listening() {
    const handle = await startRogue('listener', [publicJwk(rogueKeys, 'a-run')]);
    const heard = () => handle.query<{ token?: string }[]>('heard');
    const told: string[] = [];
    const answerFrom = (stateDir: string, cluster: boolean, named: string[] = []) => {
      const whole = {
        HOME: '/nowhere',
        KIRO_STATE_DIR: stateDir,
        ...(cluster ? { TEMPORAL_ADDRESS: devServerAddress() } : {}),
      };
      const checkKey = keyCheck({ env: whole, named, tell: (line) => told.push(line) });
      const { workflowId } = handle;
      return { checkKey, send: () => submit('scimAccessIssued', FILLED, { client: env.client, workflowId, checkKey }) };
    };
    return { handle, heard, told, answerFrom };
  }

  it('gets nothing from a front end that knows the key of the worker', async () => {
    const { handle, heard, answerFrom } = await listening();
    const [{ thumbprint }] = worker;
    // By the configuration, as the worker of the same machine, and as the key that was offered before.
    await expect(answerFrom(dir, true, [thumbprint]).send()).rejects.toThrow(`names ${thumbprint}`);
    await expect(answerFrom(house.dir, false).send()).rejects.toThrow(`until now it was ${thumbprint}`);
    const pinning = newStateDir();
    const seen = answerFrom(pinning.dir, true);
    const { connection, options } = env.client;
    const address = connection instanceof Connection ? connection.options.address : '';
    const server = `${address} ${options.namespace}`;
    await seen.checkKey({ jwk: publicJwk(worker, 'a-run'), server, workflowId: handle.workflowId });
    await expect(seen.send()).rejects.toThrow(`until now it was ${thumbprint}`);
    pinning.remove();
    expect(await heard()).toEqual([]);
    await handle.terminate();
  });

  it('reads the token of one that never saw a key before, and that one says which key it was', async () => {
    const { handle, heard, told, answerFrom } = await listening();
    const fresh = newStateDir();
    await answerFrom(fresh.dir, true).send();
    fresh.remove();
    const [{ token = '' } = {}] = await heard();
    const place = { workflowId: handle.workflowId, endpoint: FILLED.value.endpoint };
    expect(await openToken(token, rogueKeys, place)).toBe(TOKEN);
    expect(told.join()).toContain(`${rogueKeys[0].thumbprint}, seen here for the first time`);
    await handle.terminate();
  });

  it('has no token opened by the worker for an endpoint of its own, even in a run that was signed', async () => {
    const receiver = await webhookReceiver();
    const id = own(`i-${randomUUID()}`);
    const { endpoint } = FILLED.value;
    const sealed = await sealToken(TOKEN, publicJwk(worker, 'a-run'), { workflowId: id, endpoint });
    const ask = (more: object) => ({
      ...{ taskQueue: QUEUE, activity: 'checkScimAccess' },
      args: [{ input, owner: id, sealedToken: sealed, endpoint: new URL('/scim/v2', receiver.url).href, ...more }],
    });
    const memo = signedFor(id, input);
    const steal = await startRogue('connectOktaToKiro', [input, ask({})], id, memo);
    expect(await failureOf(steal)).toContain('endpoint');
    // A token for another run neither, and nothing of it is in what comes back.
    const other = await startRogue('connectOktaToKiro', [input, ask({ endpoint, owner: own('another') })], id, memo);
    const why = await failureOf(other);
    expect(why).toContain('run');
    expect(JSON.stringify(await other.fetchHistory())).not.toContain(TOKEN);
    expect(receiver.got).toEqual([]);
    await receiver.close();
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
    await expect.poll(calls, { timeout: 60_000 }).toBeGreaterThan(0);
    await handle.terminate();
  });
});

describe('a run that was started by a command', () => {
  it('does its work', async () => {
    const id = own(`g-${randomUUID()}`);
    const handle = await startRaw([input], id, signedFor(id, input));
    await expect.poll(calls, { timeout: 60_000 }).toBeGreaterThan(5);
    await handle.terminate();
  });
});
