import type { Client } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';
import { expect, it } from 'vitest';
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
    await env.run(() => takeTurn({ input, owner: 'run', runbook: 'offboardUser', isPatient: true }));
  }
  expect(new Set(ids).size).toBe(3);
  expect(ids).toEqual([1, 2, 3].map((attempt) => expect.stringMatching(new RegExp(`-${attempt}$`)) as unknown));
});
