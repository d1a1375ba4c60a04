import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startThings, type Things } from './things.js';

let server: Things;

beforeAll(async () => {
  server = await startThings();
});
afterAll(() => server.close());
beforeEach(() => server.reset());

describe('an answer that is not true', () => {
  it('fails although the write took effect', async () => {
    await server.fault({ path: '/things', kind: 'status-after', status: 503 });
    const response = await server.post('/things', { id: 'a' });
    expect([response.status, await response.json()]).toMatchObject([503, { errorCode: 'E0000010' }]);
    expect(server.things).toEqual([{ id: 'a' }]);
  });

  it('says what the fault asks for about one thing, and nothing else', async () => {
    await server.fault({ path: '/things/a', kind: 'lie', values: { state: 'UNKNOWN', features: [] } });
    expect(await server.get('/things/a')).toEqual({ id: 'a', state: 'UNKNOWN', features: [] });
    expect(await server.get('/things/a')).toEqual({ id: 'a', state: 'on' });
  });
});

describe('too much at once', () => {
  it('differs from a spent rate limit by its limit of 0', async () => {
    await server.fault({ path: '/things', kind: 'concurrency-limit' });
    await server.fault({ path: '/things', nth: 2, kind: 'rate-limit' });
    for (const limit of ['0', '600']) {
      const response = await server.post('/things', {});
      expect([response.status, response.headers.get('x-rate-limit-limit')]).toEqual([429, limit]);
      expect(response.headers.get('x-rate-limit-remaining')).toBe('0');
    }
    expect(server.things).toEqual([]);
  });

  it('is locked for writes side by side, not for reads or for one after the other', async () => {
    await server.fault({ path: '/things', times: 9, kind: 'locked', delayMs: 500 });
    const add = async (): Promise<number> => (await server.post('/things', {})).status;
    expect((await Promise.all([add(), add(), server.get('/things')])).slice(0, 2).sort()).toEqual([201, 423]);
    expect([await add(), await add()]).toEqual([201, 201]);
    expect(server.things).toHaveLength(3);
  });
});

describe('eventual consistency', () => {
  it('does not find a new object at its address, nor what is below it, for some requests', async () => {
    await server.fault({ method: 'POST', path: '/things', kind: 'read-lag', reads: 2 });
    expect((await server.post('/things', { id: 'a' })).status).toBe(201);
    expect([await server.get('/things/a'), await server.get('/things/ab')]).toMatchObject([404, { id: 'ab' }]);
    expect([await server.get('/things/a/parts'), await server.get('/things/a')]).toMatchObject([404, { id: 'a' }]);
  });

  it('does not show a new object to searches, but to a plain list', async () => {
    await server.post('/things', { id: 'old' });
    await server.fault({ method: 'POST', path: '/things', kind: 'search-lag', reads: 2 });
    await server.post('/things', { id: 'new' });
    expect(await server.get('/things?q=x')).toEqual([{ id: 'old' }]);
    expect(await server.get('/things')).toEqual([{ id: 'old' }, { id: 'new' }]);
    expect(await server.get('/things?search=x')).toEqual([{ id: 'old' }]);
    expect(await server.get('/things?search=x')).toEqual([{ id: 'old' }, { id: 'new' }]);
  });

  it('lasts a time instead, and ends with the faults', async () => {
    await server.fault({ method: 'POST', path: '/things', kind: 'search-lag', delayMs: 60_000 });
    await server.post('/things', { id: 'a' });
    expect([await server.get('/things?q='), await server.get('/things?q=')]).toEqual([[], []]);
    await fetch(`${server.url}/sandbox/faults`, { method: 'DELETE' });
    expect(await server.get('/things?q=')).toEqual([{ id: 'a' }]);
  });
});

it('meets a request with several faults, the one that was set first outermost', async () => {
  await server.fault({ method: 'POST', path: '/things', kind: 'drop-after' });
  await server.fault({ method: 'POST', path: '/things', kind: 'search-lag' });
  await expect(server.post('/things', { id: 'a' })).rejects.toThrow();
  expect([await server.get('/things?q='), await server.get('/things?q=')]).toEqual([[], [{ id: 'a' }]]);
});
