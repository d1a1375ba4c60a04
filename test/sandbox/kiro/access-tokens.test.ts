import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { textOf } from '../../../sandbox/kit/json-values.js';
import { startKiro } from '../../../sandbox/kiro/start-kiro.js';
import { clientOf, startTestKiro } from './support.js';

describe('access tokens', () => {
  it('are at most two, valid for a year, shown once and revoked', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'kiro-tokens-'));
    onTestFinished(() => rmSync(dir, { recursive: true }));
    const stateFile = join(dir, 'kiro.json');
    const server = await startKiro({ port: 0, stateFile, resolver: '127.0.0.1:9' });
    onTestFinished(() => server.close());
    const kiro = await clientOf(server.url);
    const second = await kiro.console('POST', '/access-tokens');
    expect(second.body['scimEndpoint']).toMatch(new RegExp(`^${server.url}/[0-9a-f-]{36}/scim/v2$`));
    const days = (Date.parse(textOf(second.body, 'expiresAt')) - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(365);
    expect((await kiro.console('POST', '/access-tokens')).status).toBe(409);
    expect(JSON.stringify((await kiro.console('GET', '/access-tokens')).resources)).not.toContain(kiro.token);
    expect(readFileSync(stateFile, 'utf8')).not.toContain(kiro.token);

    const [first] = (await kiro.console('GET', '/access-tokens')).resources;
    expect((await kiro.console('DELETE', `/access-tokens/${textOf(first ?? {}, 'id')}`)).status).toBe(204);
    expect((await kiro.scim('GET', '/Users')).status).toBe(401);
    expect((await kiro.scim('GET', '/Users', undefined, textOf(second.body, 'token'))).status).toBe(200);
    expect((await kiro.console('POST', '/access-tokens')).status).toBe(201);
  });
});

describe('an access token that is old', () => {
  const AWS = 'https://docs.aws.amazon.com/singlesignon/latest/userguide/provision-automatically.html';
  const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();

  it(`is listed with its age, ends after a year, and is one of the two until it is revoked (${AWS})`, async () => {
    const kiro = await startTestKiro();
    const list = async () => (await kiro.console('GET', '/access-tokens')).resources;
    const id = textOf((await list())[0] ?? {}, 'id');
    const age = async (body: object) =>
      (await fetch(`${kiro.url}/sandbox/access-tokens/${id}`, { method: 'POST', body: JSON.stringify(body) })).status;
    expect(await list()).toMatchObject([{ ageDays: 0, expired: false }]);
    expect(await age({ createdAt: daysAgo(300) })).toBe(200);
    expect(await list()).toMatchObject([{ ageDays: 300, expired: false }]);
    expect((await kiro.scim('GET', '/Users')).status).toBe(200);
    expect(await age({ createdAt: daysAgo(366) })).toBe(200);
    expect(await list()).toMatchObject([{ ageDays: 366, expired: true }]);
    expect((await kiro.scim('GET', '/Users')).status).toBe(401);
    expect((await kiro.console('POST', '/access-tokens')).status).toBe(201);
    expect((await kiro.console('POST', '/access-tokens')).status).toBe(409);
    expect((await kiro.console('DELETE', `/access-tokens/${id}`)).status).toBe(204);
    expect((await kiro.console('POST', '/access-tokens')).status).toBe(201);
  });

  it('is made so with a time in the past alone', async () => {
    const kiro = await startTestKiro();
    const [token] = (await kiro.console('GET', '/access-tokens')).resources;
    const status = async (id: string, createdAt: unknown) =>
      (
        await fetch(`${kiro.url}/sandbox/access-tokens/${id}`, {
          method: 'POST',
          body: JSON.stringify({ createdAt }),
        })
      ).status;
    const id = textOf(token ?? {}, 'id');
    expect(await Promise.all([status(id, 'yesterday'), status(id, daysAgo(-1)), status('none', daysAgo(1))])).toEqual([
      400, 400, 404,
    ]);
  });
});
