import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished, vi } from 'vitest';
import { askToken } from '../../../activities/okta/check-credentials.js';
import { OktaApi } from '../../../activities/okta/okta-api.js';
import { oktaClientFromEnvironment } from '../../../activities/okta/okta-client.js';
import { cureOf, readOktaError } from '../../../activities/okta/okta-error.js';
import { proxyFor } from '../../../activities/okta/okta-proxy.js';

const PROXY = 'http://proxy.example:3128';

it.each<[string, NodeJS.ProcessEnv, string | null]>([
  ['https://example.okta.com/api/v1/apps', { HTTPS_PROXY: PROXY }, PROXY],
  ['https://example.okta.com/oauth2/v1/token', { https_proxy: PROXY }, PROXY],
  ['https://example.okta.com', { HTTP_PROXY: PROXY }, PROXY],
  ['https://example.okta.com', {}, null],
  ['https://example.okta.com', { HTTPS_PROXY: PROXY, NO_PROXY: 'localhost, .okta.com' }, null],
  ['https://example.okta.com', { HTTPS_PROXY: PROXY, no_proxy: 'example.okta.com:443' }, null],
  ['https://example.okta.com', { HTTPS_PROXY: PROXY, no_proxy: 'example.okta.com:8443' }, PROXY],
  ['https://example.okta.com', { HTTPS_PROXY: PROXY, NO_PROXY: '*.okta.com' }, null],
  ['https://example.okta.com', { HTTPS_PROXY: PROXY, NO_PROXY: '*' }, null],
  ['https://notokta.com', { HTTPS_PROXY: PROXY, NO_PROXY: 'okta.com' }, PROXY],
  ['https://localhost:18443', { HTTPS_PROXY: PROXY }, null],
  ['http://127.0.0.1:7001', { HTTP_PROXY: PROXY, HTTPS_PROXY: PROXY }, null],
  ['https://[::1]:8443', { HTTPS_PROXY: PROXY }, null],
])('%s with %j goes through %s', (address, env, proxy) => expect(proxyFor(address, env)).toBe(proxy));

it('sends every request of a service app through the proxy, and says what that wants', async () => {
  const asked: string[] = [];
  const proxy = createServer();
  proxy.on('connect', (request, socket) => {
    asked.push(request.url ?? '');
    socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\ncontent-length: 0\r\n\r\n');
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  onTestFinished(() => void proxy.close());
  onTestFinished(() => void vi.unstubAllEnvs());
  vi.stubEnv('HTTPS_PROXY', `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const client = oktaClientFromEnvironment({
    OKTA_CLIENT_ORGURL: 'https://example.okta.com',
    OKTA_CLIENT_CLIENTID: 'service-app',
    OKTA_CLIENT_PRIVATEKEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  });
  await expect(askToken(client)).rejects.toMatchObject({ status: 407 });
  await expect(new OktaApi({ ...client, mode: 'token' }, 0).get('/api/v1/apps?limit=1')).rejects.toBeDefined();
  expect(new Set(asked)).toEqual(new Set(['example.okta.com:443']));
  expect(asked.length).toBeGreaterThanOrEqual(2);
  const refusal = readOktaError({ status: 407 }, { method: 'GET', path: '/api/v1/apps' });
  expect(cureOf(refusal)).toEqual({
    fix: expect.stringMatching(
      /^The proxy wants a user name and a password .* HTTPS_PROXY, percent-encoded/,
    ) as unknown,
    person: true,
  });
});
