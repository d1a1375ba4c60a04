import { describe, it } from 'vitest';
import { startScimTarget } from '../scim-target.js';
import { endsRight, everyCase, handfuls, type Trouble } from './one-case.js';
import { recordCleanRun } from './record.js';

const clean = await recordCleanRun();
const writes = clean.calls.filter(({ method }) => method !== 'GET');

/** Everything that can befall a write. A lag lasts longer than the looks that follow at once. Milliseconds. */
const TROUBLES: Record<string, Trouble[]> = {
  'is answered 500': [{ kind: 'status', status: 500 }],
  'is answered 503 twice': [{ kind: 'status', status: 503, times: 2 }],
  'is answered 500 after it took effect': [{ kind: 'status-after', status: 500 }],
  'is late': [{ kind: 'delay', delayMs: 300 }],
  hangs: [{ kind: 'hang' }],
  'is cut off before': [{ kind: 'drop-before' }],
  'is cut off after': [{ kind: 'drop-after' }],
  'meets the rate limit': [{ kind: 'rate-limit' }],
  'meets the concurrency limit': [{ kind: 'concurrency-limit' }],
  'finds a lock': [{ kind: 'status', status: 423 }],
  'is not found again at once': [{ kind: 'read-lag', delayMs: 100 }],
  'is found by no search for a while': [{ kind: 'search-lag', delayMs: 500 }],
  // The one set first is the outer one: the write is noted as lagging before its answer is cut off.
  'is cut off after and found by no search for a while': [{ kind: 'drop-after' }, { kind: 'search-lag', delayMs: 250 }],
};

describe('a write that goes wrong in any way leaves exactly one of everything', { timeout: 240_000 }, () => {
  it.each(handfuls(writes, 3))('$name', async ({ handful }) => {
    const target = await startScimTarget();
    await everyCase(handful, TROUBLES, (call, troubles) => endsRight(call, troubles, target, clean));
  });
});
