import { endProcess, lives, markOf, type ProcessMark } from './process-mark.js';
import { readServerFile, removeServerFile, writeServerFile, type ServerFile } from './server-file.js';

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
