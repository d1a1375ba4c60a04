import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds, or less where the signal comes before. */
export const pause = (ms: number, signal?: AbortSignal): Promise<undefined> =>
  delay(ms, undefined, { signal }).catch(() => undefined);
