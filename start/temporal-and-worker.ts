import type { Client } from '@temporalio/client';
import { EXIT, note } from '../cli/lib/output-and-exit.js';
import { quoted } from '../runbook/words/commands.js';
import { type ConnectionSettings, connectionSettings, taskQueueOf } from '../temporal/cluster-settings.js';
import { connectWorker } from '../temporal/connect.js';
import { startEmbeddedTemporal } from '../temporal/embedded.js';
import type { View } from './view.js';

/** What a command has opened and must end again, newest first. */
export class Closers {
  readonly #open: (() => Promise<unknown>)[] = [];
  #isOver = false;

  add(close: () => Promise<unknown>): void {
    // Opened while the command was ending, too late for the loop below.
    if (this.#isOver) void close().catch(() => undefined);
    else this.#open.push(close);
  }

  /** Ends all, also what is opened while others are being ended; one that fails does not keep the rest open. */
  async closeAll(): Promise<void> {
    for (let close = this.#open.pop(); close !== undefined; close = this.#open.pop())
      await close().catch(() => undefined);
    this.#isOver = true;
  }
}

/** Do a command's work, and end all that it has opened, however it goes. Gives its exit code. */
export async function closingAfter(
  leaving: AbortController,
  work: (closers: Closers) => Promise<number>,
): Promise<number> {
  const closers = new Closers();
  try {
    return await work(closers);
  } finally {
    leaving.abort();
    // The worker may take 20 s to hand back its work, and Temporal 10 s to end.
    setTimeout(() => process.exit(EXIT.notClean), 45_000).unref();
    await closers.closeAll();
  }
}

/** An embedded Temporal that is on its way. */
export interface ComingTemporal {
  /** Its process runs (or could not be started): heavy work may begin now, beside its start. */
  launched: Promise<unknown>;
  /** Once it serves. Rejects with a TemporalError. */
  settings: Promise<ConnectionSettings>;
}

/** Start the embedded Temporal, or join the one that runs on this state folder. */
export function launchTemporal(stateDir: string, view: View, closers: Closers, leaving: AbortSignal): ComingTemporal {
  let onLaunched = (): void => undefined;
  const spawned = new Promise<void>((resolve) => (onLaunched = resolve));
  const settings = startEmbeddedTemporal({ stateDir, onProgress: note, onLaunched, leaving }).then((server) => {
    closers.add(() => server.close());
    view.say(`Temporal: ${server.address}, its data in ${stateDir}; Web UI ${server.uiUrl}`);
    return connectionSettings({ address: server.address }, server);
  });
  const settled = settings.catch(() => undefined);
  // A command that fails or is ended meanwhile must not leave the server behind.
  closers.add(() => settled);
  return { launched: Promise.race([spawned, settled]), settings };
}

/** A worker inside this command. */
export interface OwnWorker {
  /** Take up work. */
  begin(settings: ConnectionSettings, env: NodeJS.ProcessEnv, leaving: AbortSignal): Promise<void>;
  /** Rejects when it stops by itself. */
  failed: Promise<never>;
}

/** Load the worker's code, which takes a second, and begin to bundle its workflows. */
export async function loadWorker(stateDir: string, closers: Closers): Promise<OwnWorker> {
  const { createWorker, installRuntime } = await import('./run-worker.js');
  const { bundleWorkflows } = await import('../temporal/workflow-bundle.js');
  // Temporal's own log would run through the steps on the screen; what matters stands in the run.
  const runtime = installRuntime('ERROR', []);
  closers.add(() => runtime.shutdown());
  const bundle = bundleWorkflows(process.env);
  let fail: (error: Error) => void;
  const failed = new Promise<never>((_, reject) => (fail = reject));
  // Both are reported where they are awaited.
  for (const promise of [bundle, failed]) promise.catch(() => undefined);
  const begin = async (settings: ConnectionSettings, env: NodeJS.ProcessEnv, leaving: AbortSignal): Promise<void> => {
    const connection = await connectWorker(settings);
    closers.add(() => connection.close());
    leaving.throwIfAborted();
    const worker = await createWorker({ connection, namespace: settings.namespace, env, stateDir, bundle });
    leaving.throwIfAborted();
    const running = worker.run();
    running.catch((error: unknown) =>
      fail(new Error(`The worker stopped: ${String(error)}. The run is kept; the same command goes on with it.`)),
    );
    closers.add(async () => {
      worker.shutdown();
      await running;
    });
  };
  return { begin, failed };
}

/** Temporal's number for the queue of workflow tasks. */
const WORKFLOW_TASKS = 1;

/**
 * Say so where nobody polls the task queue: the run would wait, and nobody know for what.
 * @param envFile what a worker needs of the environment, as a file for a shell; null where people have their own
 */
export async function warnWithoutWorker(client: Client, env: NodeJS.ProcessEnv, envFile: string | null): Promise<void> {
  const name = taskQueueOf(env);
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name },
    taskQueueType: WORKFLOW_TASKS,
  });
  if ((pollers ?? []).length > 0) return;
  const start =
    envFile === null
      ? '`npm run worker` with the Okta credentials in its environment (docs/secrets.md)'
      : `\`(set -a; . ${quoted(envFile)}; npm run worker)\``;
  note(`Nobody polls task queue ${name} yet: start ${start}; the run waits for it.`);
}
