import { Script } from 'node:vm';
import { ReusableVMWorkflowCreator } from '@temporalio/worker/lib/workflow/reusable-vm.js';

type Create = typeof ReusableVMWorkflowCreator.create;

const known = new Map<string, ReusableVMWorkflowCreator>();

/**
 * Let all workers of this thread (`debugMode`, replays) share one sandbox for the same workflow code, as all runs of one
 * worker do. By itself each worker compiles the code anew, and hooks every promise of the process to tell stack traces in
 * the words of the source: together most of the processor time of a test. A worker with a thread of its own
 * (`withLimitedRun`) is left as it is.
 */
export function shareWorkflowCode(): void {
  ReusableVMWorkflowCreator.create = shared as Create;
}

async function shared(...[bundle, limitMs, activities]: Parameters<Create>) {
  const { code, filename } = bundle;
  const key = [filename, limitMs, [...activities].sort().join(), code].join('\n');
  const there = known.get(key);
  if (there !== undefined) return there;
  const creator = new ReusableVMWorkflowCreator(new Script(code, { filename }), bundle, limitMs, activities);
  // It outlives the worker that was the first to need it.
  creator.destroy = () => Promise.resolve();
  known.set(key, creator);
  return creator;
}
