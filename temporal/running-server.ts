import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { type ConnectionSettings, connectionSettings } from './cluster-settings.js';
import { lives } from './process-mark.js';
import { RETRIES_UNTIL_CLOSED } from './retries-until-closed.js';
import { addressOf, EMBEDDED_NAMESPACE, readServerFile, type ServerFile, uiUrlOf } from './server-file.js';
import { TemporalError } from './temporal-errors.js';

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

/** A cold start on a slow disk; milliseconds. */
const START_PATIENCE_MS = 60_000;

/**
 * Connect to a server that may still be starting.
 * @param ended why there is no use in waiting any longer; null while there is.
 * @throws Error with that reason, or the last failure once patience has run out.
 */
export async function untilServing(
  server: { port: number },
  ended: () => string | null | Promise<string | null>,
): Promise<Connection> {
  const deadline = Date.now() + START_PATIENCE_MS;
  for (;;) {
    const reason = await ended();
    if (reason !== null) throw new Error(reason);
    try {
      return await connectOnce(server);
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await pause(50);
    }
  }
}

/** For a channel that goes to this machine: gRPC's own switch for http_proxy, https_proxy and grpc_proxy. */
export const NO_PROXY = { 'grpc.enable_http_proxy': 0 };

/** gRPC itself waits a second and more between its tries, longer than a start takes. Milliseconds. */
const QUICK_RETRY = { 'grpc.initial_reconnect_backoff_ms': 50, 'grpc.max_reconnect_backoff_ms': 100 };

/** It listens before it serves: ask for the namespace. */
async function connectOnce(server: { port: number }): Promise<Connection> {
  const connection = await Connection.connect({
    address: addressOf(server),
    connectTimeout: '1s',
    channelArgs: { ...QUICK_RETRY, ...NO_PROXY },
    interceptors: RETRIES_UNTIL_CLOSED,
  });
  try {
    await connection.workflowService.describeNamespace({ namespace: EMBEDDED_NAMESPACE });
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** How to reach the embedded server that another command has started. @throws TemporalError where none runs. */
export async function embeddedSettings(stateDir: string): Promise<ConnectionSettings> {
  const server = await runningServer(stateDir);
  if (server === null) {
    throw new TemporalError(
      'Temporal is not running here: start `npm run start-onboarding` (or `npm run temporal`), or set TEMPORAL_ADDRESS to a cluster.',
    );
  }
  return connectionSettings({ address: addressOf(server) }, { namespace: EMBEDDED_NAMESPACE, uiUrl: uiUrlOf(server) });
}
