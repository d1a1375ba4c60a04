import { TASK_QUEUE } from '../runbook/names.js';

/** The task queue of this environment's worker and of those who start runs for it: `KIRO_TASK_QUEUE`, else the usual one. */
export const taskQueueOf = (env: NodeJS.ProcessEnv): string => env['KIRO_TASK_QUEUE'] || TASK_QUEUE;
