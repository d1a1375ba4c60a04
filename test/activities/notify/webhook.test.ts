import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, it } from 'vitest';
import { createNotifyActivities } from '../../../activities/notify/index.js';
import { failureOf, letter, LINK, WORKFLOW_ID } from './letters.js';

const SECRET = 'c2VjcmV0LW9mLXRoZS13ZWJob29rLWZvci10ZXN0cw==';
let server: Server | null = null;
afterEach(() => new Promise((resolve) => (server === null ? resolve(null) : server.close(resolve))));

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

const activities = (env: NodeJS.ProcessEnv) => createNotifyActivities({ env, linkTo: async () => LINK });
const post = (url: string, env: NodeJS.ProcessEnv = { KIRO_WEBHOOK_SECRET: `whsec_${SECRET}` }) =>
  activities(env).notify(letter('webhook', { webhook: url }));

describe('the webhook', () => {
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
