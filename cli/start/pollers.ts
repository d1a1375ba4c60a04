import type { Client } from '@temporalio/client';
import { note } from '../lib/output.js';

/** Temporal's number for the queue of workflow tasks. */
const WORKFLOW_TASKS = 1;

/** Say so where nobody polls the task queue: the run would wait, and nobody know for what. */
export async function warnWithoutWorker(client: Client, taskQueue: string): Promise<void> {
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name: taskQueue },
    taskQueueType: WORKFLOW_TASKS,
  });
  if ((pollers ?? []).length > 0) return;
  note(
    `Nobody polls task queue ${taskQueue} yet: start \`npm run worker\` with the Okta credentials; the run waits for it.`,
  );
}
