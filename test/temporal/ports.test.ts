import { expect, test } from 'vitest';
import { choosePorts } from '../../temporal/server-process.js';
import { takenPort, unusedPort } from './server-support.js';

test('without a wish: a pair that belongs together', async () => {
  const { port, uiPort } = await choosePorts({});
  expect(port).toBeGreaterThanOrEqual(7233);
  expect(uiPort - port).toBe(1000);
});

test('a taken default is passed over', async () => {
  const first = await choosePorts({});
  await takenPort(first.uiPort);
  expect((await choosePorts({})).port).toBeGreaterThan(first.port);
});

test('a wish that can be had is kept', async () => {
  const port = await unusedPort();
  expect((await choosePorts({ port })).port).toBe(port);
  expect((await choosePorts({ uiPort: port })).uiPort).toBe(port);
  expect((await choosePorts({ port: 8233 }).catch(() => ({ uiPort: 0 }))).uiPort).not.toBe(8233);
});

test('a wish for a taken port is refused', async () => {
  const port = await takenPort();
  await expect(choosePorts({ port })).rejects.toThrow(
    `Port ${port} is taken by another program: choose another with --port.`,
  );
  await expect(choosePorts({ uiPort: port })).rejects.toThrow('choose another with --ui-port.');
});

test('one port for both is refused', async () => {
  const port = await unusedPort();
  await expect(choosePorts({ port, uiPort: port })).rejects.toThrow(`cannot share port ${port}`);
});
