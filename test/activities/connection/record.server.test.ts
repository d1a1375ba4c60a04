import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { describe, expect, it, vi } from 'vitest';
import { createConnectionActivities } from '../../../activities/connection/connection-activities.js';
import type { ConnectionRecord } from '../../../runbook/connection/record.js';
import { connectionIdFor, workflowIdFor } from '../../../runbook/model/names.js';
import type { OnboardingInput } from '../../../runbook/onboarding/input.js';
import { otherRuns } from '../../../client/other-runs.js';
import { calmWorld, cleanAudit, CLIENT_ID, ENDPOINT, input, proof, RIGHT_ANSWERS } from '../../workflows/fake-world.js';
import { joinRun } from '../../../start/join-run.js';
import { answerInOrder, type Handle, isAsked, send, until, withRun, workerFor } from '../../workflows/harness.js';
import { onDevServer, type There } from '../../workflows/suite.js';

let env: There['env'];
let bundle: There['bundle'];
onDevServer((there) => ({ env, bundle } = there));

const world = async () => ({
  ...(await calmWorld({ writeReport: async () => ({ ...proof, sha256: 'abc' }) })),
  ...createConnectionActivities(),
});
/** A connection of its own for each test. */
function itsOwn(): OnboardingInput & { record: string } {
  const domain = `c-${randomUUID()}.example.com`;
  return { ...input, domain, record: connectionIdFor({ ...input, domain }) };
}
const recordOf = (client: Client, id: string): Promise<ConnectionRecord> =>
  client.workflow.getHandle(id).query<ConnectionRecord>('connection');

describe('the record that a run keeps', () => {
  it('begins with the first object, grows with the run, and knows how it ended', async () => {
    const { record, ...given } = itsOwn();
    const { client } = env;
    const body = async (handle: Parameters<Parameters<typeof withRun>[3]>[0]): Promise<void> => {
      await until(handle, isAsked('kiroProfileEnabled'));
      await vi.waitFor(async () => expect((await recordOf(client, record)).objects.clientId).toBe(CLIENT_ID), 60_000);
      await answerInOrder(handle, RIGHT_ANSWERS);
      expect(await handle.result()).toMatchObject({ outcome: 'done' });
      const known = await recordOf(client, record);
      expect(known).toMatchObject({
        objects: { oidcApplication: '0oa1', authorizationServer: 'aus1', scimApplication: '0oa2' },
        endpoint: ENDPOINT,
        lastReport: { sha256: 'abc', workflowId: handle.workflowId, runId: handle.firstExecutionRunId },
        runs: [{ runbook: 'connectOktaToKiro', workflowId: handle.workflowId, outcome: 'done' }],
      });
      // That the application is connected is the Okta admin's word alone here.
      expect(known.provenAt).toBeNull();
      expect(Date.parse(known.token.renewBy!) - Date.parse(known.token.issuedAt!)).toBe(275 * 24 * 3_600_000);
      const others = await otherRuns(client, workflowIdFor(given));
      expect(others).toMatchObject([{ runbook: 'kiroConnection', workflowId: record }]);
      expect(others[0]?.waitingFor?.map(({ message }) => message)).toEqual(['checkNow', 'checkNow']);
      await client.workflow.getHandle(record).terminate();
    };
    await withRun(env, bundle, await world(), body, given);
  });

  it('knows that a run was cancelled', async () => {
    const { record, ...given } = itsOwn();
    const body = async (handle: Parameters<Parameters<typeof withRun>[3]>[0]): Promise<void> => {
      await until(handle, isAsked('kiroProfileEnabled'));
      await handle.cancel();
      await expect(handle.result()).rejects.toThrow();
      const { runs, lastReport } = await recordOf(env.client, record);
      expect([runs.map(({ outcome }) => outcome), lastReport?.sha256]).toEqual([['cancelled'], 'abc']);
      await env.client.workflow.getHandle(record).terminate();
    };
    await withRun(env, bundle, await world(), body, given);
  });

  it('has the search attributes of its run, with its own type', async () => {
    const { record, ...given } = itsOwn();
    const taskQueue = `test-${randomUUID()}`;
    const worker = await workerFor(env, bundle, await world(), taskQueue);
    await worker.runUntil(async () => {
      const { workflowId } = await joinRun(env.client, given, taskQueue);
      const handle = env.client.workflow.getHandle(record);
      // They are as it begins until its first step has begun.
      await vi.waitFor(async () => {
        const { typedSearchAttributes } = await handle.describe();
        const values = Object.fromEntries(typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]));
        expect(values).toMatchObject({
          KiroRunbook: 'kiroConnection',
          KiroDomain: given.domain,
          OktaOrg: 'example.okta.com',
          KiroStep: ['renew-scim-access', 'review-access'],
          KiroWaitingFor: ['time'],
        });
      }, 60_000);
      await Promise.all([handle.terminate(), env.client.workflow.getHandle(workflowId).terminate()]);
    });
  });

  it('tells nothing to a workflow of another kind, and the run goes on all the same', async () => {
    const { record, ...given } = itsOwn();
    const other = await env.client.workflow.start('somethingElse', { workflowId: record, taskQueue: 'nobody' });
    const body = async (handle: Parameters<Parameters<typeof withRun>[3]>[0]): Promise<void> => {
      await answerInOrder(handle, RIGHT_ANSWERS);
      expect((await handle.result()).warnings).toContainEqual(
        expect.stringContaining('The record of the connection was not told'),
      );
      const { events } = await handle.fetchHistory();
      const told = events!.flatMap((event) => event.activityTaskFailedEventAttributes?.failure?.message ?? []);
      expect(told[0]).toContain(`Under ${record} runs somethingElse on the task queue nobody`);
      expect(
        (await other.fetchHistory()).events!.some(
          (event) => event.workflowExecutionUpdateAcceptedEventAttributes != null,
        ),
      ).toBe(false);
      await other.terminate();
    };
    await withRun(env, bundle, await world(), body, given);
  });
});

