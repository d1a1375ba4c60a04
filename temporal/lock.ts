import { readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { TemporalError } from './error.js';
import { lives, markOf, type ProcessMark } from './process-mark.js';

/** The holder may be fetching Temporal over a slow line; milliseconds. */
const PATIENCE_MS = 600_000;

/**
 * Do something that only one may do at a time. The lock of a process that died is taken over.
 * @throws TemporalError when the holder lives and keeps it for ten minutes.
 */
export async function withLock<T>(file: string, task: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  const mark = JSON.stringify(await markOf(process.pid));
  while (!(await take(file, mark))) {
    const holder = await holderOf(file);
    if (holder !== null && !(await lives(holder))) await rm(file, { force: true });
    if (Date.now() > deadline)
      throw new TemporalError(`Another start of Temporal has not ended: end it, or delete ${file} if there is none.`);
    await pause(25);
  }
  try {
    return await task();
  } finally {
    await rm(file, { force: true });
  }
}

async function take(file: string, mark: string): Promise<boolean> {
  try {
    await writeFile(file, mark, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Null while it is being written or given back. */
async function holderOf(file: string): Promise<ProcessMark | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as ProcessMark;
  } catch {
    return null;
  }
}
