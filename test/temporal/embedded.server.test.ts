import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished, expect, test, vi } from 'vitest';
import { SEARCH_ATTRIBUTES } from '../../runbook/model/names.js';
import { connectClient } from '../../temporal/connect.js';
import { type EmbeddedOptions, type EmbeddedTemporal, startEmbeddedTemporal } from '../../temporal/embedded.js';
import { embeddedSettings } from '../../temporal/running-server.js';
import { lives } from '../../temporal/process-mark.js';
import { emptyDir, script, serverProcess, takenPort } from './server-support.js';

async function start(options: EmbeddedOptions): Promise<EmbeddedTemporal> {
  const server = await startEmbeddedTemporal(options);
  onTestFinished(() => server.close());
  return server;
}

test('it serves, keeps closed runs, and knows the search attributes', async () => {
  const stateDir = emptyDir();
  const server = await start({ stateDir });
  expect(server).toMatchObject({ namespace: 'default', reused: false });
  const client = await connectClient(await embeddedSettings(stateDir));
  const { config } = await client.workflowService.describeNamespace({ namespace: 'default' });
  expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBeGreaterThan(365 * 24 * 3600);
  const { customAttributes } = await client.connection.operatorService.listSearchAttributes({ namespace: 'default' });
  expect(customAttributes).toMatchObject(
    Object.fromEntries(Object.keys(SEARCH_ATTRIBUTES).map((name) => [name, expect.anything()])),
  );
  expect((await fetch(server.uiUrl)).status).toBe(200);
  await client.connection.close();
});

test('what it holds outlives it', async () => {
  const stateDir = emptyDir();
  const first = await start({ stateDir });
  const before = await connectClient(await embeddedSettings(stateDir));
  await before.workflow.start('anything', { taskQueue: 'nobody', workflowId: 'a/b' });
  await before.connection.close();
  const server = serverProcess(stateDir);
  await first.close();
  expect(await lives(server)).toBe(false);
  await expect(embeddedSettings(stateDir)).rejects.toThrow('Temporal is not running here');

  await start({ stateDir });
  const after = await connectClient(await embeddedSettings(stateDir));
  expect((await after.workflow.getHandle('a/b').describe()).status.name).toBe('RUNNING');
  await after.connection.close();
});

test('the last one to leave ends it', async () => {
  const stateDir = emptyDir();
  const first = await start({ stateDir });
  const second = await start({ stateDir });
  expect(second).toMatchObject({ address: first.address, uiUrl: first.uiUrl, reused: true });
  await expect(startEmbeddedTemporal({ stateDir, port: 1 })).rejects.toThrow(
    `Temporal already runs here, at ${first.address}`,
  );
  await first.close();
  expect(await second.isRunning()).toBe(true);
  await second.close();
  expect(await second.isRunning()).toBe(false);
});

test('two that begin in the same moment end up with one server', async () => {
  const stateDir = emptyDir();
  const [one, two] = await Promise.all([start({ stateDir }), start({ stateDir })]);
  expect(one.address).toBe(two.address);
  expect(one.reused).not.toBe(two.reused);
});

test('a command that was killed leaves a server, which the next one uses and ends', async () => {
  const stateDir = emptyDir();
  // Without a process in between: when it has exited, the command itself is gone.
  const command = spawn(process.execPath, ['cli/launch.js', 'cli/temporal', '--json'], {
    env: { ...process.env, KIRO_STATE_DIR: stateDir },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const [line] = (await once(command.stdout, 'data')) as [Buffer];
  const { address } = JSON.parse(line.toString()) as { address: string };
  process.kill(-Number(command.pid), 'SIGKILL');
  await once(command, 'exit');

  const next = await start({ stateDir });
  expect(next).toMatchObject({ address, reused: true });
  await next.close();
  expect(await next.isRunning()).toBe(false);
});

test("after a reboot the process id may be somebody else's: that one is left alone", async () => {
  const stateDir = emptyDir();
  const server = await start({ stateDir });
  await server.close();
  const other = spawn('sleep', ['60']);
  onTestFinished(() => void other.kill());
  const port = await takenPort();
  writeFileSync(
    join(stateDir, 'temporal', 'server.json'),
    JSON.stringify({ process: { pid: other.pid, started: 'before' }, port, uiPort: port, users: [] }),
  );
  const next = await start({ stateDir });
  expect(next.reused).toBe(false);
  await next.close();
  expect(other.exitCode ?? other.signalCode).toBeNull();
});

test('a program that does not start is reported with the end of its log', async () => {
  const stateDir = emptyDir();
  const path = script(emptyDir(), 'temporal', 'echo "the disk is full" >&2; exit 7');
  await expect(startEmbeddedTemporal({ stateDir, env: { TEMPORAL_CLI_PATH: path } })).rejects.toThrow(
    `Temporal (${path}) did not start: it ended with code 7. Its log (${join(stateDir, 'temporal', 'server.log')}) ends: the disk is full`,
  );
  await expect(embeddedSettings(stateDir)).rejects.toThrow('not running');
});

/** A Temporal that finds the port of its HTTP API taken, so often, and then starts as it does. */
function unlucky(times: number): string {
  const dir = emptyDir();
  const taken = 'failed listening for HTTP API: listen tcp 127.0.0.1:45459: bind: address already in use';
  return script(
    dir,
    'temporal',
    `echo try >> "${dir}/tries"
if [ "$(wc -l < "${dir}/tries")" -le ${times} ]; then echo "${taken}" >&2; exit 1; fi
exec "${String(process.env['TEMPORAL_CLI_PATH'])}" "$@"`,
  );
}

test('a port that another program takes while it starts costs another try', async () => {
  const server = await start({ stateDir: emptyDir(), env: { TEMPORAL_CLI_PATH: unlucky(2) } });
  expect(await server.isRunning()).toBe(true);
});

test('a port that is taken every time is named in the error', async () => {
  const starting = startEmbeddedTemporal({ stateDir: emptyDir(), env: { TEMPORAL_CLI_PATH: unlucky(9) } });
  await expect(starting).rejects.toThrow('bind: address already in use');
});

test('a program that cannot be run is reported', async () => {
  const path = join(emptyDir(), 'temporal');
  writeFileSync(path, 'not a program\0', { mode: 0o755 });
  await expect(startEmbeddedTemporal({ stateDir: emptyDir(), env: { TEMPORAL_CLI_PATH: path } })).rejects.toThrow(
    `Temporal (${path}) did not start: `,
  );
});

test('the search attributes of an older database are added', async () => {
  const stateDir = emptyDir();
  const cli = String(process.env['TEMPORAL_CLI_PATH']);
  // As if an older version had started it: the same program, without our attributes.
  const older = script(emptyDir(), 'temporal', `args="$@"; exec "${cli}" \${args%%--search-attribute*}`);
  const server = await start({ stateDir, env: { TEMPORAL_CLI_PATH: older } });
  const client = await connectClient(await embeddedSettings(stateDir));
  await vi.waitFor(async () => {
    await client.workflow.count("KiroDomain = 'example.com'");
  }, 60_000);
  await client.connection.close();
  await server.close();
});