describe('a worker that ends', () => {
  it('does not wait for a record that no worker serves', async () => {
    const { record, ...given } = itsOwn();
    const { client, nativeConnection: connection } = env;
    const taskQueue = `test-${randomUUID()}`;
    const owner = await client.workflow.start('nobodyServesIt', { workflowId: `of-${record}`, taskQueue });
    // Its activities alone, as of a worker whose workflows are in another one.
    const worker = await Worker.create({ connection, taskQueue, activities: createConnectionActivities() });
    await worker.runUntil(async () => {
      const news = { run: { runbook: 'connectOktaToKiro', workflowId: owner.workflowId, outcome: 'running' } };
      await client.activity.start('recordConnection', {
        id: randomUUID(),
        taskQueue,
        startToCloseTimeout: '10m',
        args: [{ input: given, owner: owner.workflowId, news }],
      });
      const handle = client.workflow.getHandle(record);
      await vi.waitFor(async () => expect((await handle.describe()).status.name).toBe('RUNNING'), 60_000);
    });
    await Promise.all([owner.terminate(), client.workflow.getHandle(record).terminate()]);
  });
});

describe('the turn of a run that waits for people', () => {
  it('goes to a rotation behind it at once, and comes back for the next write', async () => {
    const { record, ...given } = itsOwn();
    const { client } = env;
    const turns = async (): Promise<string[]> => {
      const known = (await recordOf(client, record)) as ConnectionRecord & { turns: { runbook: string }[] };
      return known.turns.map(({ runbook }) => runbook);
    };
    const body = async (handle: Handle): Promise<void> => {
      await until(handle, isAsked('kiroProfileEnabled'));
      await vi.waitFor(async () => expect(await turns()).toEqual(['connectOktaToKiro']), 60_000);
      const { taskQueue } = await handle.describe();
      const args = [{ ...given, about: { compromised: true } }];
      const rotation = (await client.workflow.start('rotateScimToken', {
        workflowId: `${handle.workflowId}/rotate`,
        taskQueue,
        args,
      })) as unknown as Handle;
      await until(rotation, isAsked('tokenRevoked'));
      expect(await send(rotation, 'tokenRevoked', { by: 'ana@example.com' })).toBeNull();
      // Nobody has answered the onboarding.
      await until(rotation, isAsked('scimAccessIssued', 'new-token'));
      expect(await turns()).toEqual(['rotateScimToken']);
      await until(handle, isAsked('kiroProfileEnabled'));
      // The rotation waits for people, too: what the onboarding writes next does not wait for them.
      await answerInOrder(handle, RIGHT_ANSWERS, 'teamSubscribed');
      await until(handle, isAsked('teamSubscribed'));
      await until(rotation, isAsked('scimAccessIssued', 'new-token'));
      await Promise.all([rotation.terminate(), client.workflow.getHandle(record).terminate()]);
    };
    await withRun(env, bundle, await world(), body, given);
  });
});

describe('the history of a record', () => {
  it('is replayed within a second, even where the record gets many small messages', async () => {
    const { record, ...given } = itsOwn();
    const taskQueue = `test-${randomUUID()}`;
    const worker = await workerFor(env, bundle, await world(), taskQueue);
    await worker.runUntil(async () => {
      const start = { workflowId: record, taskQueue, args: [given] };
      const { firstExecutionRunId } = await env.client.workflow.start('kiroConnection', start);
      const handle = env.client.workflow.getHandle(record);
      const { remember } = cleanAudit(new Date().toISOString());
      const audit = {
        ...remember,
        ...{ workflowId: 'audit', runId: 'run', startedAt: remember.at },
        proven: Array.from({ length: 60 }, (_, index) => `okta/object/one-of-ours-${index}`),
      };
      for (let told = 0; (await handle.describe()).runId === firstExecutionRunId; told += 1) {
        expect(told).toBeLessThan(500);
        await handle.executeUpdate('audited', { args: [audit] });
        await handle.executeUpdate('turnOver', { args: [{ workflowId: 'none' }] });
      }
      const history = await env.client.workflow.getHandle(record, firstExecutionRunId).fetchHistory();
      expect(history.events!.length).toBeLessThan(340);
      expect(history.events!.length).toBeGreaterThan(250);
      const took: number[] = [];
      const replays = async function* () {
        for (let round = 0; round < 3; round += 1) {
          const before = process.cpuUsage();
          yield { workflowId: record, history };
          const { user, system } = process.cpuUsage(before);
          took.push((user + system) / 1_000);
        }
      };
      for await (const { error } of Worker.runReplayHistories({ workflowBundle: bundle }, replays()))
        expect(error).toBeUndefined();
      // Milliseconds of the processor's time: the machine may be busy with other things.
      expect(Math.min(...took)).toBeLessThan(1_000);
      await handle.terminate();
    });
  });
});
