import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { getGlobalDispatcher, setGlobalDispatcher } from 'undici';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { useProxy } from '../../../cli/lib/proxy.js';

const usual = getGlobalDispatcher();
const asked: string[] = [];
let target: Server;
let proxy: Server;

const listening = (server: Server): Promise<number> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));

beforeAll(async () => {
  target = createServer((_, response) => response.end('there'));
  const port = await listening(target);
  // It knows every name as our target.
  proxy = createServer().on('connect', (wanted, socket) => {
    asked.push(wanted.url ?? '');
    const onward = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
  });
  const proxyPort = await listening(proxy);
  await useProxy({ HTTPS_PROXY: `http://127.0.0.1:${proxyPort}`, HTTP_PROXY: `http://127.0.0.1:${proxyPort}` });
});
afterAll(async () => {
  setGlobalDispatcher(usual);
  for (const server of [target, proxy]) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

it('sends fetch through the proxy of the environment', async () => {
  expect(await (await fetch('http://okta.test/')).text()).toBe('there');
  expect(asked).toEqual(['okta.test:80']);
});

it('does not send what goes to this machine', async () => {
  const { port } = target.address() as AddressInfo;
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('there');
  expect(asked).toHaveLength(1);
});
