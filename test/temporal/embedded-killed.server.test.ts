import { mkdirSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { connectClient } from '../../temporal/connect.js';
import { startEmbeddedTemporal } from '../../temporal/embedded.js';
import { embeddedSettings, temporalDir } from '../../temporal/running-server.js';
import { launch } from '../../temporal/server-process.js';
import { markOf } from '../../temporal/process-mark.js';
import { writeServerFile } from '../../temporal/server-file.js';
import { emptyDir, unusedPort } from './server-support.js';

test('a command that is killed before its server serves: the next one finishes its work', async () => {
  const stateDir = emptyDir();
  const dir = temporalDir(stateDir);
  mkdirSync(dir);
  // What is left when it is killed there: a server on its way, and who it is.
  const ports = { port: await unusedPort(), uiPort: await unusedPort() };
  const { pid } = await launch(String(process.env['TEMPORAL_CLI_PATH']), dir, ports);
  await writeServerFile(dir, { process: await markOf(pid), ...ports, users: [] });

  const server = await startEmbeddedTemporal({ stateDir });
  onTestFinished(() => server.close());
  expect(server).toMatchObject({ reused: true, address: `127.0.0.1:${ports.port}` });
  const client = await connectClient(await embeddedSettings(stateDir));
  const { config } = await client.workflowService.describeNamespace({ namespace: 'default' });
  await client.connection.close();
  expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBeGreaterThan(365 * 24 * 3600);
});
