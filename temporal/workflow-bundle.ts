import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BundleOptions, bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { cacheDir, compiledFile } from './folders.js';

/** The workflow code as Temporal runs it. */
export interface WorkflowBundle {
  code: string;
}

/** Where `npm run build` puts it, below `dist/`. */
export const WORKFLOW_CODE = 'workflow-code.js';

/** So many are kept, for this checkout's last states and for other checkouts. */
const KEPT = 8;

/**
 * The runbook's workflow code: the bundle of `npm run build` where compiled code asks for it, else one that is kept from an
 * earlier start of anybody on this machine where nothing has changed.
 */
export async function bundleWorkflows(env: NodeJS.ProcessEnv): Promise<WorkflowBundle> {
  const compiled = compiledFile(WORKFLOW_CODE);
  if (compiled !== null) return { code: await readFile(compiled, 'utf8') };
  const at = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));
  return workflowBundle(at('workflows/index.ts'), [at('workflows'), at('runbook')], join(cacheDir(env), 'bundles'));
}

/**
 * Bundle the workflow code, or take the bundle of an earlier start whose sources were the same: bundling is a second of
 * work, and a command should not spend it each time.
 *
 * @param workflowsPath the module that exports the workflows
 * @param sources folders that the bundle is made from
 * @param cache folder where bundles are kept
 * @param interceptors the module with what guards them; by itself the `interceptors` beside the workflows
 */
export async function workflowBundle(
  workflowsPath: string,
  sources: string[],
  cache: string,
  interceptors = join(dirname(workflowsPath), `interceptors${extname(workflowsPath)}`),
): Promise<WorkflowBundle> {
  const file = join(cache, `${await fingerprint(sources)}.js`);
  const kept = await readFile(file, 'utf8').catch(() => null);
  if (kept !== null) {
    await utimes(file, new Date(), new Date()).catch(() => undefined);
    return { code: kept };
  }
  const { code } = await bundleWorkflowCode({
    workflowsPath,
    workflowInterceptorModules: [interceptors],
    logger: new DefaultLogger('ERROR'),
    webpackConfigHook: asWeBundle,
  });
  // A bundle that cannot be kept is still good for this start.
  await keep(file, code).catch(() => undefined);
  return { code };
}

/** The kept bundles of another way of bundling are not taken: change it with `asWeBundle`. */
const WAY = 'places without texts';

/**
 * webpack takes a "!" in the path of a module for its own syntax. Asked for from its own folder, the module is found by its
 * name alone.
 */
const asWeBundle: NonNullable<BundleOptions['webpackConfigHook']> = (config) => ({
  ...config,
  // Stack traces need the places in the sources, not their texts: half of what each start of a worker reads and parses.
  devtool: 'inline-nosources-source-map',
  plugins: [
    ...(config.plugins ?? []),
    (compiler) =>
      compiler.hooks.normalModuleFactory.tap('any folder', (factory) =>
        factory.hooks.beforeResolve.tap('any folder', (asked) => {
          if (!isAbsolute(asked.request)) return;
          asked.context = dirname(asked.request);
          asked.request = `./${basename(asked.request)}`;
        }),
      ),
  ],
});

/** Same way of bundling, same sources, same SDK, same packages: same bundle. */
async function fingerprint(sources: string[]): Promise<string> {
  const hash = createHash('sha256').update(WAY);
  for (const folder of sources) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
    for (const file of files.sort()) hash.update(file).update(await readFile(file));
  }
  return hash
    .update(await lockedPackages(sources[0] ?? '.'))
    .digest('hex')
    .slice(0, 24);
}

/** The lock file nearest above a folder. */
async function lockedPackages(folder: string): Promise<string> {
  const above = dirname(folder);
  if (above === folder) return process.version;
  return readFile(join(above, 'package-lock.json'), 'utf8').catch(() => lockedPackages(above));
}

async function keep(file: string, code: string): Promise<void> {
  const folder = dirname(file);
  // What is run from here must be written by this user alone.
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}.part`;
  await writeFile(draft, code);
  await rename(draft, file);
  const bundles = await Promise.all(
    (await readdir(folder)).map(async (name) => ({ name, usedAt: (await stat(join(folder, name))).mtimeMs })),
  );
  const old = bundles.sort((one, other) => other.usedAt - one.usedAt).slice(KEPT);
  for (const { name } of old) await rm(join(folder, name), { force: true });
}
