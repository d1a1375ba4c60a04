import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { statusOf, type Handle } from './harness.js';

/** A server that suggests to go on as a new run after so many events, more than a run has when it asks first; its own limit is 4,096. */
export const SOON = ['--dynamic-config-value', 'limit.historyCount.suggestContinueAsNew=100'];

/** The newest of the runs that go on one another. */
export const latest = (env: TestWorkflowEnvironment, handle: Handle): Handle =>
  env.client.workflow.getHandle(handle.workflowId) as unknown as Handle;

export const runId = async (env: TestWorkflowEnvironment, handle: Handle): Promise<string> =>
  (await latest(env, handle).describe()).runId;

const AT_ONCE = 4;

/** Refused Signals, until the run has gone on as a new one or `isEnough`; how many they were. */
export async function flood(
  env: TestWorkflowEnvironment,
  handle: Handle,
  isEnough: () => Promise<boolean> = async () => false,
): Promise<number> {
  const before = await runId(env, handle);
  const isOver = async (): Promise<boolean> => (await runId(env, handle)) !== before || (await isEnough());
  let sent = 0;
  for (; sent < 400 && !(await isOver()); sent += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, () => latest(env, handle).signal('nonsense', {})));
    // The run cannot end while something new has come; the answer to a query says that all of it is read.
    await statusOf(latest(env, handle));
  }
  if (!(await isOver())) throw new Error(`The run does not go on as a new one after ${sent} Signals.`);
  return sent;
}
