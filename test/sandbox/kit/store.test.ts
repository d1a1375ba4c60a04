import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../../sandbox/kit/store.js';

describe('a store', () => {
  let dir: string;
  beforeAll(() => (dir = mkdtempSync(join(tmpdir(), 'kit-store-'))));
  afterAll(() => rmSync(dir, { recursive: true }));
  const initial = () => ({ count: 0 });

  it('finds again what was saved, and nothing else', () => {
    const file = join(dir, 'below', 'state.json');
    const store = openStore({ file, initial });
    store.data.count = 1;
    store.save();
    store.data.count = 2;
    expect(openStore({ file, initial }).data).toEqual({ count: 1 });
    expect(readdirSync(join(dir, 'below'))).toEqual(['state.json']);
  });

  it('keeps what was saved when the process is killed right after', () => {
    const file = join(dir, 'killed.json');
    const program = `
      import { openStore } from ${JSON.stringify(new URL('../../../sandbox/kit/store.ts', import.meta.url).pathname)};
      const store = openStore({ file: process.argv[1], initial: () => ({ count: 0 }) });
      store.data.count = 7;
      store.save();
      process.kill(process.pid, 'SIGKILL');`;
    const run = () =>
      execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program, file], {
        stdio: 'pipe',
      });
    expect(run).toThrow();
    expect(openStore({ file, initial }).data).toEqual({ count: 7 });
  });

  it('puts off the writing of large data, and writes it when it is flushed', () => {
    const file = join(dir, 'large.json');
    const store = openStore({ file, initial: () => ({ count: 0, ballast: 'x'.repeat(5_000_000) }) });
    const saved = () => openStore({ file, initial }).data.count;
    store.save();
    store.data.count = 1;
    store.save();
    expect(saved()).toBe(0);
    store.flush();
    expect(saved()).toBe(1);
  });

  it('says what to do about a broken file', () => {
    const file = join(dir, 'broken.json');
    writeFileSync(file, '{"count":');
    expect(() => openStore({ file, initial })).toThrow(/broken\.json is not JSON any more: .*--fresh/);
  });

  it('writes nothing without a file', () => {
    const store = openStore({ file: null, initial });
    store.data.count = 3;
    store.save();
    expect(openStore({ file: null, initial }).data).toEqual({ count: 0 });
  });
});
