import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build, type Metafile } from 'esbuild';
import { beforeAll, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const { scripts } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as { scripts: Record<string, string> };
const commands = Object.entries(scripts).flatMap(([name, script]) => {
  const [, file] = /^exec node cli\/launch\.js (\S+)$/.exec(script) ?? [];
  return file === undefined ? [] : [[name, file] as const];
});

/** What each file of the source imports. */
let files: Metafile['inputs'];

beforeAll(async () => {
  const entryPoints = commands.map(([, file]) => `${file}.ts`);
  const options = { absWorkingDir: ROOT, outdir: 'dist', bundle: true, format: 'esm', platform: 'node' } as const;
  const { metafile } = await build({ ...options, entryPoints, packages: 'external', metafile: true, write: false });
  files = metafile.inputs;
});

/** The packages that are loaded when this file is: those behind an `import()` are not. */
function loadedBy(file: string, seen = new Set<string>()): Set<string> {
  const packages = new Set<string>();
  if (seen.has(file)) return packages;
  seen.add(file);
  for (const { path, kind, external } of files[file]?.imports ?? []) {
    if (kind === 'dynamic-import' || path.startsWith('node:')) continue;
    if (external) packages.add(path);
    else for (const one of loadedBy(path, seen)) packages.add(one);
  }
  return packages;
}

it('knows all commands', () => expect(commands.length).toBeGreaterThanOrEqual(13));

// Node starts in 0.04 s; the Okta SDK alone takes ten times as long, Temporal's client and worker five times.
it.each(commands)('npm run %s -- --help loads no package but those that print it', async (name, file) => {
  const loaded = loadedBy(`${file}.ts`);
  expect(loaded).toContain('commander');
  expect([...loaded].filter((one) => !['commander', 'wrap-ansi', 'picocolors'].includes(one))).toEqual([]);
  const { stdout } = await promisify(execFile)(process.execPath, ['cli/launch.js', file, '--help'], { cwd: ROOT });
  expect(stdout).toContain(`Usage: npm run ${name}`);
});
