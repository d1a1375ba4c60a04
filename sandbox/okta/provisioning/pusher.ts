import type { World } from '../okta-state.js';
import type { Job } from '../org-objects.js';
import { deleteGroup, pushGroup } from './push-group.js';
import { deactivateUser, pushUser } from './push-user.js';
import { ScimFailure } from './scim-client.js';

const TRIES = 4;
const FIRST_PAUSE_MS = 50;

export interface Pusher {
  /** Queues a push, and sends it once the current request has been answered. */
  push(job: Job): void;
  /** Continues with the pushes that were queued when the process ended. */
  resume(): void;
  /** Stops after the request in flight; the queue stays in the state. */
  close(): Promise<void>;
}

/**
 * Sends queued pushes one at a time, in order. A job says only what to bring up to date, so that doing one twice, or
 * after a crash in the middle, does no harm.
 */
export function pusherOf(worldOf: () => World): Pusher {
  let running: Promise<void> | null = null;
  let closed = false;
  /** The jobs that wait, as text; not the one in flight, which may have read older data. */
  const waiting = new Set<string>();

  async function drain(): Promise<void> {
    const world = worldOf();
    // The mutation that owes the push is saved and answered first.
    await new Promise((resolve) => setImmediate(resolve));
    for (let job = world.state.jobs[0]; job !== undefined && !closed; job = world.state.jobs[0]) {
      waiting.delete(JSON.stringify(job));
      await withRetries(world, job, () => closed);
      if (closed) break;
      world.state.jobs.shift();
      world.store.save();
    }
  }

  function start(): void {
    running ??= drain().finally(() => {
      running = null;
      if (!closed && worldOf().state.jobs.length > 0) start();
    });
  }

  return {
    push(job) {
      const key = JSON.stringify(job);
      if (!waiting.has(key)) worldOf().state.jobs.push(job);
      waiting.add(key);
      start();
    },
    resume() {
      for (const job of worldOf().state.jobs) waiting.add(JSON.stringify(job));
      start();
    },
    async close() {
      closed = true;
      await running;
    },
  };
}

async function withRetries(world: World, job: Job, stopped: () => boolean): Promise<void> {
  for (let attempt = 1; !stopped(); attempt += 1) {
    try {
      return await run(world, job, attempt === TRIES);
    } catch (error) {
      if (!(error instanceof ScimFailure) || attempt === TRIES) return;
      await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS * 2 ** (attempt - 1)));
    }
  }
}

async function run(world: World, job: Job, lastTry: boolean): Promise<void> {
  const { apps, pushMappings } = world.state;
  const mapping = job.kind === 'group' ? pushMappings.find(({ id }) => id === job.mappingId) : undefined;
  const appId = job.kind === 'group' ? mapping?.appId : job.appId;
  const app = apps.find(({ id }) => id === appId);
  if (app === undefined) return;
  if (job.kind === 'user') return pushUser(world, app, job.userId, lastTry);
  if (job.kind === 'deactivate') return deactivateUser(world, app, job.externalId, job.login, lastTry);
  if (job.kind === 'delete-group') return deleteGroup(world, app, job.externalId, job.name, lastTry);
  if (mapping !== undefined) return pushGroup(world, app, mapping, lastTry);
}
