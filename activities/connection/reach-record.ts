import { activityInfo, getClient } from '@temporalio/activity';
import { type Client, WithStartWorkflowOperation, type Workflow, WorkflowNotFoundError } from '@temporalio/client';
import type { ConnectionInput } from '../../runbook/connection/connection-input.js';
import { recordAttributes, recordStart } from '../../runbook/connection/connection.js';
import { type Attribute, CONNECTION_TYPE, connectionIdFor } from '../../runbook/model/names.js';
import { unlessCancelled } from '../attempt.js';
import { needsPerson } from '../needs-person.js';

/**
 * Sends an Update to the record of a connection, which is started where there is none. A retry is no second telling, unless
 * `isAnew`: for what may have been of no effect before, and may be told twice.
 */
export async function updateRecord<T>(
  input: ConnectionInput,
  owner: string,
  name: string,
  value: object,
  { isAnew = false }: { isAnew?: boolean } = {},
): Promise<T> {
  const client = getClient();
  const { taskQueue, activityId, attempt, workflowExecution } = activityInfo();
  const workflowId = connectionIdFor(input);
  await requireRecord(client, workflowId, taskQueue);
  const told = client.workflow.executeUpdateWithStart<Workflow, T, [object]>(name, {
    updateId: `${workflowExecution?.runId ?? owner}-${activityId}${isAnew ? `-${attempt}` : ''}`,
    args: [value],
    startWorkflowOperation: new WithStartWorkflowOperation(CONNECTION_TYPE, {
      ...recordStart(input, taskQueue),
      typedSearchAttributes: await attributesLike(input, client, owner),
    }),
  });
  return unlessCancelled(told);
}

/** Whether the record is there and goes on. Nothing is sent to another workflow that has its id. @throws ApplicationFailure `NeedsPerson` */
export async function requireRecord(client: Client, workflowId: string, taskQueue: string): Promise<boolean> {
  const found = await client.workflow
    .getHandle(workflowId)
    .describe()
    .catch((error: unknown) => {
      if (error instanceof WorkflowNotFoundError) return null;
      throw error;
    });
  if (found === null || found.status.name !== 'RUNNING') return false;
  if (found.type === CONNECTION_TYPE && found.taskQueue === taskQueue) return true;
  if (found.type === CONNECTION_TYPE)
    throw needsPerson(
      `The record ${workflowId} lives on the task queue ${found.taskQueue}, and this worker serves ${taskQueue}. ` +
        'Give the worker the queue of the record (KIRO_TASK_QUEUE): the record knows what the queue before it knew.',
      {},
    );
  throw needsPerson(
    `Under ${workflowId} runs ${found.type} on the task queue ${found.taskQueue}, and not the record of this connection. ` +
      `Move it to another id, or end it: temporal workflow terminate -w '${workflowId}'.`,
    {},
  );
}

/**
 * The search attributes of a new record: those that its run was started with, since the namespace knows these. What the run has
 * now says less: Temporal drops an empty list.
 */
async function attributesLike(input: ConnectionInput, client: Client, owner: string): Promise<Attribute[]> {
  const { raw, runId } = await client.workflow.getHandle(owner).describe();
  const first = raw.workflowExecutionInfo?.firstRunId || runId;
  const { history } = await client.workflowService.getWorkflowExecutionHistory({
    namespace: client.options.namespace,
    execution: { workflowId: owner, runId: first },
    maximumPageSize: 1,
  });
  const begun = history?.events?.[0]?.workflowExecutionStartedEventAttributes?.searchAttributes?.indexedFields ?? {};
  return recordAttributes(input).filter(({ key }) => key.name in begun);
}
