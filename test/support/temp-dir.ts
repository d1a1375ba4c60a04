import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterTest } from './after-test.js';

/** An empty folder that goes with the test, or with its file where a `beforeAll` asks for it. */
export async function tempDir(prefix: string): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), prefix));
  afterTest(() => rm(dir, { recursive: true, force: true }));
  return dir;
}
