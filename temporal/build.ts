/** `npm run build`: each command, with the packages that it needs, as a file of `dist/` and the chunks that commands share. */
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type BuildOptions } from 'esbuild';
import { BROWSER_SCRIPT, browserBuild } from '../web/assets.js';
import { bundleWorkflows, WORKFLOW_CODE } from './workflow-bundle.js';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const DIST = join(ROOT, 'dist');

/** Packages that are CommonJS ask for Node's own modules in this way. */
const REQUIRE = "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);";

/** What the scripts of package.json start by cli/launch.js, and what these start themselves. */
async function programs(): Promise<string[]> {
  const { scripts } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
  const commands = Object.values(scripts).map(
    (script: string) => /^exec node cli\/launch\.js (\S+)$/.exec(script)?.[1],
  );
  return [...commands.filter((command) => command !== undefined), 'temporal/guard-process'];
}

/** What is the same for all of them. */
const COMMON = {
  absWorkingDir: ROOT,
  outdir: 'dist',
  outbase: '.',
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  // A third of the packages' text is comments and blanks, which each command would read at its start. Node shows the line of
  // an error, so the lines stay short.
  minifyWhitespace: true,
  lineLimit: 160,
  metafile: true,
  logLevel: 'warning',
} satisfies BuildOptions;

/** Those of the programs that may run a worker: what they import, now or later, imports Temporal's package of that name. */
async function withWorker(entryPoints: string[]): Promise<Set<string>> {
  const { metafile } = await build({ ...COMMON, entryPoints, packages: 'external', write: false });
  const reaching = Object.values(metafile.outputs).filter(({ imports }) =>
    imports.some(({ path }) => path === '@temporalio/worker'),
  );
  return new Set(reaching.map(({ entryPoint }) => entryPoint ?? ''));
}

/**
 * Temporal's packages know each other's objects only where each is there once. A worker loads them from node_modules, for
 * its native code and its threads; so does the command around it. Other commands have them in their chunks.
 */
async function compile(): Promise<string[]> {
  const all = (await programs()).map((program) => `${program}.ts`);
  const around = await withWorker(all);
  const compiled = [true, false].map((isAround) =>
    build({
      ...COMMON,
      entryPoints: all.filter((program) => around.has(program) === isAround),
      chunkNames: `chunks/${isAround ? 'worker' : 'command'}-[hash]`,
      splitting: true,
      external: isAround ? ['@temporalio/*'] : ['@temporalio/worker', '@temporalio/testing'],
      banner: { js: REQUIRE },
    }),
  );
  return (await Promise.all(compiled)).flatMap(({ metafile }) =>
    Object.keys(metafile.outputs).map((file) => join(ROOT, file)),
  );
}

await mkdir(DIST, { recursive: true });
// Its time says which sources have been seen, and its name that all is there (cli/launch.js).
const begun = join(DIST, '.building');
await writeFile(begun, '');
const script = join(DIST, BROWSER_SCRIPT);
const [files, { code }] = await Promise.all([
  compile(),
  bundleWorkflows(process.env),
  build({ ...browserBuild(ROOT), outfile: script }),
]);
const made = new Set([...files, join(DIST, WORKFLOW_CODE), script, begun]);
await writeFile(join(DIST, WORKFLOW_CODE), code);
await rename(begun, join(DIST, '.built'));
// Of earlier builds.
for (const entry of await readdir(DIST, { recursive: true, withFileTypes: true })) {
  const file = join(entry.parentPath ?? entry.path, entry.name);
  if (entry.isFile() && entry.name !== '.built' && !made.has(file)) await rm(file);
}
