import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createNotifyActivities } from '../../../activities/notify/notify-activities.js';
import { failureOf, LINK, linkKey, outgoing, PAGE, WORKFLOW_ID } from './outgoing-notices.js';

const SECRET = 'c2VjcmV0LW9mLXRoZS13ZWJob29rLWZvci10ZXN0cw==';
let server: Server | null = null;
afterEach(async () => {
  vi.restoreAllMocks();
  server?.closeAllConnections();
  await new Promise((resolve) => (server === null ? resolve(null) : server.close(resolve)));
});

interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

/** A receiver that answers with these codes in turn, the last one for ever. */
async function receiver(
  codes: number[],
  headers: Record<string, string> = {},
): Promise<{ url: string; got: Received[] }> {
  const got: Received[] = [];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      got.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
      response.writeHead(codes[Math.min(got.length, codes.length) - 1] ?? 200, headers).end();
    });
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, got };
}

const activities = (env: NodeJS.ProcessEnv) =>
  createNotifyActivities({ env, linkTo: async () => LINK, signingKey: linkKey });
const post = (url: string, env: NodeJS.ProcessEnv = { KIRO_WEBHOOK_SECRET: `whsec_${SECRET}` }) =>
  activities(env).notify(outgoing('webhook', { webhook: url }));

type Check = (headers: IncomingHttpHeaders, body: string, secret: string) => boolean;

/** The receiver's check, as docs/notifications.md shows it. */
async function documentedCheck(): Promise<Check> {
  const [, code = ''] = /```js\n(.*?)```/s.exec(readFileSync('docs/notifications.md', 'utf8')) ?? [];
  const url = `data:text/javascript;base64,${Buffer.from(code).toString('base64')}`;
  const { isFromTheRunbook } = (await import(/* @vite-ignore */ url)) as { isFromTheRunbook: Check };
  return isFromTheRunbook;
}

describe('the webhook', () => {
  it('gets the address of the page, and a link for nobody', async () => {
    const { url, got } = await receiver([204]);
    await post(url, { KIRO_WEBHOOK_SECRET: `whsec_${SECRET}`, KIRO_WEB_URL: `${PAGE}/` });
    const [{ body }] = got as [Received];
    expect(JSON.parse(body)).toMatchObject({ data: { page: PAGE } });
    expect(body).not.toContain('/link/');
  });

  it('posts what has happened, signed as Standard Webhooks says', async () => {
    const { url, got } = await receiver([204]);
    expect(await post(url)).toEqual({});
    const [{ headers, body }] = got as [Received];
    new Webhook(SECRET).verify(body, headers as Record<string, string>);
    expect(() => new Webhook(SECRET).verify(`${body} `, headers as Record<string, string>)).toThrow();
    expect(JSON.parse(body)).toMatchObject({
      type: 'kiro-onboarding.notice',
      data: {
        workflowId: WORKFLOW_ID,
        link: LINK,
        outcome: 'running',
        events: [{ kind: 'asked', to: ['ana@example.com'] }],
        waitingFor: [{ step: 'domain', message: 'domainAdded', fields: [{ name: 'verificationToken' }, {}] }],
      },
    });
  });

  it.each([`whsec_${SECRET}`, 'a text of more than twenty-four bytes'])(
    'is checked by a receiver as the documentation shows it (%s)',
    async (secret) => {
      const { url, got } = await receiver([204]);
      await post(url, { KIRO_WEBHOOK_SECRET: secret });
      const [{ headers, body }] = got as [Received];
      const isRight = await documentedCheck();
      expect(isRight(headers, body, secret)).toBe(true);
      expect(isRight(headers, `${body} `, secret)).toBe(false);
      expect(isRight(headers, body, `x${secret}`)).toBe(false);
      expect(isRight({ ...headers, 'webhook-id': 'another' }, body, secret)).toBe(false);
      expect(isRight({ ...headers, 'webhook-signature': undefined }, body, secret)).toBe(false);
      const now = Date.now();
      for (const minutes of [-6, 6]) {
        vi.spyOn(Date, 'now').mockReturnValue(now + minutes * 60_000);
        expect(isRight(headers, body, secret)).toBe(false);
      }
    },
  );

  it('follows no redirect, and holds no secret', async () => {
    const elsewhere = createServer((_request, response) => response.end()).listen(0, '127.0.0.1');
    let calls = 0;
    elsewhere.on('request', () => (calls += 1));
    await new Promise((resolve) => elsewhere.once('listening', resolve));
    const location = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`;
    const { url, got } = await receiver([307], { location });
    expect(await failureOf(post(url))).toMatchObject({
      nonRetryable: true,
      message: expect.stringContaining('answered 307') as string,
    });
    expect(calls).toBe(0);
    expect(JSON.stringify(got)).not.toContain(SECRET);
    await new Promise((resolve) => elsewhere.close(resolve));
  });

  it('waits ten seconds for an answer, and is tried again', async () => {
    server = createServer(() => undefined).listen(0, '127.0.0.1');
    await new Promise((resolve) => server!.once('listening', resolve));
    const after = AbortSignal.timeout.bind(AbortSignal);
    vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => after(ms / 100));
    const failure = await failureOf(post(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`));
    expect(failure).toMatchObject({
      nonRetryable: false,
      message: expect.stringContaining('no answer in 10 seconds') as string,
    });
  });

  it('is tried again with the same id where the receiver is down or busy, and when it says so', async () => {
    const { url, got } = await receiver([503, 429, 200], { 'retry-after': '7' });
    for (const status of [503, 429]) {
      const failure = await failureOf(post(url));
      expect(failure).toMatchObject({ nonRetryable: false, nextRetryDelay: 7000 });
      expect(failure.message).toContain(String(status));
    }
    await post(url);
    expect(new Set(got.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    server!.close();
    server!.closeAllConnections();
    server = null;
    expect(await failureOf(post(url))).toMatchObject({ nonRetryable: false });
  });

  it('gives up at once where a setting is wrong, and never shows the secret', async () => {
    const { url } = await receiver([410]);
    expect(await failureOf(post(url))).toMatchObject({ nonRetryable: true });
    const failure = await failureOf(post(url, { KIRO_WEBHOOK_SECRET: 'short' }));
    expect(failure).toMatchObject({ nonRetryable: true });
    expect(failure.message).toContain('KIRO_WEBHOOK_SECRET');
    expect(failure.message).not.toContain('short');
  });
});
