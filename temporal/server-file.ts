import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { endProcess, lives, markOf, type ProcessMark } from './process-mark.js';

/** How to reach an embedded server. */
export const EMBEDDED_NAMESPACE = 'default';
/** Where the server listens, as `host:port`. */
export const addressOf = (server: { port: number }): string => `127.0.0.1:${server.port}`;
/** Where its Web UI is. */
export const uiUrlOf = (server: { uiPort: number }): string => `http://127.0.0.1:${server.uiPort}`;

const mark = z.object({ pid: z.number().int().positive(), started: z.string() });
const serverFile = z.object({
  process: mark,
  port: z.number().int(),
  uiPort: z.number().int(),
  /** The processes that use it: the last one to leave ends it. */
  users: z.array(mark),
  /** The process that ends it when all of these have been killed. */
  guard: mark.optional(),
});

/** The embedded server that runs on a state folder. */
export type ServerFile = z.infer<typeof serverFile>;

const fileIn = (dir: string): string => join(dir, 'server.json');

/** What the last one to start a server here wrote; null where nobody did, or it cannot be read. */
export async function readServerFile(dir: string): Promise<ServerFile | null> {
  try {
    return serverFile.parse(JSON.parse(await readFile(fileIn(dir), 'utf8')));
  } catch {
    return null;
  }
}

/** Whole or not at all: others read it at any time. */
export async function writeServerFile(dir: string, server: ServerFile): Promise<void> {
  const draft = `${fileIn(dir)}.part`;
  await writeFile(draft, JSON.stringify(server));
  await rename(draft, fileIn(dir));
}

/** The server has ended. */
export async function removeServerFile(dir: string): Promise<void> {
  await rm(fileIn(dir), { force: true });
}

/** Note that this process uses the server; once for each use. */
export async function addUser(dir: string, server: ServerFile): Promise<void> {
  const users = [...(await living(server.users)), await markOf(process.pid)];
  await writeServerFile(dir, { ...server, users });
}

/** Take back one use by this process; the last one to leave ends the server. */
export async function leave(dir: string, server: ServerFile): Promise<void> {
  const now = await readServerFile(dir);
  // Closed already, or another server by now.
  if (now === null || now.process.started !== server.process.started || now.process.pid !== server.process.pid) return;
  const users = await living(now.users);
  const own = users.findIndex(({ pid }) => pid === process.pid);
  if (own !== -1) users.splice(own, 1);
  if (users.length > 0) return writeServerFile(dir, { ...now, users });
  await end(dir, now);
}

/** Whether all who used it have died without a word; so has one that is starting, while its starter holds the lock. */
export const isAbandoned = async (server: ServerFile): Promise<boolean> => (await living(server.users)).length === 0;

/** What its guard does, under the lock: end that server, where nobody has come to use it since. */
export async function endAbandoned(dir: string, server: ProcessMark): Promise<void> {
  const now = await readServerFile(dir);
  if (now?.process.pid !== server.pid || now.process.started !== server.started || !(await isAbandoned(now))) return;
  await end(dir, { ...now, guard: undefined });
}

async function end(dir: string, server: ServerFile): Promise<void> {
  await endProcess(server.process);
  await removeServerFile(dir);
  if (server.guard !== undefined) await endProcess(server.guard);
}

/** Those that were killed have taken nothing back. */
async function living(users: ProcessMark[]): Promise<ProcessMark[]> {
  const alive = await Promise.all(users.map(lives));
  return users.filter((_, index) => alive[index]);
}
