import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** How long a server may take to end by itself; milliseconds. What it has accepted is on disk by then. */
const END_PATIENCE_MS = 10_000;

/** The database of a state folder; it stands in its server's command line, which tells the server from all others. */
export const databaseOf = (dir: string): string => join(dir, 'temporal', 'temporal.db');

/** Whether a process of that id lives. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whether that process is the server of this state folder: after a reboot the id may be somebody else's. */
export async function isServerOf(dir: string, pid: number): Promise<boolean> {
  return isAlive(pid) && (await commandLine(pid)).includes(databaseOf(dir));
}

/** End the server of this state folder; anybody else's process is left alone. */
export async function endServer(dir: string, pid: number): Promise<void> {
  if (!(await isServerOf(dir, pid))) return;
  signal(pid, 'SIGTERM');
  const deadline = Date.now() + END_PATIENCE_MS;
  while (await isServerOf(dir, pid)) {
    if (Date.now() > deadline) signal(pid, 'SIGKILL');
    await pause(25);
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has just ended.
  }
}

/** Empty where there is no such process, or where it has ended and nobody has collected it. */
async function commandLine(pid: number): Promise<string> {
  try {
    // Small images have no `ps`.
    if (process.platform === 'linux') return await readFile(`/proc/${pid}/cmdline`, 'utf8');
    return (await run('ps', ['-ww', '-o', 'command=', '-p', String(pid)])).stdout;
  } catch {
    return '';
  }
}
