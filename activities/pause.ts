import { setTimeout as delay } from 'node:timers/promises';
import { cancelled } from './surroundings.js';

/** Waits, unless the activity is cancelled meanwhile. Milliseconds. */
export async function pause(milliseconds: number): Promise<void> {
  if (milliseconds <= 0) return;
  const signal = cancelled();
  await delay(milliseconds, undefined, signal === null ? {} : { signal }).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw error;
  });
}
