import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { createNotifyActivities } from '../../activities/notify/notify-activities.js';
import { OktaApi } from '../../activities/okta/okta-api.js';
import { oktaClient } from '../../activities/okta/okta-client.js';
import { createScimClient } from '../../activities/scim/scim-api.js';
import { listOf, user } from '../../activities/scim/scim-shapes.js';
import { eachUser } from '../../activities/scim/whole-list.js';
import { list } from './scim/endpoint.js';
import { noKey, outgoing } from './notify/outgoing-notices.js';
import { TEST_PATIENCE } from './okta/support.js';
import { Secret } from '../../runbook/secrets/secret.js';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function answering(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** 20 MB of JSON that travel as 20 kB; and 4 MB, which are read. */
const BOMB = gzipSync(JSON.stringify([{ id: 'x'.repeat(20_000_000) }]));
const LARGE = gzipSync(JSON.stringify([{ id: 'x'.repeat(4_000_000) }]));
const zipped =
  (body: Buffer): RequestListener =>
  (_request, response) =>
    void response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(body);
const nested: RequestListener = (_request, response) =>
  void response
    .writeHead(200, { 'content-type': 'application/json' })
    .end(`{"Resources":[{"id":${'['.repeat(50_000)}${']'.repeat(50_000)}}]}`);

const oktaAt = (orgUrl: string): OktaApi => {
  const patience = { ...TEST_PATIENCE, reads: { tries: 1, firstWait: 1, longestWait: 1 } };
  return new OktaApi(
    oktaClient({ orgUrl, credentials: { mode: 'token', token: new Secret('a-token-of-this-test') } }, patience),
    0,
  );
};

describe('of what Okta answers', () => {
  it('no more than the limit is read, however well it is compressed', async () => {
    const okta = oktaAt(await answering(zipped(BOMB)));
    await expect(okta.get('/api/v1/apps')).rejects.toThrow('the answer is longer than 5 MB');
    const large = oktaAt(await answering(zipped(LARGE)));
    expect((await large.get('/api/v1/apps')).status).toBe(200);
  });

  it('no redirect is followed, by reads and by writes', async () => {
    let asked = 0;
    const other = await answering((_request, response) => {
      asked += 1;
      response.end('[]');
    });
    const okta = oktaAt(
      await answering((_request, response) => void response.writeHead(307, { location: `${other}/x` }).end()),
    );
    await expect(okta.get('/api/v1/apps')).rejects.toThrow('307');
    await expect(okta.post('/api/v1/apps', { label: 'x' })).rejects.toThrow('307');
    expect(asked).toBe(0);
  });

  it.each([
    ['of another list', (url: string) => `${url}/api/v1/users?after=2`],
    ['that is the page itself', (url: string) => `${url}/api/v1/apps?limit=200`],
    ['that is no address', () => 'http://['],
  ])('a next page %s is not asked for', async (_, next) => {
    const paths: string[] = [];
    const url = await answering((request, response) => {
      paths.push(request.url ?? '');
      response.writeHead(200, { link: `<${next(`http://${request.headers.host}`)}>; rel="next"` }).end('[]');
    });
    await expect(oktaAt(url).list('/api/v1/apps')).rejects.toThrow('not in the form of Okta');
    expect(paths).toEqual(['/api/v1/apps?limit=200']);
  });

  it('a next page on another host is asked of the org alone', async () => {
    let asked = 0;
    const other = await answering((_request, response) => {
      asked += 1;
      response.end('[]');
    });
    const url = await answering((request, response) => {
      const next =
        request.url?.includes('after') === true ? {} : { link: `<${other}/api/v1/apps?after=2>; rel="next"` };
      response.writeHead(200, next).end('[{"id":"a"}]');
    });
    expect(await oktaAt(url).list('/api/v1/apps')).toHaveLength(2);
    expect(asked).toBe(0);
  });

  it('a list without an end is given up', async () => {
    const okta = oktaAt('http://127.0.0.1:1');
    let pages = 0;
    okta.page = async (path) => {
      pages += 1;
      if (pages > 20_000) throw new Error('still going on');
      return { items: [], next: path };
    };
    await expect(okta.list('/api/v1/apps')).rejects.toThrow('the list has no end: more than 5000 pages');
  });
});

describe('of what a SCIM endpoint answers', () => {
  const scimAt = (url: string) => createScimClient({ endpoint: url, token: new Secret('a-token-of-this-test') });

  it('no more than the limit is read, however well it is compressed', async () => {
    const url = await answering(zipped(BOMB));
    await expect(scimAt(url).get('/Users', {}, listOf(user))).rejects.toMatchObject({
      type: 'NotScim',
      message: expect.stringContaining('the answer is longer than 5 MB') as string,
    });
  });

  it('nothing is taken that is nested without end', async () => {
    const url = await answering(nested);
    await expect(scimAt(url).get('/Users', {}, listOf(user))).rejects.toThrow('gave half an answer');
  });

  it('a list whose cursors go round is not whole', async () => {
    let page = 0;
    const url = await answering((_request, response) => {
      page += 1;
      response.writeHead(200, { 'content-type': 'application/scim+json' });
      response.end(JSON.stringify({ ...list([]), nextCursor: String(page % 20) }));
    });
    expect(await eachUser(scimAt(url), () => undefined)).toBe(false);
  });
});

describe('of what Slack answers', () => {
  it('no more than the limit is read, however well it is compressed', async () => {
    const url = await answering(zipped(BOMB));
    const env = { SLACK_BOT_TOKEN: 'xoxb-a-token-of-this-test', SLACK_API_URL: `${url}/` };
    const notices = createNotifyActivities({ env, linkTo: async () => null, signingKey: noKey });
    await expect(notices.notify(outgoing('slack', { slack: { channel: 'C1' } }))).rejects.toThrow(
      'the answer is longer than 5 MB',
    );
  });
});
