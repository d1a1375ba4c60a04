import type { Client } from '@temporalio/client';
import { note } from '../cli/lib/output.js';
import { taskQueueOf } from '../temporal/cluster-settings.js';

/** Temporal's number for the queue of workflow tasks. */
const WORKFLOW_TASKS = 1;

/** Say so where nobody polls the task queue: the run would wait, and nobody know for what. */
export async function warnWithoutWorker(client: Client, env: NodeJS.ProcessEnv, isSandbox: boolean): Promise<void> {
  const name = taskQueueOf(env);
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name },
    taskQueueType: WORKFLOW_TASKS,
  });
  if ((pollers ?? []).length > 0) return;
  // The sandbox's token opens nothing but the sandbox.
  const credentials = isSandbox
    ? `OKTA_CLIENT_ORGURL=${env['OKTA_CLIENT_ORGURL']} OKTA_CLIENT_TOKEN=${env['OKTA_CLIENT_TOKEN']}`
    : 'the Okta credentials';
  note(`Nobody polls task queue ${name} yet: start \`npm run worker\` with ${credentials}; the run waits for it.`);
}
