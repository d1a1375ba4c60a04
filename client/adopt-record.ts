import { randomUUID } from 'node:crypto';
import { type Client, WithStartWorkflowOperation, WorkflowNotFoundError } from '@temporalio/client';
import { recordAttributes, recordStart } from '../runbook/connection/connection.js';
import type { ConnectionNews } from '../runbook/connection/record.js';
import { CONNECTION_TYPE, connectionIdFor } from '../runbook/model/names.js';
import { settingsOf } from '../runbook/model/settings.js';
import type { OnboardingInput } from '../runbook/onboarding/input.js';
import { missingAttributes } from '../temporal/namespace.js';
import { explained, PATIENCE_MS, RunError } from './ask-run.js';
import { refusalIn, type Sign } from './send-answer.js';

/** What the record's list of runs calls an adoption, which is no workflow. */
const ADOPTION = 'adopt';

/** A connection that was built by hand, as somebody has adopted it. */
export type Adopted = Required<Pick<ConnectionNews, 'objects' | 'issuer' | 'endpoint' | 'token'>> &
  Pick<ConnectionNews, 'oktaOrgId'>;

/** What the record is given, and by whom. */
export interface Adoption {
  input: OnboardingInput;
  taskQueue: string;
  adopted: Adopted;
  /** ISO 8601. */
  now: string;
  by: string;
  sign: Sign;
}

/**
 * Tells the record of a connection that was built by hand, and starts it where there is none. Gives its workflow id, and whether
 * it was there before. @throws RunError where no worker answers, or something else has the record's id
 */
export async function adoptRecord(
  client: Client,
  { input, taskQueue, adopted, now, by, sign }: Adoption,
): Promise<{ workflowId: string; isNew: boolean }> {
  const workflowId = connectionIdFor(input);
  const isNew = await isFree(client, workflowId, taskQueue);
  const missing = (await missingAttributes(client.connection, client.options.namespace)) ?? [];
  const times = { startedAt: now, finishedAt: now };
  const run = { runbook: ADOPTION, workflowId, outcome: 'done', ...times } as const;
  const news: ConnectionNews = { run, ...adopted, adoptedAt: now };
  try {
    await client.withDeadline(Date.now() + PATIENCE_MS, () =>
      client.workflow.executeUpdateWithStart('recorded', {
        updateId: randomUUID(),
        args: [sign(workflowId, 'recorded', { news, settings: settingsOf(input), by, via: 'cli' })],
        startWorkflowOperation: new WithStartWorkflowOperation(CONNECTION_TYPE, {
          ...recordStart(input, taskQueue),
          typedSearchAttributes: recordAttributes(input).filter(({ key }) => !missing.includes(key.name)),
        }),
      }),
    );
  } catch (error) {
    const why = refusalIn(error);
    if (why !== null) throw new RunError(`The record does not take it: ${why.reason}`);
    throw await explained(error, client, workflowId);
  }
  return { workflowId, isNew };
}

async function isFree(client: Client, workflowId: string, taskQueue: string): Promise<boolean> {
  try {
    const found = await client.workflow.getHandle(workflowId).describe();
    if (found.status.name !== 'RUNNING') return true;
    if (found.type === CONNECTION_TYPE && found.taskQueue === taskQueue) return false;
    throw new RunError(
      `Under ${workflowId} runs ${found.type} on the task queue ${found.taskQueue}, and not a record on ${taskQueue}: ` +
        'compare KIRO_TASK_QUEUE, or end what runs there.',
    );
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return true;
    throw error instanceof RunError ? error : await explained(error, client, workflowId);
  }
}
