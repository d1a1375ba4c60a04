import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
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
  await writeFile(join(dir, 'interceptors.js'), 'exports.interceptors = () => ({});');
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const write = (text: string): Promise<void> => writeFile(workflowsPath, `exports.w = async () => '${text}';`);

it('keeps the bundle while the sources are the same, and makes another when they change', async () => {
  const cache = await mkdtemp(join(tmpdir(), 'bundles-'));
  await write('first');
  const first = await workflowBundle(workflowsPath, [dir], cache);
  const [kept] = await readdir(cache);
  await writeFile(join(cache, kept!), 'kept');
  expect(await workflowBundle(workflowsPath, [dir], cache)).toEqual({ code: 'kept' });

  await write('second');
  const second = await workflowBundle(workflowsPath, [dir], cache);
  expect(first.code).toContain('first');
  expect(second.code).toContain('second');
  expect(await readdir(cache)).toHaveLength(2);
  await rm(cache, { recursive: true, force: true });
});

it('makes another when the packages change, also of compiled sources', async () => {
  const cache = await mkdtemp(join(tmpdir(), 'bundles-'));
  const compiled = join(dir, 'dist', 'workflows');
  await mkdir(compiled, { recursive: true });
  await write('same');
  for (const version of ['1', '1', '2']) {
    await writeFile(join(dir, 'package-lock.json'), version);
    await workflowBundle(workflowsPath, [compiled], cache);
  }
  expect(await readdir(cache)).toHaveLength(2);
  await rm(cache, { recursive: true, force: true });
});

it('forgets the bundles that were used longest ago', async () => {
  const cache = await mkdtemp(join(tmpdir(), 'bundles-'));
  const old = Array.from({ length: 20 }, (_, day) => ({ name: `${day}.js`, usedAt: new Date(2020, 0, day + 1) }));
  for (const { name, usedAt } of old) {
    await writeFile(join(cache, name), '');
    await utimes(join(cache, name), usedAt, usedAt);
  }
  await write('new');
  await workflowBundle(workflowsPath, [dir], cache);
  const left = await readdir(cache);
  expect(left).toHaveLength(8);
  expect(left).toContain('19.js');
  expect(left).not.toContain('0.js');
  await rm(cache, { recursive: true, force: true });
});

it.each(['bang! dir', '#1 50% Bücher'])('bundles in a folder of any name: %s', async (name) => {
  const odd = join(dir, name);
  await mkdir(odd);
  for (const [file, text] of [
    ['part.js', "export const text = 'from a part';"],
    ['src.js', "import { text } from './part.js'; export const w = async () => text;"],
    ['interceptors.js', 'export const interceptors = () => ({});'],
  ] as const)
    await writeFile(join(odd, file), text);
  const cache = await mkdtemp(join(tmpdir(), 'bundles-'));
  expect((await workflowBundle(join(odd, 'src.js'), [odd], cache)).code).toContain('from a part');
  await rm(cache, { recursive: true, force: true });
});
