import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { SEARCH_ATTRIBUTES } from '../runbook/names.js';
import { lastLines } from './log-tail.js';
import { TemporalError } from './error.js';
import { prepareNamespace } from './namespace.js';
import { freePort, isFree } from './ports.js';
import { findTemporalProgram } from './program.js';
import type { OnProgress } from './progress.js';
import { isAlive, readServerFile, removeServerFile, writeServerFile, type ServerFile } from './server-file.js';

const NAMESPACE = 'default';
const DEFAULT_PORT = 7233;
const DEFAULT_UI_PORT = 8233;
/** A cold start on a slow disk; milliseconds. */
const START_PATIENCE_MS = 60_000;

export interface EmbeddedTemporal {
  address: string;
  uiUrl: string;
  namespace: string;
  /** It ran already. */
  reused: boolean;
  /** Ends the server; its data stays. */
  close(): Promise<void>;
}

export interface EmbeddedOptions {
  stateDir: string;
  /** Without it: 7233, or another free one when that is taken. */
  port?: number;
  uiPort?: number;
  env?: NodeJS.ProcessEnv;
  onProgress: OnProgress;
}

/**
 * Temporal's dev server with its data under the state folder, so that runs survive any end of the process. One that
 * already runs on that folder is reused.
 * @throws TemporalError with one sentence when it cannot be had or started.
 */
export async function startEmbeddedTemporal(options: EmbeddedOptions): Promise<EmbeddedTemporal> {
  const dir = options.stateDir;
  mkdirSync(join(dir, 'temporal'), { recursive: true });
  const running = await runningServer(dir);
  if (running !== null) return embedded(dir, running, true);
  const program = await findTemporalProgram(options.env ?? process.env, options.onProgress);
  const ports = await choosePorts(options);
  const log = join(dir, 'temporal', 'server.log');
  const output = openSync(log, 'a');
  const child = spawn(program.path, serverArguments(dir, ports), { stdio: ['ignore', output, output] });
  closeSync(output);
  let failure: string | null = null;
  child.on('error', (error) => (failure = error.message));
  child.on('exit', (code, signal) => (failure ??= `it ended with ${signal ?? code}`));
  // The command must be able to end while the server still does.
  child.unref();
  const server: ServerFile = { pid: child.pid ?? 0, ...ports };
  const connection = await untilServing(server, () => failure).catch((error: unknown) => {
    child.kill();
    throw new TemporalError(
      `Temporal (${program.path}) did not start: ${error instanceof Error ? error.message : String(error)}. ${lastLines(log)}`,
    );
  });
  await writeServerFile(dir, server);
  await prepareNamespace(connection, NAMESPACE);
  await connection.close();
  return embedded(dir, server, false);
}

/** The server that runs on this state folder, if it answers. */
export async function runningServer(dir: string): Promise<ServerFile | null> {
  const server = await readServerFile(dir);
  if (server === null || !isAlive(server.pid)) return null;
  try {
    const connection = await Connection.connect({ address: addressOf(server), connectTimeout: '2s' });
    await connection.close();
    return server;
  } catch {
    return null;
  }
}

/** How to reach a server of ours. */
export const addressOf = (server: ServerFile): string => `127.0.0.1:${server.port}`;
export const uiUrlOf = (server: ServerFile): string => `http://127.0.0.1:${server.uiPort}`;
export { NAMESPACE as EMBEDDED_NAMESPACE };

function embedded(dir: string, server: ServerFile, reused: boolean): EmbeddedTemporal {
  return {
    address: addressOf(server),
    uiUrl: uiUrlOf(server),
    namespace: NAMESPACE,
    reused,
    async close() {
      if (isAlive(server.pid)) process.kill(server.pid, 'SIGTERM');
      for (let tries = 0; isAlive(server.pid) && tries < 100; tries += 1) await pause(50);
      await removeServerFile(dir);
    },
  };
}

function serverArguments(dir: string, { port, uiPort }: { port: number; uiPort: number }): string[] {
  const attributes = Object.entries(SEARCH_ATTRIBUTES).flatMap(([name, type]) => [
    '--search-attribute',
    `${name}=${type}`,
  ]);
  const places = ['--ip', '127.0.0.1', '--port', String(port), '--ui-port', String(uiPort)];
  return [
    'server',
    'start-dev',
    ...places,
    '--db-filename',
    join(dir, 'temporal', 'temporal.db'),
    '--log-level',
    'error',
    ...attributes,
  ];
}

async function choosePorts(options: EmbeddedOptions): Promise<{ port: number; uiPort: number }> {
  for (const [port, flag] of [
    [options.port, '--port'],
    [options.uiPort, '--ui-port'],
  ] as const) {
    if (port !== undefined && !(await isFree(port)))
      throw new TemporalError(`Port ${port} is taken by another program: choose another with ${flag}.`);
  }
  const port = options.port ?? (await freePort(DEFAULT_PORT));
  return {
    port,
    uiPort: options.uiPort ?? (await freePort(options.port === undefined ? DEFAULT_UI_PORT : options.port + 1000)),
  };
}

async function untilServing(server: ServerFile, failure: () => string | null): Promise<Connection> {
  const deadline = Date.now() + START_PATIENCE_MS;
  for (;;) {
    const failed = failure();
    if (failed !== null) throw new Error(failed);
    try {
      const connection = await Connection.connect({ address: addressOf(server), connectTimeout: '1s' });
      await connection.workflowService.describeNamespace({ namespace: NAMESPACE });
      return connection;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await pause(50);
    }
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
