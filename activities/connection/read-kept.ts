import { getClient } from '@temporalio/activity';
import { WorkflowNotFoundError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { ConnectionRecord } from '../../runbook/connection/record.js';
import { CONNECTION_TYPE, connectionIdFor } from '../../runbook/model/names.js';
import type { RunInput } from '../../runbook/model/run-input.js';
import type { Kept, KiroNow, Task } from '../../runbook/outside.js';
import { serverNow, unlessCancelled } from '../attempt.js';
import type { KiroSideOf } from '../scim/kiro-side.js';
import type { ScimClient } from '../scim/scim-api.js';
import { toFailure } from '../scim/scim-failures.js';
import { listOf, user } from '../scim/scim-shapes.js';
import { urlOf } from '../../runbook/model/url-of.js';

/** What is read of the answer to the record's query `connection`; a record of an earlier version has kept nothing. */
export type RecordedSteps = Pick<ConnectionRecord, 'endpoint' | 'token'> & Partial<Pick<ConnectionRecord, 'kept'>>;

/** See `ConnectionActivities.readKept`. Reads alone. @throws ApplicationFailure retryable where Temporal or Kiro is away */
export async function readKept({ input, owner }: Task<RunInput>, kiroSide: KiroSideOf): Promise<Kept | null> {
  const answer = await askedRecord(connectionIdFor(input));
  if (answer === null || Object.keys(answer.kept ?? {}).length === 0) return null;
  const { endpoint } = answer;
  const client = await kiroSide({ input, owner, endpoint, sealedToken: null });
  return keptFrom(answer, await kiroNow(client, endpoint), serverNow());
}

/** What the record says; null where there is none, or it was given up. Something else under its id is not asked: it may never answer. */
async function askedRecord(id: string): Promise<RecordedSteps | null> {
  const record = getClient().workflow.getHandle(id);
  try {
    const { type, status } = await record.describe();
    if (type !== CONNECTION_TYPE || status.name !== 'RUNNING') return null;
    return await unlessCancelled(record.query<RecordedSteps>('connection'));
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

/** What a run may take over from a record, seen at that time (milliseconds since the epoch). */
export function keptFrom({ kept = {}, endpoint, token }: RecordedSteps, kiro: KiroNow, now: number): Kept {
  const { issuedAt, storedAt, renewBy } = token;
  return {
    steps: kept,
    endpoint,
    token: { issuedAt, storedAt, isOld: renewBy !== null && Date.parse(renewBy) <= now },
    kiro,
  };
}

/** Whether Kiro's endpoint takes that access now. @throws ApplicationFailure retryable where it does not answer */
export async function kiroNow(client: ScimClient | null, endpoint: string | null): Promise<KiroNow> {
  if (client === null || endpoint === null)
    return {
      seen: 'unseen',
      text: 'nobody could look at Kiro, since the worker holds no SCIM access for its endpoint',
    };
  const host = urlOf(endpoint)?.host ?? endpoint;
  try {
    await client.get('/Users', { count: '1' }, listOf(user));
    return { seen: 'here', text: `the SCIM endpoint at ${host} takes the access that the worker holds` };
  } catch (error) {
    const failure = toFailure(error);
    if (!(failure instanceof ApplicationFailure) || failure.nonRetryable !== true) throw failure;
    return {
      seen: 'gone',
      text: `the SCIM endpoint of the earlier run does not take the access that the worker holds: ${failure.message}`,
    };
  }
}
