import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

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
