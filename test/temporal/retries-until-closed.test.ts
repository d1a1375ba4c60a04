import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { Connection } from '@temporalio/client';
import { expect, onTestFinished, test } from 'vitest';
import { RETRIES_UNTIL_CLOSED } from '../../temporal/retries-until-closed.js';

/** A connection to a server that is never available, and how many tries came there. */
async function unavailable(): Promise<{ connection: Connection; tries: () => number }> {
  let tries = 0;
  const head = { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': 14, 'grpc-message': 'not now' };
  const server = createServer().on('stream', (stream) => {
    tries++;
    stream.respond(head, { endStream: true });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
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
