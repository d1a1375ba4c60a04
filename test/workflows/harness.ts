import { randomUUID } from 'node:crypto';
import { CombinedWorkerRunError, DefaultLogger, Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { pulse, PULSE_MS } from '../../activities/heartbeat.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import type { Report } from '../../runbook/words/report.js';
import type { Status, Waiting } from '../../runbook/words/status.js';
import { bundleWorkflows, type WorkflowBundle } from '../../temporal/workflow-bundle.js';
import type { connectOktaToKiro } from '../../workflows/onboarding/index.js';
import { input, type World } from './fake-world.js';
import { shareWorkflowCode } from './shared-workflow-code.js';

export type Handle = WorkflowHandleWithFirstExecutionRunId<typeof connectOktaToKiro>;

/** The workflow code as a worker has it, for all workers of this thread. */
export function bundled(): Promise<WorkflowBundle> {
  shareWorkflowCode();
  return bundleWorkflows(process.env);
}

export function quiet(): void {
  try {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
  } catch {
    // Another file of this process has installed it.
  }
}

/** A worker of this world for that task queue, with workflows in the thread of the test. */
export const workerFor = (
  env: TestWorkflowEnvironment,
  bundle: WorkflowBundle,
  world: World,
  taskQueue: string,
  options: Partial<WorkerOptions> = {},
): Promise<Worker> =>
  Worker.create({
    connection: env.nativeConnection,
    taskQueue,
    workflowBundle: bundle,
    activities: world,
    // Each activity shows that it is alive, and hears whether it is cancelled.
    interceptors: { activity: [pulse] },
    maxHeartbeatThrottleInterval: PULSE_MS,
    debugMode: true,
    // By itself it is the hash of five megabytes of code.
    buildId: 'test',
    // A test that fails while an activity waits for it says why, instead of waiting for that activity.
    shutdownForceTime: 5_000,
    ...options,
  });

/**
 * Run `body` while a worker with this world is up, on a task queue of its own. Workflows run in the thread of the test
 * (`debugMode`): a thread for each worker took a third of these tests' time. Its limit of five seconds for a workflow
 * task goes with it; `withLimitedRun` has both.
 */
export async function withRun<T>(
  env: TestWorkflowEnvironment,
  bundle: WorkflowBundle,
  world: World,
  body: (handle: Handle) => Promise<T>,
  changes: Partial<OnboardingInput> = {},
  options: Partial<WorkerOptions> = {},
  type = 'connectOktaToKiro',
): Promise<T> {
  const taskQueue = `test-${randomUUID()}`;
  const worker = await workerFor(env, bundle, world, taskQueue, options);
  const running = worker.runUntil(async () => {
    const handle = (await env.client.workflow.start(type, {
      workflowId: `kiro-okta/example.okta.com/${taskQueue}`,
      taskQueue,
      args: [{ ...input, ...changes }],
    })) as Handle;
    // A run that goes on without a worker would keep a server that skips time from skipping any.
    return body(handle).finally(() => handle.terminate().catch(() => undefined));
  });
  return running.catch((error: unknown) => {
    throw error instanceof CombinedWorkerRunError ? error.cause.innerError : error;
  });
}

/** As `withRun`, with workflows in a thread of their own: a workflow task that takes more than five seconds fails. */
export const withLimitedRun: typeof withRun = (env, bundle, world, body, changes, options) =>
  withRun(env, bundle, world, body, changes, { debugMode: false, ...options });

export const statusOf = (handle: Handle): Promise<Status> => handle.query<Status>('status');
/** The page of the Web UI, by the query that the Web UI itself sends. */
export const currentDetails = async (handle: Handle): Promise<string> =>
  (await handle.query<{ currentDetails?: string }>('__temporal_workflow_metadata')).currentDetails ?? '';
/** The state of a step, in a status or a report. */
export const stateOf = ({ steps }: { steps: { id: string; state: string }[] }, id: string): string =>
  steps.find((step) => step.id === id)!.state;
/** What a report shows as the proof of a step: labels with their values. */
export const evidenceOf = ({ steps }: Report, id: string): [label: string, value: string][] =>
  steps.find((step) => step.id === id)!.evidence.map(({ label, value }) => [label, value]);
export const reportOf = (handle: Handle): Promise<Report> => handle.query<Report>('report');

/** Send an Update; the refusal's detail, or null when it was taken. */
export async function send(
  handle: Handle,
  message: string,
  value: unknown,
): Promise<{ code: string; field: string | null; reason: string } | null> {
  try {
    await handle.executeUpdate<unknown, [unknown]>(message, { args: [value] });
    return null;
  } catch (error) {
    const cause = (error as { cause?: { details?: unknown[] } }).cause;
    const [why] = cause?.details ?? [];
    if (why === undefined) throw error;
    return why as { code: string; field: string | null; reason: string };
  }
}

/** Wait until the status says so; the run's own condition, not a pause. */
export async function until(handle: Handle, isSo: (status: Status) => boolean, withinMs = 60_000): Promise<Status> {
  const deadline = Date.now() + withinMs;
  // Each look costs a worker and the server some milliseconds: a run that takes its time is looked at less often.
  for (let pauseMs = 20; ; pauseMs = Math.min(pauseMs * 1.3, 200)) {
    const status = await statusOf(handle);
    if (isSo(status)) return status;
    if (Date.now() > deadline)
      throw new Error(
        `Not reached: ${JSON.stringify(status.waitingFor.map((one) => [one.step, one.message]))} ${JSON.stringify(status.steps.map((s) => [s.id, s.state]))}`,
      );
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

export const isAsked =
  (message: string, step?: string) =>
  (status: Status): boolean =>
    status.waitingFor.some((one: Waiting) => one.message === message && (step === undefined || one.step === step));

/** Answer each message in order, each as soon as it is asked; stops before `before`. */
export async function answerInOrder(
  handle: Handle,
  answers: [string, Record<string, unknown>][],
  before?: string,
): Promise<void> {
  for (const [message, value] of answers) {
    if (message === before) return;
    const status = await until(
      handle,
      (now) =>
        isAsked(message)(now) ||
        now.outcome !== 'running' ||
        (message === 'dnsRecordPublished' && now.steps.some((s) => s.id === 'dns-record' && s.state === 'done')),
    );
    if (!isAsked(message)(status)) continue;
    const refusal = await send(handle, message, { ...value, by: 'ana@example.com' });
    if (refusal !== null && refusal.code !== 'already-answered') throw new Error(`${message}: ${refusal.reason}`);
  }
}

/** Something that an activity waits for until the test opens it. */
export function gate(): { open: () => void; opened: Promise<void> } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}
