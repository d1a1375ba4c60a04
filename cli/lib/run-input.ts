import { type Client, defaultPayloadConverter } from '@temporalio/client';

/** What a run was started with; it stands in its first event. `runId` is the newest run's where none is given. */
export async function inputOf(client: Client, workflowId: string, runId?: string): Promise<unknown> {
  const answer = await client.workflowService.getWorkflowExecutionHistory({
    namespace: client.options.namespace,
    execution: { workflowId, ...(runId === undefined ? {} : { runId }) },
    maximumPageSize: 1,
  });
  const payload = answer.history?.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0];
  return payload == null ? null : defaultPayloadConverter.fromPayload(payload);
}
