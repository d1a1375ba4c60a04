import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, it } from 'vitest';
import { takeTurn } from '../../../activities/connection/take-turn.js';
import { input } from '../../workflows/fake-world.js';

/** A record without room: it never has the turn that it was asked for. */
function fullRecord(ids: unknown[]): Client {
  const known = { objects: {}, issuer: null, endpoint: null, token: { storedAt: null }, turns: [] };
  const description = {
    status: { name: 'COMPLETED' },
    raw: { workflowExecutionInfo: { firstRunId: 'first' } },
    runId: 'first',
  };
  return {
    withAbortSignal: (_signal: unknown, work: () => unknown) => work(),
    options: { namespace: 'default' },
    workflowService: { getWorkflowExecutionHistory: async () => ({ history: { events: [] } }) },
    workflow: {
      getHandle: () => ({ describe: async () => description, query: async () => known }),
      executeUpdateWithStart: async (_name: string, { updateId }: { updateId: string }) => void ids.push(updateId),
    },
  } as unknown as Client;
}

it('asks anew with every attempt, since a record that had no room has kept nothing', async () => {
  const ids: unknown[] = [];
  const client = fullRecord(ids);
  for (const attempt of [1, 2, 3]) {
    const env = new MockActivityEnvironment({ attempt }, { client });
    await env.run(() => takeTurn({ input, owner: 'run', runbook: 'reprovisionKiro', isPatient: true }));
  }
  expect(new Set(ids).size).toBe(3);
  expect(ids).toEqual([1, 2, 3].map((attempt) => expect.stringMatching(new RegExp(`-${attempt}$`)) as unknown));
});

describe('what leaves no trace in the record', () => {
  const ahead = [{ workflowId: 'p', runbook: 'reprovisionKiro', since: '2026-03-02T09:00:00.000Z' }];
  const isOf = (name: string) => ({ status: { name }, type: 'kiroConnection', taskQueue: 'test' });
  /** A record under way with a reprovisioning in line, or none at all. */
  const recordOf = (updates: unknown[], isThere: boolean): Client => {
    const known = { objects: {}, issuer: null, endpoint: null, token: { storedAt: null }, turns: ahead };
    const describe_ = async () => {
      if (!isThere) throw new WorkflowNotFoundError('none', 'record', undefined);
      return isOf('RUNNING');
    };
    return {
      withAbortSignal: (_signal: unknown, work: () => unknown) => work(),
      workflow: {
        getHandle: () => ({ describe: describe_, query: async () => known }),
        executeUpdateWithStart: async (name: string) => void updates.push(name),
      },
    } as unknown as Client;
  };
  const asking = async (isThere: boolean, more: object) => {
    const updates: unknown[] = [];
    const env = new MockActivityEnvironment({ taskQueue: 'test' }, { client: recordOf(updates, isThere) });
    const task = { input, owner: 'run', runbook: 'offboardUser', isPatient: false, ...more };
    const work = (): ReturnType<typeof takeTurn> => takeTurn(task);
    const { ahead: first } = await env.run<[], Awaited<ReturnType<typeof work>>, typeof work>(work);
    return { first, updates };
  };

  it('is an offboarding, which waits for nobody unless it asks to', async () => {
    expect(await asking(true, {})).toEqual({ first: [], updates: [] });
    expect(await asking(true, { behind: ['reprovisionKiro'] })).toEqual({ first: ['p'], updates: [] });
  });

  it('is an onboarding of a connection that has no record yet', async () => {
    const of = { runbook: 'connectOktaToKiro', startsRecord: false };
    expect(await asking(false, of)).toEqual({ first: [], updates: [] });
  });
});

it('asks the run ahead once for each wait to let it go first, and waits for one that cannot', async () => {
  const turn = { workflowId: 'onboarding', runbook: 'connectOktaToKiro', since: '2026-03-02T09:00:00.000Z' };
  const own = { ...turn, workflowId: 'run', runbook: 'rotateScimToken' };
  const known = { objects: {}, issuer: null, endpoint: null, token: { storedAt: null }, turns: [turn, own] };
  const asked: unknown[] = [];
  const executeUpdate = async (name: string, options: object): Promise<never> => {
    asked.push({ name, ...options });
    throw new Error('unknown update');
  };
  const found = { status: { name: 'RUNNING' }, type: 'kiroConnection', taskQueue: 'test' };
  const client = {
    withAbortSignal: (_signal: unknown, work: () => unknown) => work(),
    withDeadline: (_deadline: unknown, work: () => unknown) => work(),
    workflow: {
      getHandle: () => ({ describe: async () => found, query: async () => known, executeUpdate }),
    },
  } as unknown as Client;
  for (const attempt of [2, 3]) {
    const env = new MockActivityEnvironment({ attempt, taskQueue: 'test' }, { client });
    const work = () => takeTurn({ input, owner: 'run', runbook: 'rotateScimToken', isPatient: true });
    await expect(env.run(work)).rejects.toThrow('onboarding is changing the connection');
  }
  expect(asked).toHaveLength(2);
  expect(asked[0]).toMatchObject({ name: 'turnWanted', args: [{ workflowId: 'run' }] });
  expect(asked[1]).toEqual(asked[0]);
});
