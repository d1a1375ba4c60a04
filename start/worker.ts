import type { ConnectionSettings } from '../temporal/cluster-settings.js';
import { connectWorker } from '../temporal/connect.js';
import type { Closers } from './closers.js';

/** A worker inside this command. */
export interface OwnWorker {
  /** Take up work. */
  begin(settings: ConnectionSettings, env: NodeJS.ProcessEnv, leaving: AbortSignal): Promise<void>;
  /** Rejects when it stops before it is told to. */
  failed: Promise<never>;
}

/** Load the worker's code, which takes a second, and begin to bundle its workflows. */
export async function loadWorker(stateDir: string, closers: Closers): Promise<OwnWorker> {
  const { installRuntime } = await import('../temporal/worker-runtime.js');
  const { createWorker } = await import('./run-worker.js');
  const { bundleWorkflows } = await import('../temporal/workflow-bundle.js');
  // Temporal's own log would run through the steps on the screen; what matters stands in the run.
  const runtime = installRuntime('ERROR', []);
  closers.add(() => runtime.shutdown());
  const bundle = bundleWorkflows(process.env);
  let fail: (error: Error) => void;
  const failed = new Promise<never>((_, reject) => (fail = reject));
  // Both are told where they are awaited.
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
