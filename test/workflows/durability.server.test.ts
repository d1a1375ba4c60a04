import { randomUUID } from 'node:crypto';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { NativeConnection, Worker } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';
import { calmWorld, ENDPOINT, input, proof, RIGHT_ANSWERS, type World } from './fake-world.js';
import { answerInOrder, isAsked, send, until, withRun, type Handle } from './harness.js';
import { onDevServer, type There } from './suite.js';

let env: There['env'];
let bundle: There['bundle'];
onDevServer((there) => ({ env, bundle } = there));

const workerOf = (taskQueue: string, world: World, connection = env.nativeConnection): Promise<Worker> =>
  Worker.create({ connection, taskQueue, workflowBundle: bundle, activities: world });

const startOn = async (taskQueue: string): Promise<Handle> =>
  (await env.client.workflow.start('connectOktaToKiro', {
    workflowId: `kiro-okta/example.okta.com/${taskQueue}`,
    taskQueue,
    args: [input],
  })) as Handle;

const replay = (history: unknown): Promise<void> => Worker.runReplayHistory({ workflowBundle: bundle }, history);

describe('workers', () => {
  it('come and go while the run waits: the next one goes on where the last one stopped', async () => {
    const made: string[] = [];
    const world = await calmWorld({
      ensureOidcApplication: async () => {
        made.push('oidc');
        return { ...proof, appId: '0oa1', clientId: 'kiro-client' };
      },
    });
    const taskQueue = `test-${randomUUID()}`;
    const handle = await startOn(taskQueue);
    await (
      await workerOf(taskQueue, world)
    ).runUntil(async () => {
      await until(handle, isAsked('kiroProfileEnabled'));
    });
    await (
      await workerOf(taskQueue, world)
    ).runUntil(async () => {
      await answerInOrder(handle, RIGHT_ANSWERS, 'teamSubscribed');
      await until(handle, isAsked('teamSubscribed'));
    });
    // A signal that comes while nobody works is not lost.
    await handle.signal('teamSubscribed', { by: 'ana@example.com' });
    await (
      await workerOf(taskQueue, world)
    ).runUntil(async () => {
      await answerInOrder(handle, RIGHT_ANSWERS.slice(-2));
      expect((await handle.result()).outcome).toBe('done');
    });
    expect(made).toEqual(['oidc']);
  });

  it('share a queue, without doing anything twice', async () => {
    const done: string[] = [];
    const world = await calmWorld();
    const counted = Object.fromEntries(
      Object.entries(world).map(([name, work]: [string, (...args: never[]) => Promise<unknown>]) => [
        name,
        (...args: never[]) => {
          done.push(name);
          return work(...args);
        },
      ]),
    ) as unknown as World;
    const taskQueue = `test-${randomUUID()}`;
    // As from another process: two workers of one connection may not share a queue.
    const connection = await NativeConnection.connect({ address: env.address });
    const [one, other] = [await workerOf(taskQueue, counted), await workerOf(taskQueue, counted, connection)];
    await one.runUntil(() =>
      other.runUntil(async () => {
        const handle = await startOn(taskQueue);
        await answerInOrder(handle, RIGHT_ANSWERS);
        expect((await handle.result()).outcome).toBe('done');
      }),
    );
    await connection.close();
    // The record gets a message whenever there is something new to say.
    const once = done.filter((name) => name !== 'recordConnection');
    expect(new Set(once).size).toBe(once.length);
  });
});

describe('a look that is nudged', () => {
  it('looks again at once, for at most twelve events', async () => {
    let looks = 0;
    const world = await calmWorld({
      awaitTxtRecord: async () => {
        looks += 1;
        throw ApplicationFailure.create({
          type: 'NotYet',
          message: 'ns1.example.com has no such record yet',
          nextRetryDelay: '1h',
          category: ApplicationFailureCategory.BENIGN,
        });
      },
    });
    await withRun(env, bundle, world, async (handle) => {
      await answerInOrder(handle, RIGHT_ANSWERS.slice(0, 2));
      await until(handle, () => looks === 1);
      await until(handle, isAsked('dnsRecordPublished'));
      const before = (await handle.fetchHistory()).events!.length;
      expect(await send(handle, 'checkNow', { step: 'dns-propagation' })).toBeNull();
      await until(handle, () => looks === 2);
      const added = (await handle.fetchHistory()).events!.slice(before);
      expect(added.length).toBeLessThanOrEqual(12);
    });
  });
});

describe('replay', () => {
  it('finds the same way through a waiting run with detours, and through a finished one', async () => {
    await withRun(env, bundle, await calmWorld(), async (handle) => {
      await answerInOrder(handle, RIGHT_ANSWERS.slice(0, 3));
      await until(handle, isAsked('scimAccessIssued'));
      await send(handle, 'redoStep', { step: 'authorization-server', reason: 'the audience was wrong' });
      await answerInOrder(handle, RIGHT_ANSWERS.slice(0, 1));
      await send(handle, 'skipStep', { step: 'domain-verified', reason: 'known', early: true });
      await until(handle, isAsked('scimAccessIssued'));
      await replay(await handle.fetchHistory());
      await handle.signal('scimAccessIssued', { endpoint: ENDPOINT });
      await answerInOrder(
        handle,
        RIGHT_ANSWERS.filter(([name]) => !['kiroProfileEnabled', 'domainVerified', 'scimAccessIssued'].includes(name)),
      );
      await handle.result();
      await replay(await handle.fetchHistory());
    });
  });
});
