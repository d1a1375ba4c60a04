import { readFile, stat } from 'node:fs/promises';
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
