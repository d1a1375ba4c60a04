import type { KiroSettings } from '../settings.js';
import { ScimError } from './errors.js';

/** Counts requests in each second; fails with 429 beyond the limit. AWS documents no `Retry-After`. */
export function throttler(settings: Pick<KiroSettings, 'throttle'>): (method: string) => void {
  const used = { reads: 0, writes: 0 };
  let second = 0;
  return (method) => {
    const limits = settings.throttle;
    if (limits === null) return;
    const now = Math.floor(Date.now() / 1000);
    if (now !== second) used.reads = used.writes = 0;
    second = now;
    const kind = method === 'GET' ? 'reads' : 'writes';
    used[kind] += 1;
    if (used[kind] > limits[kind]) throw new ScimError(429, 'Rate exceeded');
  };
}
