import type { Context, Hono } from 'hono';
import type { Lifecycle } from '../entities/apps.js';

/** What is asked for, and the status that it leads to. */
export interface Change {
  action: 'activate' | 'deactivate';
  status: Lifecycle;
}

const CHANGES: readonly Change[] = [
  { action: 'activate', status: 'ACTIVE' },
  { action: 'deactivate', status: 'INACTIVE' },
];

/** `POST <path>/lifecycle/activate` and `deactivate`, which many resources have. */
export function lifecycleRoutes(app: Hono, path: string, change: (c: Context, to: Change) => Response): void {
  for (const to of CHANGES) app.post(`${path}/lifecycle/${to.action}`, (c) => change(c, to));
}
