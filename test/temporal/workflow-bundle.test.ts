import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { workflowBundle } from '../../temporal/workflow-bundle.js';

let dir: string;
let workflowsPath: string;

beforeEach(async () => {
  // Inside the project, so that the bundler finds Temporal's packages.
  dir = await mkdtemp(fileURLToPath(new URL('./bundle-', import.meta.url)));
  workflowsPath = join(dir, 'src.js');
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const write = (text: string): Promise<void> => writeFile(workflowsPath, `exports.w = async () => '${text}';`);

it('keeps the bundle while the sources are the same, and makes another when they change', async () => {
  const state = await mkdtemp(join(tmpdir(), 'bundle-state-'));
  await write('first');
  const first = await workflowBundle(workflowsPath, [dir], state);
  const [kept] = await readdir(join(state, 'bundles'));
  const made = (await stat(join(state, 'bundles', kept!))).mtimeMs;
  expect(await workflowBundle(workflowsPath, [dir], state)).toEqual(first);
  expect((await stat(join(state, 'bundles', kept!))).mtimeMs).toBe(made);

  await write('second');
  const second = await workflowBundle(workflowsPath, [dir], state);
  expect(second.code).toContain('second');
  expect(await readdir(join(state, 'bundles'))).not.toContain(kept);
  await rm(state, { recursive: true, force: true });
});
