import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import { startDevServer, startTimeSkipping } from '../support/temporal.js';
import { input, RIGHT_ANSWERS, type World } from './fake-world.js';
import { send, withRun, type Handle } from './harness.js';
import { SOON } from './long-history.js';

/** A way through the runbook whose history is kept, so that every later version of the workflow replays it. */
export interface RecordedPath {
  /** What happens on it, for the list of paths. */
  about: string;
  /** The server that it needs: a real one, one whose histories soon count as long, or one that skips time. */
  server: keyof typeof SERVERS;
  /** Workflow type; that of the onboarding where nothing is said. */
  type?: string;
  changes?: Partial<OnboardingInput> & { about?: object };
  /** Runs that are recorded; more than one where the run goes on as a new one. Default 1. */
  runs?: number;
  /** Events without which the history does not show the path, such as `timerFired`. */
  shows: string[];
  /** The world of this path, and what people do in it. The history is taken when `drive` has ended. */
  scene: () => Promise<Scene>;
}

interface Scene {
  world: World;
  drive: (handle: Handle, env: TestWorkflowEnvironment) => Promise<unknown>;
}

/** Ready to run: each path has one of its own. */
const SERVERS = {
  real: () => startDevServer(),
  'real, long soon': () => startDevServer(SOON),
  'skips time': startTimeSkipping,
};

export const ANA = 'ana@example.com';
export const withWebhook = { ...input.notify, webhook: 'https://hooks.example.com/kiro' };
/** The right answers up to that message. */
export const answersBefore = (message: string): typeof RIGHT_ANSWERS =>
  RIGHT_ANSWERS.slice(
    0,
    RIGHT_ANSWERS.findIndex(([name]) => name === message),
  );

/** Send an Update that must be taken. */
export async function say(handle: Handle, message: string, value: object = {}): Promise<void> {
  const refusal = await send(handle, message, { ...value, by: ANA });
  if (refusal !== null) throw new Error(`${message}: ${refusal.reason}`);
}

/** Send an Update that must be refused. */
export async function sayInVain(handle: Handle, message: string, value: object): Promise<void> {
  const refusal = await send(handle, message, { ...value, by: ANA });
  if (refusal === null) throw new Error(`${message} was taken.`);
}

/** Take a path on a server of its own, and give the history of each of its runs. */
export async function record(
  path: RecordedPath,
  bundle: Parameters<typeof withRun>[1],
): Promise<Awaited<ReturnType<Handle['fetchHistory']>>[]> {
  const env = await SERVERS[path.server]();
  try {
    const { world, drive } = await path.scene();
    return await withRun(
      env,
      bundle,
      world,
      async (handle) => {
        await drive(handle, env);
        return historiesOf(env, handle, path.runs ?? 1);
      },
      path.changes,
      {},
      path.type,
    );
  } finally {
    await env.teardown();
  }
}

type History = Awaited<ReturnType<Handle['fetchHistory']>>;

/** Of the first run and those that go on with it. */
async function historiesOf(env: TestWorkflowEnvironment, first: Handle, runs: number): Promise<History[]> {
  const histories: History[] = [];
  let runId: string | null | undefined = first.firstExecutionRunId;
  while (histories.length < runs) {
    if (runId == null) throw new Error(`There are only ${histories.length} runs.`);
    const history: History = await env.client.workflow.getHandle(first.workflowId, runId).fetchHistory();
    histories.push(history);
    runId = history.events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
  }
  return histories;
}
