import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The embedded server that runs on a state folder. */
export interface ServerFile {
  pid: number;
  port: number;
  uiPort: number;
  /** Process id of the command that ends the server when it ends itself. */
  owner: number;
}

const fileIn = (dir: string): string => join(dir, 'temporal', 'server.json');

/** What the last one to start a server here wrote; null where nobody did. */
export async function readServerFile(dir: string): Promise<ServerFile | null> {
  try {
    return JSON.parse(await readFile(fileIn(dir), 'utf8')) as ServerFile;
  } catch {
    return null;
  }
}

export async function writeServerFile(dir: string, server: ServerFile): Promise<void> {
  const draft = `${fileIn(dir)}.${process.pid}.part`;
  await writeFile(draft, JSON.stringify(server));
  await rename(draft, fileIn(dir));
}

export async function removeServerFile(dir: string): Promise<void> {
  await rm(fileIn(dir), { force: true });
}
