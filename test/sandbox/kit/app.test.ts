import { connect } from 'node:net';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSandboxApp } from '../../../sandbox/kit/sandbox-app.js';
import { serveApp } from '../../../sandbox/kit/serve-http.js';
import { startThings, type Things } from './things.js';

let server: Things;

beforeAll(async () => {
  server = await startThings();
});
afterAll(() => server.close());
beforeEach(() => server.reset());

const post = (path: string, body: unknown, signal?: AbortSignal) => server.post(path, body, signal);
const fault = (body: object) => server.fault(body);
const add = async (thing: unknown) => (await post('/things', thing)).status;

describe('faults', () => {
  it('answer with a status instead of running the route, the nth and as often as asked', async () => {
    await fault({ method: 'POST', path: '/th*', nth: 2, times: 2, kind: 'status', status: 503 });
    expect([await add(1), await add(2), await add(3), await add(4)]).toEqual([201, 503, 503, 201]);
    expect(server.things).toEqual([1, 4]);
  });

  it('concern exactly the method and the path that they name', async () => {
    await fault({ method: 'POST', path: '/thing', kind: 'status' });
    await fault({ method: 'GET', path: '/things', kind: 'status' });
    expect(await add(1)).toBe(201);
    expect((await fetch(`${server.url}/things`)).status).toBe(500);
  });

  it('answer with a status in Okta’s error form, unless it is no error', async () => {
    await fault({ path: '/things', kind: 'status', status: 503 });
    expect(await (await post('/things', 1)).json()).toMatchObject({ errorCode: 'E0000010', errorCauses: [] });
    await fault({ path: '/things', kind: 'status', status: 204 });
    expect((await post('/things', 1)).status).toBe(204);
  });

  it('lose nothing of a request without a body', async () => {
    await fault({ path: '/things', kind: 'lose-fields', fields: ['a'] });
    const response = await fetch(`${server.url}/things`);
    expect([response.status, await response.json()]).toEqual([200, []]);
    const log = (await (await fetch(`${server.url}/sandbox/requests`)).json()) as object[];
    expect(log.at(-1)).toMatchObject({ path: '/things', status: 200 });
  });

  it('delay', async () => {
    await fault({ path: '/things', kind: 'delay', delayMs: 120 });
    const began = performance.now();
    expect(await add(1)).toBe(201);
    expect(performance.now() - began).toBeGreaterThan(115);
  });

  it('hang until the client gives up', async () => {
    await fault({ path: '/things', kind: 'hang' });
    await expect(post('/things', 1, AbortSignal.timeout(100))).rejects.toThrow(/timeout/);
    expect(server.things).toEqual([]);
  });

  it('drop the connection before or after the write took effect', async () => {
    await fault({ path: '/things', kind: 'drop-before' });
    await expect(add('before')).rejects.toThrow();
    expect(server.things).toEqual([]);
    await fault({ path: '/things', kind: 'drop-after' });
    await expect(add('after')).rejects.toThrow();
    expect(server.things).toEqual(['after']);
  });

  it('limit the rate as Okta does', async () => {
    await fault({ path: '/things', kind: 'rate-limit', delayMs: 5000 });
    const response = await post('/things', 1);
    expect(response.status).toBe(429);
    expect(await response.json()).toMatchObject({ errorCode: 'E0000047' });
    const reset = Number(response.headers.get('x-rate-limit-reset')) * 1000;
    expect(reset).toBeGreaterThanOrEqual(Date.now() + 4000);
  });

  it('lose fields of a write that is answered as if it had been taken', async () => {
    await fault({ path: '/things', kind: 'lose-fields', fields: ['a.b', 'list.0.c', 'absent.d'] });
    const sent = { a: { b: 1, kept: 2 }, list: [{ c: 3, kept: 4 }] };
    const response = await post('/things', sent);
    expect([response.status, await response.json()]).toEqual([201, sent]);
    expect(server.things).toEqual([{ a: { kept: 2 }, list: [{ kept: 4 }] }]);
  });

  it('are refused with a reason where they make no sense', async () => {
    const response = await post('/sandbox/faults', { path: '/x', kind: 'explode', often: 2 });
    expect(response.status).toBe(400);
    const { error } = (await response.json()) as { error: string };
    expect(error).toContain('kind');
    expect(error).toContain('often');
    expect((await post('/sandbox/faults', { path: '/x', kind: 'lose-fields' })).status).toBe(400);
    expect((await post('/sandbox/faults', { path: '/x', kind: 'lie' })).status).toBe(400);
  });
});

describe('the request log', () => {
  it('holds method, path with query, and status of every request but its own', async () => {
    await fault({ path: '/things', kind: 'drop-before' });
    await expect(add(1)).rejects.toThrow();
    await fetch(`${server.url}/things?page=2`);
    await fetch(`${server.url}/nothing`);
    const log = (await (await fetch(`${server.url}/sandbox/requests`)).json()) as { at: string }[];
    expect(log.slice(-3)).toMatchObject([
      { method: 'POST', path: '/things', status: 0 },
      { method: 'GET', path: '/things?page=2', status: 200 },
      { method: 'GET', path: '/nothing', status: 404 },
    ]);
    expect(Date.parse(log.at(-1)?.at ?? '')).toBeGreaterThan(0);
  });
});

describe('the server', () => {
  it('takes request lines in absolute form, as proxies and Okta’s Java SDK send them', async () => {
    const socket = connect(server.port, '127.0.0.1');
    socket.end(`GET ${server.url}/things HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nConnection: close\r\n\r\n`);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 OK/);
  });

  it('says which port is in use, and what to do', async () => {
    const { app } = createSandboxApp();
    await expect(serveApp(app, server.port, '--okta-port')).rejects.toThrow(
      `Port ${server.port} on 127.0.0.1 is in use, perhaps by a sandbox that runs already: end what holds it, or choose --okta-port.`,
    );
  });

  it('closes although a connection is kept alive and a request hangs', async () => {
    const { app } = createSandboxApp();
    const other = await serveApp(app, 0);
    await fetch(`${other.url}/sandbox/requests`);
    const socket = connect(other.port, '127.0.0.1');
    await once(socket, 'connect');
    await other.close();
  });
});
