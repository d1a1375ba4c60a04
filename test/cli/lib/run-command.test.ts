import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { Option } from 'commander';
import { getGlobalDispatcher, setGlobalDispatcher } from 'undici';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { flagsKeptByNpm } from '../../../cli/lib/new-command.js';
import { systemErrorText, useProxy } from '../../../cli/lib/run-command.js';

const fault = (code: string, path?: string): Error =>
  Object.assign(new Error(`${code}: raw`), { code, ...(path === undefined ? {} : { path }) });

it.each([
  [fault('ENOSPC'), /^What is kept under \/state could not be written: the disk is full \(ENOSPC\)\. Make room/],
  [fault('EACCES', '/state/temporal'), /^\/state\/temporal: you may not do that there .* Set KIRO_STATE_DIR/],
  [fault('ENOTDIR', '/elsewhere/x'), /^\/elsewhere\/x: a part of the path is a file, .* Correct that/],
])('%s becomes a sentence', (error, said) => {
  expect(systemErrorText(error, '/state')).toMatch(said);
});

it.each([fault('ECONNREFUSED'), fault('EACCES'), new Error('other'), 'text'])('%s is left to others', (error) => {
  expect(systemErrorText(error, '/state')).toBeNull();
});

it('finds the flags that npm kept, but not those npm has settings for', () => {
  const options = ['--no-wait', '--okta-port <port>', '--json', '--config <file>'].map((flags) => new Option(flags));
  const env = { npm_config_wait: '', npm_config_okta_port: 'true', npm_config_json: 'true' };
  expect(flagsKeptByNpm(options, env)).toEqual(['--no-wait', '--okta-port']);
});

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

it.each([
  ['::1 is this machine', {}, '[::1]'],
  ['NO_PROXY=* excepts every host', { NO_PROXY: '*' }, '127.0.0.1.nip.test'],
])('goes there directly: %s', async (_, env, host) => {
  const dispatcher = getGlobalDispatcher();
  const { port } = proxy.address() as AddressInfo;
  await useProxy({ HTTPS_PROXY: `http://127.0.0.1:${port}`, HTTP_PROXY: `http://127.0.0.1:${port}`, ...env });
  const before = asked.length;
  // Nothing listens there; what counts is that the proxy is not asked.
  await expect(fetch(`http://${host}:9/`)).rejects.toThrow();
  expect(asked).toHaveLength(before);
  setGlobalDispatcher(dispatcher);
});
