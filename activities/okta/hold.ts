import { WAITING } from '../../runbook/outside.js';
import { keepProgress } from '../progress.js';
import { pause } from '../pause.js';
import type { OktaClient } from './client.js';

/** When a wait for a rate limit is over, for people. */
export function goingOnAt(waitMs: number): string {
  return `going on at ${new Date(Date.now() + waitMs).toISOString().slice(11, 19)} UTC`;
}

/**
 * Waits in the middle of work, whose reads would otherwise be lost: a try that fails begins with the first page again.
 * What it waits for goes out with the activity's heartbeats, or to whoever works without Temporal.
 */
export async function hold({ tell }: OktaClient, why: string, waitMs: number): Promise<void> {
  const line = `${why}; ${goingOnAt(waitMs)}.`;
  tell?.(line);
  keepProgress(WAITING, line);
  await pause(waitMs);
  keepProgress(WAITING, null);
}
