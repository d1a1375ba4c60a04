import { createHash } from 'node:crypto';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { TemporalError } from './temporal-errors.js';
import { lives, markOf, type ProcessMark } from './process-mark.js';

/** Why a start was broken off. */
export const LEFT = 'the command was ended before Temporal had started';

/** The holder may be fetching Temporal over a slow line; milliseconds. */
const PATIENCE_MS = 600_000;

/** A lock is written at once; milliseconds. */
const WRITING_MS = 5_000;

/**
 * Do something that only one may do at a time. The lock of a process that died is taken over.
 * @throws TemporalError when the holder lives and keeps it for ten minutes, or `leaving` is aborted before it is had.
 */
export async function withLock<T>(file: string, task: () => Promise<T>, leaving?: AbortSignal): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  const mark = JSON.stringify(await markOf(process.pid));
  while (!(await take(file, mark))) {
    await removeIfDead(file);
    if (leaving?.aborted === true) throw new TemporalError(LEFT);
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

/**
 * Of all who wait, one alone may remove the lock of a dead holder: it has the right to that holder's lock, and looks again
 * before it removes. Without this, a slow one could remove the lock that a quicker one has taken since.
 */
async function removeIfDead(file: string): Promise<void> {
  const held = await readFile(file, 'utf8').catch(() => '');
  if (!(await isDead(held, file))) return;
  const right = `${file}.${createHash('sha256').update(held).digest('hex').slice(0, 12)}`;
  if (!(await take(right, ''))) return;
  try {
    if ((await readFile(file, 'utf8').catch(() => '')) === held) await rm(file, { force: true });
  } finally {
    await rm(right, { force: true });
  }
}

/** Not so while the lock is being written or given back; one that stays without a holder was cut off in the middle. */
async function isDead(held: string, file: string): Promise<boolean> {
  try {
    return !(await lives(JSON.parse(held) as ProcessMark));
  } catch {
    const found = await stat(file).catch(() => null);
    return found !== null && Date.now() - found.mtimeMs > WRITING_MS;
  }
}

async function take(file: string, mark: string): Promise<boolean> {
  try {
    await writeFile(file, mark, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    // On a full disk it is made, and stays empty: nobody's lock, which nobody would give back.
    await rm(file, { force: true });
    throw error;
  }
}
