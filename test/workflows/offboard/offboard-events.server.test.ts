import { randomUUID } from 'node:crypto';
import { Worker } from '@temporalio/worker';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { OffboardReport } from '../../../runbook/offboard/certificate.js';
import type { Status } from '../../../runbook/words/status.js';
import type { WorkflowBundle } from '../../../temporal/workflow-bundle.js';
import { sharedDevServer } from '../../support/temporal.js';
import { calmWorld, input } from '../fake-world.js';
import { bundled, quiet, workerFor } from '../harness.js';

let env: TestWorkflowEnvironment;
let bundle: WorkflowBundle;
beforeAll(async () => {
  quiet();
  [env, bundle] = await Promise.all([sharedDevServer(), bundled()]);
});
afterAll(() => env.teardown());

it('takes at most 100 events where people answer at once, and its history replays', async () => {
  const taskQueue = `test-${randomUUID()}`;
  const worker = await workerFor(env, bundle, await calmWorld(), taskQueue);
  await worker.runUntil(async () => {
    const handle = await env.client.workflow.start('offboardUser', {
      workflowId: `kiro-okta/example.okta.com/${taskQueue}/connection/offboard/lena%40example.com`,
      taskQueue,
      args: [{ ...input, about: { login: 'lena@example.com', now: true, hourMs: 1_000 } }],
    });
    const isAsked = async (): Promise<boolean> =>
      (await handle.query<Status>('status')).waitingFor.some(({ message }) => message === 'seatDeleted');
    await expect.poll(isAsked, { timeout: 60_000 }).toBe(true);
    await handle.executeUpdate('seatDeleted', { args: [{ by: 'ana@example.com' }] });
    const report = (await handle.result()) as OffboardReport;
    expect(report.outcome).toBe('done');
    const history = await handle.fetchHistory();
    expect(history.events!.length).toBeLessThanOrEqual(100);
    await Worker.runReplayHistory({ workflowBundle: bundle }, history);
  });
});
