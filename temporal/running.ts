import { join, resolve } from 'node:path';
import { addressOf } from './address.js';
import { TemporalError } from './error.js';
import { lives } from './process-mark.js';
import { readServerFile, type ServerFile } from './server-file.js';
import { untilServing } from './serving.js';

/** Where the embedded server's data and log lie. */
export const temporalDir = (stateDir: string): string => resolve(join(stateDir, 'temporal'));

/**
 * The server that runs on this state folder; waits for one that is starting. Null where none runs, or once `hasLeft`
 * gives a reason to wait no longer.
 * @throws TemporalError when it lives and does not answer.
 */
export async function runningServer(
  stateDir: string,
  hasLeft: () => string | null = () => null,
): Promise<ServerFile | null> {
  const server = await readServerFile(temporalDir(stateDir));
  if (server === null) return null;
  const ended = async (): Promise<string | null> =>
    hasLeft() ?? ((await lives(server.process)) ? null : 'it has ended');
  try {
    await (await untilServing(server, ended)).close();
    return server;
  } catch (error) {
    if ((await ended()) !== null) return null;
    const reason = error instanceof Error ? error.message : String(error);
    const { pid } = server.process;
    throw new TemporalError(
      `Temporal runs here as process ${pid}, and does not answer at ${addressOf(server)} (${reason}): end it (kill ${pid}) and try again.`,
    );
  }
}
