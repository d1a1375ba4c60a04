import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createSecureServer } from 'node:http2';
import { createServer as createProxy, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect as connectTo } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { clusterSettings } from '../../temporal/cluster-settings.js';
import { connectClient, connectWorker } from '../../temporal/connect.js';
import { emptyDir, grpcServer } from './server-support.js';

/** A proxy that connects to that server, whatever it is asked for, and notes what that was, with the login. */
async function connectProxy(server: string): Promise<{ proxy: string; asked: [host: string, login: string][] }> {
  const asked: [string, string][] = [];
  const sockets = new Set<Duplex>();
  const proxy = createProxy();
  proxy.on('connect', (request: IncomingMessage, socket: Duplex) => {
    asked.push([request.url ?? '', request.headers['proxy-authorization'] ?? '']);
    const there = connectTo(Number(server.split(':')[1]), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(there).pipe(socket);
    });
    for (const one of [socket, there]) sockets.add(one.on('error', () => undefined));
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const one of sockets) one.destroy();
    proxy.close();
  });
  return { proxy: `127.0.0.1:${(proxy.address() as AddressInfo).port}`, asked };
}

/** The settings that these variables and nothing else make. */
function settingsBy(env: NodeJS.ProcessEnv): NonNullable<ReturnType<typeof clusterSettings>> {
  const settings = clusterSettings({ XDG_CONFIG_HOME: emptyDir(), HOME: emptyDir(), ...env });
  if (settings === null) throw new Error('no cluster is named');
  return settings;
}

afterEach(() => void vi.unstubAllEnvs());

describe.each([
  ['client', connectClient],
  ['worker', connectWorker],
] as const)('a %s', (_, connect) => {
  test.each([
    ['UNAUTHENTICATED', 16],
    ['PERMISSION_DENIED', 7],
  ])('that is refused with %s hears of the key', async (_name, status) => {
    const settings = settingsBy({ TEMPORAL_ADDRESS: await grpcServer(status) });
    await expect(connect(settings)).rejects.toThrow(/does not take the connection: .* Check the API key/);
  });

  test('asks no proxy on the way to this machine', async () => {
    for (const name of ['grpc_proxy', 'https_proxy', 'http_proxy']) vi.stubEnv(name, 'http://127.0.0.1:9');
    const settings = settingsBy({ TEMPORAL_ADDRESS: await grpcServer(16) });
    await expect(connect(settings)).rejects.toThrow(/does not take the connection: .* Check the API key/);
  });

  test('goes to a cluster elsewhere through the proxy of the environment, with its password', async () => {
    const { proxy, asked } = await connectProxy(await grpcServer(16));
    vi.stubEnv('https_proxy', `http://runbook:se%20cret@${proxy}`);
    const settings = settingsBy({ TEMPORAL_ADDRESS: 'temporal.example:7233' });
    await expect(connect(settings)).rejects.toThrow(/does not take the connection: .* Check the API key/);
    const login = `Basic ${Buffer.from('runbook:se cret').toString('base64')}`;
    expect(asked[0]).toEqual(['temporal.example:7233', login]);
  });

  test('goes past the proxy where the host is excepted', async () => {
    const { proxy, asked } = await connectProxy(await grpcServer(16));
    vi.stubEnv('grpc_proxy', `http://${proxy}`);
    vi.stubEnv('no_proxy', 'other.example, .invalid');
    const settings = settingsBy({ TEMPORAL_ADDRESS: 'temporal.invalid:7233' });
    await expect(connect(settings)).rejects.toThrow(/cannot be reached/);
    expect(asked).toEqual([]);
  });

  test('says that gRPC cannot use a proxy, without its password', async () => {
    vi.stubEnv('https_proxy', 'https://runbook:hunter2@proxy.example:3128');
    const settings = settingsBy({ TEMPORAL_ADDRESS: 'temporal.example:7233' });
    const said = await connect(settings).then(String, String);
    expect(said).toMatch(/https_proxy is no address that begins with http:.*no_grpc_proxy/);
    expect(said).not.toContain('hunter2');
  });

  test('shows no key that cannot be sent', async () => {
    const env = { TEMPORAL_ADDRESS: await grpcServer(7), TEMPORAL_TLS: 'false', TEMPORAL_API_KEY: 'se"cr\net' };
    const message = await connect(settingsBy(env)).then(String, String);
    expect(message).toMatch(/^TemporalError: .*TEMPORAL_API_KEY/);
    expect(message).not.toMatch(/se"cr|et" contains/);
  });
});

test('a key without an address is refused: it is not for the embedded server', () => {
  expect(() => settingsBy({ TEMPORAL_API_KEY: 'key' })).toThrow('but no address: set TEMPORAL_ADDRESS');
});

/** OpenSSL makes the certificates; without it there is nothing to test with. */
describe.skipIf(!hasOpenssl())('a server with TLS', () => {
  async function tlsServer(): Promise<{ address: string; certificate: string }> {
    const dir = emptyDir();
    const [key, certificate] = [join(dir, 'key.pem'), join(dir, 'certificate.pem')];
    const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
    const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    execFileSync('openssl', [...request, ...names, '-keyout', key, '-out', certificate], { stdio: 'ignore' });
    const server = createSecureServer({ key: readFileSync(key), cert: readFileSync(certificate) });
    return { address: await grpcServer(16, server), certificate };
  }

  test('is not trusted without its authority, at once', { timeout: 5_000 }, async () => {
    const { address } = await tlsServer();
    const settings = settingsBy({ TEMPORAL_ADDRESS: address, TEMPORAL_TLS: 'true' });
    await expect(connectClient(settings)).rejects.toThrow(/not trusted .*TEMPORAL_TLS_SERVER_CA_CERT_PATH/);
  });

  test('is not trusted under another name, at once', { timeout: 5_000 }, async () => {
    const { address, certificate } = await tlsServer();
    const env = { TEMPORAL_TLS_SERVER_CA_CERT_PATH: certificate, TEMPORAL_TLS_SERVER_NAME: 'other.example.com' };
    await expect(connectClient(settingsBy({ ...env, TEMPORAL_ADDRESS: address }))).rejects.toThrow(
      'not for other.example.com: set TEMPORAL_TLS_SERVER_NAME',
    );
  });

  test('is reached with its authority', async () => {
    const { address, certificate } = await tlsServer();
    const env = { TEMPORAL_ADDRESS: address, TEMPORAL_TLS_SERVER_CA_CERT_PATH: certificate };
    await expect(connectClient(settingsBy(env))).rejects.toThrow('UNAUTHENTICATED');
  });

  test('wants TLS, and says so to one who comes without', async () => {
    const { address } = await tlsServer();
    await expect(connectWorker(settingsBy({ TEMPORAL_ADDRESS: address }))).rejects.toThrow('it wants TLS');
  });
});

function hasOpenssl(): boolean {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
