import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { addressOf, EMBEDDED_NAMESPACE, uiUrlOf } from './address.js';
import { TemporalError } from './error.js';
import { launch } from './launch.js';
import { prepareNamespace } from './namespace.js';
import { choosePorts } from './ports.js';
import { findTemporalProgram } from './program.js';
import type { OnProgress } from './progress.js';
import { readServerFile, removeServerFile, writeServerFile, type ServerFile } from './server-file.js';
import { endServer, isAlive, isServerOf } from './server-process.js';
import { untilServing } from './serving.js';

export interface EmbeddedTemporal {
  address: string;
  uiUrl: string;
  namespace: string;
  /** It ran already. */
  reused: boolean;
  /** Whether close() ends it; not so while the command that started it still lives. */
  owned: boolean;
  isRunning(): Promise<boolean>;
  /** Ends the server if it is owned; its data stays. */
  close(): Promise<void>;
}

export interface EmbeddedOptions {
  stateDir: string;
  /** Without it: 7233, or the next free one when that is taken. */
  port?: number;
  /** Without it: 8233, or the next free one when that is taken. */
  uiPort?: number;
  env?: NodeJS.ProcessEnv;
  onProgress?: OnProgress;
}

/**
 * Temporal's dev server with its data under the state folder, so that runs survive any end of the process. One that
 * already runs on that folder is reused, and owned from then on if the command that started it is gone.
 * @throws TemporalError with one sentence when it cannot be had or started.
 */
export async function startEmbeddedTemporal(options: EmbeddedOptions): Promise<EmbeddedTemporal> {
  const dir = resolve(options.stateDir);
  mkdirSync(join(dir, 'temporal'), { recursive: true });
  const before = await runningServer(dir);
  if (before !== null) return reuse(dir, before, options);
  const program = await findTemporalProgram({ env: options.env ?? process.env, onProgress: options.onProgress });
  // Finding it may have taken minutes, in which another command had the same thought.
  const meanwhile = await runningServer(dir);
  if (meanwhile !== null) return reuse(dir, meanwhile, options);
  const ports = await choosePorts(options);
  const child = await launch(program.path, dir, ports);
  const server: ServerFile = { pid: child.pid, owner: process.pid, ...ports };
  try {
    // Before it serves: whoever kills this process now leaves a server that can be found.
    await writeServerFile(dir, server);
    const connection = await untilServing(server, child.ended);
    await prepareNamespace(connection, EMBEDDED_NAMESPACE).finally(() => connection.close());
  } catch (error) {
    await endServer(dir, child.pid);
    await removeServerFile(dir);
    throw child.failure(error);
  }
  const last = await readServerFile(dir);
  if (last === null || last.pid === child.pid) return embedded(dir, server, { reused: false, owned: true });
  // Two commands began in the same moment; one server a database: the last one stays.
  await endServer(dir, child.pid);
  return startEmbeddedTemporal(options);
}

/**
 * The server that runs on this state folder; waits for one that is starting. Null where none runs.
 * @throws TemporalError when it lives and does not answer.
 */
export async function runningServer(stateDir: string): Promise<ServerFile | null> {
  const dir = resolve(stateDir);
  const server = await readServerFile(dir);
  if (server === null) return null;
  let lives = true;
  const ended = async (): Promise<string | null> => {
    lives = await isServerOf(dir, server.pid);
    return lives ? null : 'it has ended';
  };
  try {
    await (await untilServing(server, ended)).close();
    return server;
  } catch (error) {
    if (!lives) return null;
    const reason = error instanceof Error ? error.message : String(error);
    throw new TemporalError(
      `Temporal runs here as process ${server.pid}, and does not answer at ${addressOf(server)} (${reason}): end it (kill ${server.pid}) and try again.`,
    );
  }
}

async function reuse(dir: string, server: ServerFile, asked: EmbeddedOptions): Promise<EmbeddedTemporal> {
  for (const key of ['port', 'uiPort'] as const) {
    if (asked[key] === undefined || asked[key] === server[key]) continue;
    throw new TemporalError(
      `Temporal already runs here, at ${addressOf(server)} with its Web UI at ${uiUrlOf(server)}: end it first, or ask for no other port.`,
    );
  }
  const owned = !isAlive(server.owner);
  if (owned) await writeServerFile(dir, { ...server, owner: process.pid });
  return embedded(dir, server, { reused: true, owned });
}

function embedded(dir: string, server: ServerFile, how: { reused: boolean; owned: boolean }): EmbeddedTemporal {
  return {
    address: addressOf(server),
    uiUrl: uiUrlOf(server),
    namespace: EMBEDDED_NAMESPACE,
    ...how,
    isRunning: () => isServerOf(dir, server.pid),
    async close() {
      if (!how.owned) return;
      await endServer(dir, server.pid);
      await removeServerFile(dir);
    },
  };
}
