import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { SEARCH_ATTRIBUTES } from '../runbook/model/names.js';
import { childEnvironment } from './child-environment.js';
import { databaseIn } from './database.js';
import { TemporalError } from './temporal-errors.js';

const DEFAULT_PORT = 7233;
const DEFAULT_UI_PORT = 8233;
/** How many pairs are tried before giving up. */
const PAIRS = 500;

/** A port of the server and one of its Web UI. */
export interface Ports {
  port: number;
  uiPort: number;
}

/**
 * The ports that were asked for, else 7233 and 8233, else the next pair that is free.
 * @throws TemporalError when a port that was asked for is taken.
 */
export async function choosePorts(asked: { port?: number; uiPort?: number }): Promise<Ports> {
  if (asked.port !== undefined && asked.port === asked.uiPort)
    throw new TemporalError(`The server and its Web UI cannot share port ${asked.port}: choose another --ui-port.`);
  await refuseTaken(asked.port, '--port');
  await refuseTaken(asked.uiPort, '--ui-port');
  for (let step = 0; step < PAIRS; step += 1) {
    const port = asked.port ?? DEFAULT_PORT + step;
    const uiPort = asked.uiPort ?? DEFAULT_UI_PORT + step;
    if (port !== uiPort && (await isFree(port)) && (await isFree(uiPort))) return { port, uiPort };
  }
  throw new TemporalError(
    `No pair of free ports from ${DEFAULT_PORT} and ${DEFAULT_UI_PORT} on: choose some with --port and --ui-port of \`npm run temporal\`.`,
  );
}

async function refuseTaken(port: number | undefined, flag: string): Promise<void> {
  if (port !== undefined && !(await isFree(port)))
    throw new TemporalError(`Port ${port} is taken by another program: choose another with ${flag}.`);
}

/** Whether a port of the loopback address can be listened to. */
function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

/** A server process that has been started, and may be serving or not. */
export interface Launched {
  pid: number;
  /** Why it ended; null while it lives. */
  ended(): string | null;
  /** The sentence for a server that did not start. */
  failure(error: unknown): TemporalError;
  /** What it has written to its log. */
  said(): string;
}

/**
 * Start the dev server with its database and its log in a folder.
 * @throws TemporalError when the program cannot be run.
 */
export async function launch(program: string, dir: string, ports: Ports): Promise<Launched> {
  const log = join(dir, 'server.log');
  const output = openSync(log, 'a');
  const logged = statSync(log).size;
  const failure = (error: unknown): TemporalError => {
    const reason = error instanceof Error ? error.message : String(error);
    return new TemporalError(`Temporal (${program}) did not start: ${reason}.${lastLines(log, logged)}`);
  };
  let child: ChildProcess;
  try {
    // Detached: Ctrl-C in a terminal is for the command, which ends the server once its worker has handed back its work.
    child = spawn(program, serverArguments(dir, ports), {
      stdio: ['ignore', output, output],
      detached: true,
      env: childEnvironment(process.env),
    });
  } catch (error) {
    // Some files that are no programs are refused at once, others later.
    throw failure(error);
  } finally {
    closeSync(output);
  }
  let ended: string | null = null;
  child.on('exit', (code, signal) => (ended = `it ended with ${signal ?? `code ${code}`}`));
  // Ours to end, but a command that fails must not hang on it.
  child.unref();
  const said = (): string => readFileSync(log).subarray(logged).toString('utf8');
  return { pid: await pidOf(child, failure), ended: () => ended, failure, said };
}

/** Whether a server ended since another program has one of its ports: one of ours, or one that it chose for its own parts. */
export const lostItsPort = (child: Launched): boolean =>
  child.ended() !== null && child.said().includes('bind: address already in use');

function pidOf(child: ChildProcess, failure: (error: unknown) => TemporalError): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(failure(error)));
    child.once('spawn', () => resolve(child.pid ?? 0));
  });
}

function serverArguments(dir: string, { port, uiPort }: Ports): string[] {
  const attributes = Object.entries(SEARCH_ATTRIBUTES).flatMap(([name, type]) => [
    '--search-attribute',
    `${name}=${type}`,
  ]);
  const places = ['--ip', '127.0.0.1', '--port', String(port), '--ui-port', String(uiPort)];
  const data = ['--db-filename', databaseIn(dir), '--log-level', 'error'];
  // It opens an HTTP API on a random port, and any page in a browser here could write to it. Nobody needs it: it answers
  // one host name alone, which nobody knows. (The Web UI asks for a token that pages of other origins cannot read.)
  const closed = ['--dynamic-config-value', `frontend.httpAllowedHosts=["${randomUUID()}.invalid"]`];
  return ['server', 'start-dev', ...places, ...data, ...closed, ...attributes];
}

/** The end of what a log has got since it was `from` bytes long, on one line, for an error sentence. */
function lastLines(file: string, from: number): string {
  const lines = readFileSync(file).subarray(from).toString('utf8').trim().split('\n').slice(-2);
  const text = lines.join(' ').trim().slice(-400);
  return text === '' ? '' : ` Its log (${file}) ends: ${text}`;
}
