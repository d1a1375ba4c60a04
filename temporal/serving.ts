import { setTimeout as pause } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { addressOf, EMBEDDED_NAMESPACE } from './address.js';

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
      return await connect(server);
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await pause(50);
    }
  }
}

/** It listens before it serves: ask for the namespace. */
async function connect(server: { port: number }): Promise<Connection> {
  const connection = await Connection.connect({ address: addressOf(server), connectTimeout: '1s' });
  try {
    await connection.workflowService.describeNamespace({ namespace: EMBEDDED_NAMESPACE });
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}
