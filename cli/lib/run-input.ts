import { type Client, defaultPayloadConverter } from '@temporalio/client';
import { explained } from './ask-run.js';

/**
 * What a run was started with; it stands in its first event. `runId` is the newest run's where none is given.
 * @throws CommandError where Temporal knows no such run any more
 */
export async function inputOf(client: Client, workflowId: string, runId?: string): Promise<unknown> {
  const execution = { workflowId, ...(runId === undefined ? {} : { runId }) };
  const request = { namespace: client.options.namespace, execution, maximumPageSize: 1 };
  const answer = await client.workflowService.getWorkflowExecutionHistory(request).catch(async (error: unknown) => {
    throw await explained(error, client, workflowId);
  });
  const payload = answer.history?.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0];
  return payload == null ? null : defaultPayloadConverter.fromPayload(payload);
}
