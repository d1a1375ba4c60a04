import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, openSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SEARCH_ATTRIBUTES } from '../runbook/names.js';
import { TemporalError } from './error.js';
import { lastLines } from './log-tail.js';
import type { Ports } from './ports.js';

/** A server process that has been started, and may be serving or not. */
export interface Launched {
  pid: number;
  /** Why it ended; null while it lives. */
  ended(): string | null;
  /** The sentence for a server that did not start. */
  failure(error: unknown): TemporalError;
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
    child = spawn(program, serverArguments(dir, ports), { stdio: ['ignore', output, output], detached: true });
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
  return { pid: await pidOf(child, failure), ended: () => ended, failure };
}

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
  const data = ['--db-filename', join(dir, 'temporal.db'), '--log-level', 'error'];
  // It opens an HTTP API on a random port, and any page in a browser here could write to it. Nobody needs it: it answers
  // one host name alone, which nobody knows. (The Web UI asks for a token that pages of other origins cannot read.)
  const closed = ['--dynamic-config-value', `frontend.httpAllowedHosts=["${randomUUID()}.invalid"]`];
  return ['server', 'start-dev', ...places, ...data, ...closed, ...attributes];
}
