import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { withLock } from '../../temporal/lock.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lock-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** So many at once; gives how many were inside together at most. */
async function crowd(file: string, size: number): Promise<number> {
  let inside = 0;
  let most = 0;
  const enter = async (): Promise<void> => {
    inside += 1;
    most = Math.max(most, inside);
    await new Promise((resolve) => setImmediate(resolve));
    inside -= 1;
  };
  await Promise.all(Array.from({ length: size }, () => withLock(file, enter)));
  return most;
}

it('lets one in at a time', async () => {
  expect(await crowd(join(dir, 'a.lock'), 10)).toBe(1);
  expect(readdirSync(dir)).toEqual([]);
});

it('is taken over from a process that died, still by one at a time', async () => {
  const file = join(dir, 'a.lock');
  // The same process id, started at another time: a process that is gone.
  writeFileSync(file, JSON.stringify({ pid: process.pid, started: 'long ago' }));
  expect(await crowd(file, 10)).toBe(1);
  expect(readdirSync(dir)).toEqual([]);
});

it('is taken over where its holder was cut off before it had written its name', async () => {
  const file = join(dir, 'a.lock');
  writeFileSync(file, '');
  utimesSync(file, 0, 0);
  expect(await crowd(file, 10)).toBe(1);
  expect(readdirSync(dir)).toEqual([]);
});

it('gives the lock back when the task fails', async () => {
  const file = join(dir, 'a.lock');
  await expect(withLock(file, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await withLock(file, () => Promise.resolve('next'))).toBe('next');
});
