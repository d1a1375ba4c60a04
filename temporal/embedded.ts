import { mkdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { folderExposure } from '../runbook/secrets/file-modes.js';
import { join } from 'node:path';
import {
  addressOf,
  addUser,
  EMBEDDED_NAMESPACE,
  leave,
  removeServerFile,
  type ServerFile,
  uiUrlOf,
  writeServerFile,
} from './server-file.js';
import { TemporalError } from './temporal-errors.js';
import { checkDatabase, DamagedDatabase, databaseTrouble, hasDatabase, moveAside } from './database.js';
import { startGuard, startLock } from './guard.js';
import { choosePorts, launch, type Launched, lostItsPort, type Ports } from './server-process.js';
import { LEFT, withLock } from './lock.js';
import { prepareNamespace } from './namespace.js';
import { endProcess, lives, markOf } from './process-mark.js';
import { findTemporalProgram } from './program.js';
import { type OnProgress, toStderr } from './wheel.js';
import { runningServer, temporalDir, untilServing } from './running-server.js';

/** A running dev server with its data under the state folder. */
export interface EmbeddedTemporal {
  address: string;
  uiUrl: string;
  namespace: string;
  /** It ran already. */
  reused: boolean;
  isRunning(): Promise<boolean>;
  /** Ends the server, unless another command still uses it; its data stays. */
  close(): Promise<void>;
}

export interface EmbeddedOptions {
  stateDir: string;
  /** Without it: 7233, or the next free one when that is taken. */
  port?: number;
  /** Without it: 8233, or the next free one when that is taken. */
  uiPort?: number;
  env?: NodeJS.ProcessEnv;
  /** Default: stderr. */
  onProgress?: OnProgress;
  /** A database that is damaged is kept under another name, and an empty one begun. Without it nothing is moved. */
  movesDamagedAside?: boolean;
  /** Called when a new server's process runs, long before it serves. */
  onLaunched?: () => void;
  /** Breaks the start off, and ends what it has started. */
  leaving?: AbortSignal;
}

/** So often a server is started whose port another program takes in the moment between looking for it and listening. */
const TRIES = 3;

/** Between looking for free ports and taking them, no other start of this user may do the same. */
const PORTS_LOCK = join(tmpdir(), `kiro-okta-runbook-ports-${process.getuid?.() ?? 'all'}.lock`);

/**
 * Temporal's dev server with its data under the state folder, so that runs survive any end of the process. One that
 * already runs on that folder is reused, also one whose command was killed.
 * @throws TemporalError with one sentence when it cannot be had or started.
 */
export async function startEmbeddedTemporal(options: EmbeddedOptions): Promise<EmbeddedTemporal> {
  const dir = temporalDir(options.stateDir);
  // Histories name people: for this user alone.
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const open = folderExposure(statSync(dir), dir, process.getuid?.());
  if (open !== null) options.onProgress?.(`Temporal's data folder ${dir} ${open}. Its histories name people.`);
  const lock = startLock(dir);
  const begin = async (): Promise<EmbeddedTemporal> => {
    const running = await runningServer(options.stateDir, () => hasLeft(options));
    refuseToGoOn(options);
    if (running !== null) {
      refuseOtherPorts(running, options);
      // Its command may have been killed before it came to this.
      await prepareWhenServing(running, () => hasLeft(options));
    }
    const server = running ?? (await startAnew(dir, options));
    await addUser(dir, server);
    return {
      address: addressOf(server),
      uiUrl: uiUrlOf(server),
      namespace: EMBEDDED_NAMESPACE,
      reused: running !== null,
      isRunning: () => lives(server.process),
      close: () => withLock(lock, () => leave(dir, server)),
    };
  };
  return withLock(lock, begin, options.leaving);
}

function refuseOtherPorts(server: ServerFile, asked: EmbeddedOptions): void {
  if ((asked.port ?? server.port) === server.port && (asked.uiPort ?? server.uiPort) === server.uiPort) return;
  throw new TemporalError(
    `Temporal already runs here, at ${addressOf(server)} with its Web UI at ${uiUrlOf(server)}: end it first, or ask for no other port.`,
  );
}

/** With an empty database where the one that is there is damaged, and somebody asked for that. */
async function startAnew(dir: string, options: EmbeddedOptions): Promise<ServerFile> {
  try {
    return await start(dir, options);
  } catch (error) {
    if (!(error instanceof DamagedDatabase) || options.movesDamagedAside !== true) throw error;
    const kept = await moveAside(dir);
    (options.onProgress ?? toStderr)(`The damaged database is kept as ${kept}; an empty one is begun.`);
    return start(dir, options);
  }
}

async function start(dir: string, options: EmbeddedOptions): Promise<ServerFile> {
  await checkDatabase(dir);
  const wasThere = await hasDatabase(dir);
  const program = await findTemporalProgram({
    env: options.env ?? process.env,
    onProgress: options.onProgress,
    signal: options.leaving,
  });
  const begin = async (tries = TRIES): Promise<ServerFile> => {
    refuseToGoOn(options);
    const ports = await choosePorts(options);
    const child = await launch(program.path, dir, ports);
    try {
      return await serving(dir, child, ports, options);
    } catch (error) {
      if (hasLeft(options) !== null) throw error;
      if (tries > 1 && lostItsPort(child)) return begin(tries - 1);
      throw (await databaseTrouble(dir, child.said(), wasThere)) ?? error;
    }
  };
  return withLock(PORTS_LOCK, () => begin(), options.leaving);
}

/** The server that was launched, once it serves. */
async function serving(dir: string, child: Launched, ports: Ports, options: EmbeddedOptions): Promise<ServerFile> {
  const started = await markOf(child.pid).catch((error: unknown) => {
    throw child.failure(child.ended() ?? error);
  });
  const server: ServerFile = { process: started, ...ports, users: [] };
  // Before it serves: if this process is killed now, the server it leaves behind can still be found.
  await writeServerFile(dir, server);
  options.onLaunched?.();
  const guarded = { ...server, guard: await startGuard(dir, started) };
  await writeServerFile(dir, guarded);
  await prepare(dir, guarded, () => hasLeft(options) ?? child.ended(), child);
  return guarded;
}

const hasLeft = ({ leaving }: EmbeddedOptions): string | null => (leaving?.aborted === true ? LEFT : null);

function refuseToGoOn(options: EmbeddedOptions): void {
  if (hasLeft(options) !== null) throw new TemporalError(LEFT);
}

async function prepare(dir: string, server: ServerFile, ended: () => string | null, child: Launched): Promise<void> {
  try {
    await prepareWhenServing(server, ended);
  } catch (error) {
    await endProcess(server.process);
    await removeServerFile(dir);
    throw child.failure(error);
  }
}

async function prepareWhenServing(server: ServerFile, ended: () => string | null): Promise<void> {
  const connection = await untilServing(server, ended);
  await prepareNamespace(connection, EMBEDDED_NAMESPACE).finally(() => connection.close());
}
