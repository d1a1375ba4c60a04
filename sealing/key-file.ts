import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { exposure } from '../runbook/secrets/file-modes.js';

/**
 * The text of a file that holds a private key. Fails where it cannot be read, or other accounts of the machine can read or
 * change it. `what` begins that sentence, such as `The sealing key file`.
 */
export async function readKeyFile(file: string, what: string): Promise<string> {
  const unreadable = (error: NodeJS.ErrnoException): never => {
    throw new Error(`${what} ${file} cannot be read (${error.code ?? error.message}).`);
  };
  const why = exposure(await stat(file).catch(unreadable), file, process.getuid?.());
  if (why !== null) throw new Error(`${what} ${file} ${why}. Make a new key where others may have read it.`);
  return readFile(file, 'utf8').catch(unreadable);
}

/**
 * Makes the file of a private key, for the account alone, unless it is there. The link is atomic, and fails where another process
 * was first.
 */
export async function makeKeyFile(file: string, newJwk: () => object | Promise<object>): Promise<void> {
  if (existsSync(file)) return;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, `${JSON.stringify(await newJwk())}\n`, { mode: 0o600, flag: 'wx' });
  try {
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft);
  }
}

/** The value of a JSON text; null where it is none. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
