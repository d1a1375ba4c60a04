import type { Client } from '@temporalio/client';

/** Why a pending activity has not come through yet: the newest failure of its retries. */
export interface Verdict {
  activity: string;
  attempt: number;
  message: string;
}

/** An activity's retries do not wake the workflow, so their newest verdict is read from Temporal itself. */
export async function pendingVerdicts(client: Client, workflowId: string): Promise<Verdict[]> {
  const { raw } = await client.workflow.getHandle(workflowId).describe();
  return (raw.pendingActivities ?? []).flatMap((activity) => {
    const message = activity.lastFailure?.message;
    if (!message) return [];
    return [{ activity: activity.activityType?.name ?? '', attempt: activity.attempt ?? 0, message }];
  });
}
