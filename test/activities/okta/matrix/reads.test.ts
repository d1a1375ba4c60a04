import { describe, it } from 'vitest';
import { startScimTarget } from '../scim-target.js';
import { endsRight, everyCase, handfuls, type Trouble } from './one-case.js';
import { recordCleanRun } from './record.js';

const clean = await recordCleanRun();
const reads = clean.calls.filter(({ method }) => method === 'GET');

const TROUBLES: Record<string, Trouble[]> = {
  'meets the rate limit': [{ kind: 'rate-limit' }],
  'is answered 500': [{ kind: 'status', status: 500 }],
  hangs: [{ kind: 'hang' }],
};

describe('a read that goes wrong delays the run, and nothing more', { timeout: 240_000 }, () => {
  it.each(handfuls(reads, 9))('$name', async ({ handful }) => {
    const target = await startScimTarget();
    await everyCase(handful, TROUBLES, (call, troubles) => endsRight(call, troubles, target, clean));
  });
});
