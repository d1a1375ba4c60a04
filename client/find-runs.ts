import { type Client, defaultPayloadConverter } from '@temporalio/client';
import { AUDIT_TYPE, CONNECTION_TYPE, RUNBOOK_TYPES, WORKFLOW_TYPE } from '../runbook/model/names.js';
import { clusterSettings, type ConnectionSettings } from '../temporal/cluster-settings.js';
import { connectClient } from '../temporal/connect.js';
import { embeddedSettings } from '../temporal/running-server.js';
import { stateDir } from '../temporal/folders.js';
import { explained } from './ask-run.js';
import { isJson } from '../runbook/model/resumed.js';
import type { RunInput } from '../runbook/model/run-input.js';
import { completedInput, type OnboardingInput } from '../runbook/onboarding/input.js';
import { type Settings, settingsOf } from '../runbook/model/settings.js';

/**
 * What a run was started with; it stands in its first event. `runId` is the newest run's where none is given.
 * @throws RunError where Temporal knows no such run any more
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

/** A worker that is there answers sooner. Milliseconds. */
const SETTINGS_PATIENCE_MS = 4_000;

/**
 * Who is asked in a run, where people get news, and when: as the run has it now. Where no worker answers, or one of an earlier
 * version, as it was started. @throws RunError where Temporal knows no such run any more
 */
export async function settingsOfRun(client: Client, workflowId: string): Promise<Settings> {
  const now = await client
    .withDeadline(Date.now() + SETTINGS_PATIENCE_MS, () =>
      client.workflow.getHandle(workflowId).query<Settings>('settings'),
    )
    .catch(() => null);
  return now ?? settingsOf((await inputOf(client, workflowId)) as RunInput);
}

/** The cluster of the environment, or the embedded server that somebody has started. */
export async function reachTemporal(env: NodeJS.ProcessEnv): Promise<ConnectionSettings & { client: Client }> {
  const settings = clusterSettings(env) ?? (await embeddedSettings(stateDir(env)));
  return { ...settings, client: await connectClient(settings) };
}

/** Whether a run, or a record, of that id is going on; false also where nobody can say. */
export const isRunning = (client: Client, workflowId: string): Promise<boolean> =>
  client.workflow
    .getHandle(workflowId)
    .describe()
    .then(
      ({ status }) => status.name === 'RUNNING',
      () => false,
    );

/** A run of any runbook, or the record of a connection. */
export interface FoundRun {
  /** Workflow type. */
  runbook: string;
  workflowId: string;
  taskQueue: string;
  /** Of its newest execution: a run that goes on as a new one started before. ISO 8601. */
  startedAt: string;
}

/** All that is going on: runs of every runbook, and the records of connections. */
export async function allRunning(client: Client): Promise<FoundRun[]> {
  const found: FoundRun[] = [];
  const types = RUNBOOK_TYPES.map((type) => `"${type}"`).join(', ');
  const query = `WorkflowType IN (${types}) AND ExecutionStatus="Running"`;
  for await (const { type, workflowId, taskQueue, startTime } of client.workflow.list({ query }))
    found.push({ runbook: type, workflowId, taskQueue, startedAt: startTime.toISOString() });
  return found;
}

/** Workflow ids of the runs that are going on; a record is none. */
export async function runningRuns(client: Client): Promise<string[]> {
  const running = await allRunning(client);
  return running.filter(({ runbook }) => runbook !== CONNECTION_TYPE).map(({ workflowId }) => workflowId);
}

/** Beyond these nobody asks about a run that is over. */
const MOST_KNOWN = 100;

/**
 * Workflow ids of the newest onboardings, also of those that are over, each once; and of the records of other connections, which
 * were built by hand and adopted.
 */
export async function knownRuns(client: Client): Promise<string[]> {
  const known = new Set<string>();
  for await (const run of client.workflow.list({ query: `WorkflowType="${WORKFLOW_TYPE}"` })) {
    known.add(run.workflowId);
    if (known.size === MOST_KNOWN) break;
  }
  const onboardings = [...known];
  const query = `WorkflowType="${CONNECTION_TYPE}" AND ExecutionStatus="Running"`;
  for await (const { workflowId } of client.workflow.list({ query }))
    if (!onboardings.some((id) => workflowId === `${id}/connection`)) known.add(workflowId);
  return [...known];
}

/**
 * What a run was started with, as this version reads it; null where it cannot. A record that has gone on as a new run holds its
 * own part of the configuration alone: then its newest audit has the rest.
 */
export async function wholeInputOf(client: Client, workflowId: string): Promise<OnboardingInput | null> {
  const own = await inputOf(client, workflowId);
  const isPart = workflowId.endsWith('/connection') && !(isJson(own) && own['signIn'] !== undefined);
  if (!isPart) return completedInput(own);
  for await (const audit of client.workflow.list({ query: `WorkflowType="${AUDIT_TYPE}"` }))
    if (audit.workflowId.startsWith(`${workflowId}/`))
      return completedInput(await inputOf(client, audit.workflowId, audit.runId));
  return null;
}
