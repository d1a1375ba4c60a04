import { Script } from 'node:vm';
import { Worker } from '@temporalio/worker';
import { ReusableVMWorkflowCreator } from '@temporalio/worker/lib/workflow/reusable-vm.js';

type Create = typeof ReusableVMWorkflowCreator.create;

/** `timeout` of Node's `vm`, where there is none: by any other, each call into the sandbox starts a thread that watches the clock. */
const NO_LIMIT = undefined as unknown as number;
/** What `debugMode` says for no limit. */
const MANY_DAYS_MS = 4_294_967_295;
const loadModules = new Script('__TEMPORAL__.importWorkflows(); __TEMPORAL__.importInterceptors();');

const known = new Map<string, ReusableVMWorkflowCreator>();

/**
 * Let all workers of this thread (`debugMode`, replays) share one sandbox for the same workflow code, as all runs of one
 * worker do. By itself each worker compiles the code anew, and hooks every promise of the process to tell stack traces in
 * the words of the source: together most of the processor time of a test. A worker with a thread of its own
 * (`withLimitedRun`) is left as it is.
 */
export function shareWorkflowCode(): void {
  ReusableVMWorkflowCreator.create = shared as Create;
  workers.getOrCreateBundle = parsedOnce;
}

type Bundle = Parameters<Create>[0];
type Parse = (options: { workflowBundle?: { code: string } }, ...others: unknown[]) => Promise<Bundle | undefined>;
const workers = Worker as unknown as { getOrCreateBundle: Parse };
const parse = workers.getOrCreateBundle.bind(Worker);

const parsed = new Map<string, Promise<Bundle | undefined>>();

/** By itself each worker parses the code and its source map anew. */
const parsedOnce: Parse = (options, ...others) => {
  const code = options.workflowBundle?.code;
  if (code === undefined) return parse(options, ...others);
  const bundle = parsed.get(code) ?? parse(options, ...others);
  parsed.set(code, bundle);
  return bundle;
};

async function shared(...[bundle, limitMs, activities]: Parameters<Create>) {
  const { code, filename } = bundle;
  const limit = limitMs === MANY_DAYS_MS ? NO_LIMIT : limitMs;
  const key = [filename, limit, [...activities].sort().join(), code].join('\n');
  const there = known.get(key);
  if (there !== undefined) return there;
  const creator = loadOnce(new ReusableVMWorkflowCreator(new Script(code, { filename }), bundle, limit, activities));
  // It outlives the worker that was the first to need it.
  creator.destroy = () => Promise.resolve();
  known.set(key, creator);
  return creator;
}

/** The SDK's sandbox with this workflow code, for runs without a server, and for activities of these names. */
export function newSandbox(code: string, activities: readonly string[]): ReusableVMWorkflowCreator {
  const bundle = { code, sourceMap: { version: 3, sources: [], names: [], mappings: '' }, filename: 'workflows.js' };
  // `ReusableVMWorkflowCreator.create` also hooks every promise for stack traces, which makes a run ten times slower.
  const script = new Script(code, { filename: bundle.filename });
  return loadOnce(new ReusableVMWorkflowCreator(script, bundle as never, NO_LIMIT, new Set(activities)));
}

/**
 * Load the modules of the workflow code once for all runs of a sandbox. A worker loads them for each run, and builds all
 * schemas each time: half of the time of a short run. Nothing of a run is in a module: what is known of it is kept by the
 * run (`WeakMap`), never in a variable of the module.
 */
function loadOnce(creator: ReusableVMWorkflowCreator): ReusableVMWorkflowCreator {
  loadModules.runInContext(creator['context']);
  return creator;
}
