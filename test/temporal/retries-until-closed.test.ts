import { createServer } from 'node:http2';
import { Connection } from '@temporalio/client';
import { expect, test } from 'vitest';
import { GRPC } from '../../temporal/connect.js';
import { RETRIES_UNTIL_CLOSED } from '../../temporal/retries-until-closed.js';
import { grpcServer } from './server-support.js';

/** A connection to a server that is never available, and how many tries came there. */
async function unavailable(): Promise<{ connection: Connection; tries: () => number }> {
  let tries = 0;
  const server = createServer().on('stream', () => void (tries += 1));
  const address = await grpcServer(GRPC.unavailable, server);
  return { connection: Connection.lazy({ address, interceptors: RETRIES_UNTIL_CLOSED }), tries: () => tries };
}

const ask = (connection: Connection): Promise<unknown> =>
  connection.workflowService.describeNamespace({ namespace: 'default' });

test('a call is tried again while the connection is open', async () => {
  const { connection, tries } = await unavailable();
  const call = ask(connection).then(String, String);
  await expect.poll(tries).toBeGreaterThan(2);
  await connection.close();
  expect(await call).toMatch('CANCELLED');
});

test('a call that waits for its next try ends when the connection is closed, and the process goes on', async () => {
  const { connection, tries } = await unavailable();
  const call = ask(connection).then(String, String);
  await expect.poll(tries, { interval: 5 }).toBe(1);
  await connection.close();
  expect(await call).toMatch(/CANCELLED: Channel has been shut down/);
});

test('a call on a closed connection is refused', async () => {
  const { connection } = await unavailable();
  await connection.close();
  await expect(ask(connection)).rejects.toThrow('Channel has been shut down');
});
