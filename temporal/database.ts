import { access, constants, open, readdir, readlink, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { TemporalError } from './temporal-errors.js';

// The SQLite file of the embedded server. It holds the history and the progress of every run, and nothing else does.

export const databaseIn = (dir: string): string => join(dir, 'temporal.db');

/** Files that SQLite keeps beside it, and would apply to another one under its name. */
const BESIDE = ['-journal', '-wal', '-shm'];

const COMMAND = 'npm run temporal -- --move-database-aside';

/** The database cannot be used as it is; only another one helps, or a copy of this one from before. */
export class DamagedDatabase extends TemporalError {
  override readonly name = 'DamagedDatabase';

  constructor(file: string, why: string) {
    super(
      `The database of the embedded Temporal is damaged: ${file} ${why}. Lost with it are the history and the progress of the runs, ` +
        'but nothing in Okta, Kiro or DNS: a new start finds what was written there and goes on with it. Put a copy of the file back, ' +
        `or run \`${COMMAND}\`: it keeps the file under another name, and begins an empty one. Then run your command again.`,
    );
  }
}

const NOTHING_LOST = 'Nothing is lost.';

/**
 * What can be seen of the database before the server opens it, which would say less. Waits a moment for a server that is ending.
 * @throws DamagedDatabase, or TemporalError where it is not damaged and cannot be used all the same
 */
export async function checkDatabase(dir: string): Promise<void> {
  const file = databaseIn(dir);
  await mayUse(dir, 'folder');
  const found = await stat(file).catch(() => null);
  if (found === null) return;
  if (!found.isFile()) throw new DamagedDatabase(file, found.isDirectory() ? 'is a folder' : 'is no file');
  await mayUse(file, 'database');
  await untilFree(file);
  const why = await damageOf(file, found.size);
  if (why !== null) throw new DamagedDatabase(file, why);
}

async function mayUse(path: string, what: 'folder' | 'database'): Promise<void> {
  await access(path, constants.R_OK | constants.W_OK).catch((error: NodeJS.ErrnoException) => {
    const whose = what === 'folder' ? 'The folder of the embedded Temporal' : 'The database of the embedded Temporal';
    throw new TemporalError(
      `${whose} cannot be read and written by this user (${error.code ?? error.message}): ${path}. ${NOTHING_LOST} Give yourself the rights (chmod u+rw, or chown if another user has run it), and run the command again.`,
    );
  });
}

/** How long SQLite's own header is, and what it begins with. */
const HEADER = 100;
const MAGIC = 'SQLite format 3\0';

/** What the header of the file says against it, as the end of a sentence; null where nothing. */
async function damageOf(file: string, size: number): Promise<string | null> {
  if (size === 0) return 'is empty';
  const opened = await open(file, 'r');
  try {
    const header = Buffer.alloc(HEADER);
    const { bytesRead } = await opened.read(header, 0, HEADER, 0);
    if (bytesRead < HEADER || header.toString('latin1', 0, MAGIC.length) !== MAGIC) return 'is no SQLite database';
    const pageSize = header.readUInt16BE(16);
    // The count of pages is right only where the same version has written both. A journal may bring back what is missing.
    const isCounted = header.readUInt32BE(24) === header.readUInt32BE(92);
    const expected = (pageSize === 1 ? 65_536 : pageSize) * header.readUInt32BE(28);
    const hasJournal = (await stat(`${file}-journal`).catch(() => null)) !== null;
    if (isCounted && !hasJournal && size < expected)
      return `is cut off (${size} bytes, and it was ${expected} bytes long)`;
    return null;
  } finally {
    await opened.close();
  }
}

/** How long a server that is ending may take to let go of the file. Milliseconds. */
const PATIENCE_MS = 10_000;

/** @throws TemporalError where another process keeps the file open: two servers on one database damage it */
async function untilFree(file: string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const pid = await holderOf(file);
    if (pid === null) return;
    if (Date.now() > deadline) throw inUse(file, `process ${pid} has it open: end it (kill ${pid})`);
    await pause(200);
  }
}

const inUse = (file: string, who: string): TemporalError =>
  new TemporalError(
    `The database of the embedded Temporal is in use by another program: ${file}; ${who}, and run the command again. ${NOTHING_LOST}`,
  );

/** A process that has the file open, as far as the system tells (Linux, of this user); null where none is seen. */
async function holderOf(file: string): Promise<number | null> {
  for (const pid of (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))) {
    const fds = `/proc/${pid}/fd`;
    for (const fd of await readdir(fds).catch(() => []))
      if ((await readlink(join(fds, fd)).catch(() => null)) === file) return Number(pid);
  }
  return null;
}

/** What SQLite says where the file is not what it should be. */
const DAMAGED: readonly (readonly [RegExp, string])[] = [
  [/file is not a database/i, 'is no SQLite database'],
  [/malformed/i, 'is damaged inside, as SQLite says (malformed)'],
  [/no such table|no such column/i, 'lacks tables that a database of Temporal has'],
];

/**
 * Why a server with that end of its log did not start, where that is its database. `wasThere`: the file is older than the
 * start; a new one that could not be finished holds nothing, and is removed.
 */
export async function databaseTrouble(dir: string, log: string, wasThere: boolean): Promise<TemporalError | null> {
  const file = databaseIn(dir);
  const damage = DAMAGED.find(([said]) => said.test(log));
  if (damage !== undefined) return new DamagedDatabase(file, damage[1]);
  if (/database is locked|SQLITE_BUSY/i.test(log)) return inUse(file, `find out which (lsof ${file}), end it`);
  if (!/database or disk is full|disk I\/O error|no space left/i.test(log)) return null;
  if (!wasThere) await Promise.all(['', ...BESIDE].map((end) => rm(`${file}${end}`, { force: true })));
  return new TemporalError(
    `The disk of ${dirname(file)} is full, or takes no more from this user: the embedded Temporal cannot write its database. ${NOTHING_LOST} Make room, and run the command again.`,
  );
}

/** Whether there is one already. */
export const hasDatabase = async (dir: string): Promise<boolean> =>
  (await stat(databaseIn(dir)).catch(() => null)) !== null;

/** Keeps the database under another name, with what SQLite has beside it. Gives that name. */
export async function moveAside(dir: string, now: Date = new Date()): Promise<string> {
  const file = databaseIn(dir);
  const kept = `${file}.damaged-${now.toISOString().replace(/[:.]/g, '-')}`;
  for (const end of BESIDE)
    await rename(`${file}${end}`, `${kept}${end}`).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
  await rename(file, kept);
  return kept;
}
