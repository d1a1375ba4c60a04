import { createRequire } from 'node:module';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { compiledFile } from './folders.js';
import { withLock } from './lock.js';
import { lives, markOf, type ProcessMark } from './process-mark.js';
import { endAbandoned, isAbandoned, readServerFile } from './server-file.js';

/** How often to look; milliseconds. */
const LOOK_MS = 5_000;
/** How often in a row nobody must be there: a command that was killed is often started again at once. */
const LOOKS = 2;

/** The lock for starting or ending a server in this folder. */
export const startLock = (dir: string): string => join(dir, 'start.lock');

/** Start the guard of a server: it ends the server when all commands that use it have died without ending it. */
export async function startGuard(dir: string, server: ProcessMark): Promise<ProcessMark | undefined> {
  const compiled = compiledFile('temporal/guard-process.js');
  const file = compiled ?? fileURLToPath(new URL('guard-process.ts', import.meta.url));
  const tsx = compiled === null ? ['--import', pathToFileURL(createRequire(file).resolve('tsx')).href] : [];
  const child = spawn(process.execPath, [...tsx, file, dir, JSON.stringify(server)], {
    detached: true,
    stdio: 'ignore',
    env: Object.fromEntries(['PATH', 'TMPDIR', 'KIRO_STATE_DIR'].map((name) => [name, process.env[name]])),
  });
  // Without a guard the server runs on after a crash, as long as the next command does not end it.
  child.on('error', () => undefined);
  child.unref();
  return child.pid === undefined ? undefined : markOf(child.pid).catch(() => undefined);
}

/**
 * What the guard's process does (guard-process.ts), until the server has ended.
 *
 * @param dir the folder of the server's data
 */
export async function guard(dir: string, server: ProcessMark): Promise<void> {
  let looks = 0;
  while (await lives(server)) {
    await pause(LOOK_MS);
    const now = await readServerFile(dir);
    if (now?.process.pid !== server.pid || now.process.started !== server.started) return;
    looks = (await isAbandoned(now)) ? looks + 1 : 0;
    // Under the lock, so that nobody joins the server while it ends.
    if (looks >= LOOKS) await withLock(startLock(dir), () => endAbandoned(dir, server));
  }
}
