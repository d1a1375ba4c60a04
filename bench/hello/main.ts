/** The least that can be done: a dev server that keeps its data, a worker, one activity. Prints `activity` and ends. */
import { spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Connection, Client } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { findTemporalProgram } from '../../temporal/program.js';

const probe = createServer().listen(0, '127.0.0.1');
await new Promise((resolve) => probe.once('listening', resolve));
const { port } = probe.address() as AddressInfo;
await new Promise((resolve) => probe.close(resolve));

Runtime.install({ logger: new DefaultLogger('ERROR') });
const { path } = await findTemporalProgram({ env: process.env });
const file = join(process.env['KIRO_STATE_DIR'] ?? '.', 'hello.db');
const flags = ['server', 'start-dev', '--port', String(port), '--headless', '--db-filename', file];
const server = spawn(path, flags, { stdio: 'ignore' });
const address = `127.0.0.1:${port}`;
const connected = async (): Promise<NativeConnection> => {
  for (;;) {
    try {
      return await NativeConnection.connect({ address });
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
};
const connection = await connected();
const worker = await Worker.create({
  connection,
  taskQueue: 'hello',
  workflowsPath: fileURLToPath(new URL('workflow.ts', import.meta.url)),
  activities: { hello: async () => void process.stdout.write('activity\n') },
});
const client = new Client({ connection: await Connection.connect({ address }) });
await worker.runUntil(client.workflow.execute('helloWorld', { taskQueue: 'hello', workflowId: 'hello' }));
server.kill();
process.exit(0);
