import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OktaSandbox } from '../../../sandbox/okta/start-okta.js';
import { call, startTestOkta } from './support.js';

describe('the frame of every answer', () => {
  let sandbox: OktaSandbox;
  beforeAll(async () => (sandbox = await startTestOkta()));
  afterAll(() => sandbox.close());

  it('carries rate-limit headers, a request id and a date', async () => {
    const { status, headers } = await call(sandbox, 'GET', '/api/v1/groups');
    expect(status).toBe(200);
    for (const name of ['x-rate-limit-limit', 'x-rate-limit-remaining', 'x-rate-limit-reset']) {
      expect(Number(headers.get(name))).toBeGreaterThan(0);
    }
    expect(headers.get('x-okta-request-id')).toMatch(/^\w+$/);
    expect(Date.parse(headers.get('date') ?? '')).toBeGreaterThan(0);
  });

  it('refuses a missing and a wrong token in exactly the form of Okta', async () => {
    for (const headers of [
      {} as Record<string, string>,
      { Authorization: 'SSWS wrong' },
      { Authorization: 'Bearer undefined' },
    ]) {
      const { status, body } = await call(sandbox, 'GET', '/api/v1/groups', undefined, headers);
      expect(status).toBe(401);
      expect(Object.keys(body)).toEqual(['errorCode', 'errorSummary', 'errorLink', 'errorId', 'errorCauses']);
      expect(body).toMatchObject({
        errorCode: 'E0000011',
        errorSummary: 'Invalid token provided',
        errorLink: 'E0000011',
      });
      expect(body['errorId']).toMatch(/^oae\w{17}$/);
    }
  });

  it('takes SSWS without a space, as the Python SDK sends it', async () => {
    const headers = { Authorization: `SSWS${sandbox.token}` };
    expect((await call(sandbox, 'GET', '/api/v1/users/me', undefined, headers)).status).toBe(200);
  });

  it('tells an unknown path from a wrong method, and bad JSON from bad fields', async () => {
    expect((await call(sandbox, 'GET', '/api/v1/nothing')).body['errorCode']).toBe('E0000008');
    const wrong = await call(sandbox, 'PATCH', '/api/v1/groups');
    expect([wrong.status, wrong.body['errorCode']]).toEqual([405, 'E0000022']);
    const bad = await fetch(`${sandbox.url}/api/v1/groups`, {
      method: 'POST',
      body: '{"profile":',
      headers: { Authorization: `SSWS ${sandbox.token}` },
    });
    expect([bad.status, await bad.json()]).toMatchObject([400, { errorCode: 'E0000003' }]);
    const blank = await call(sandbox, 'POST', '/api/v1/groups', { profile: {} });
    expect(blank.body).toMatchObject({
      errorCode: 'E0000001',
      errorSummary: 'Api validation failed: name',
      errorCauses: [{ errorSummary: 'name: The field cannot be left blank' }],
    });
  });

  it('answers 429 beyond the limit, with a reset in the future', async () => {
    const small = await startTestOkta({ settings: { rateLimit: 2 } });
    const answers = [];
    for (let i = 0; i < 3; i += 1) answers.push(await call(small, 'GET', '/api/v1/groups'));
    await small.close();
    const last = answers.at(-1);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(last?.body['errorCode']).toBe('E0000047');
    expect(Number(last?.headers.get('x-rate-limit-reset')) * 1000).toBeGreaterThan(Date.now());
  });

  it('pages with one Link header line a link, made from the Host header', async () => {
    const logins: unknown[] = [];
    let url = '/api/v1/users?limit=10';
    for (let pages = 0; url !== '' && pages < 10; pages += 1) {
      const response = await rawLinks(sandbox, url);
      logins.push(...response.ids);
      expect(response.links.every((link) => link.startsWith(`<${sandbox.url}/`))).toBe(true);
      const next = response.links.find((link) => link.endsWith('rel="next"'));
      url = next === undefined ? '' : next.slice(1, next.indexOf('>')).replace(sandbox.url, '');
    }
    expect(new Set(logins).size).toBe(35);
    expect(logins).toHaveLength(35);
  });

  it("takes the absolute request line of Terraform's provider behind a proxy setting", async () => {
    const { ids, links } = await rawLinks(sandbox, `${sandbox.url}/api/v1/groups?limit=1`);
    expect(ids).toHaveLength(1);
    expect(links[1]).toMatch(new RegExp(`^<${sandbox.url}/api/v1/groups\\?limit=1&after=\\S+>; rel="next"$`));
  });
});

async function rawLinks(sandbox: OktaSandbox, path: string): Promise<{ ids: unknown[]; links: string[] }> {
  const { get } = await import('node:http');
  return new Promise((resolve, reject) => {
    const { token, port } = sandbox;
    get({ host: '127.0.0.1', port, path, headers: { Authorization: `SSWS ${token}` } }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => {
        const raw = response.rawHeaders;
        const links = raw.filter((_, i) => i % 2 === 1 && raw[i - 1]?.toLowerCase() === 'link');
        resolve({ ids: (JSON.parse(text) as { id: string }[]).map(({ id }) => id), links });
      });
    }).on('error', reject);
  });
}
