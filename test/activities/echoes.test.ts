import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { text } from 'node:stream/consumers';
import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger, type ActivityExecuteInput } from '@temporalio/worker';
import { Route53Client } from '@aws-sdk/client-route-53';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { route53TxtSet } from '../../activities/dns/publish/route53.js';
import { askHttps } from '../../activities/dns/transport/transports.js';
import { hideSecret, secretFilter } from '../../activities/secrets/secret-filter.js';
import { createNotifyActivities } from '../../activities/notify/notify-activities.js';
import { checkCredentials } from '../../activities/okta/check-credentials.js';
import { createOktaActivities } from '../../activities/okta/okta-activities.js';
import { oktaClient } from '../../activities/okta/okta-client.js';
import { createScimActivities } from '../../activities/scim/scim-activities.js';
import { startChatApp } from '../../chatops/app.js';
import { exchangeCode } from '../../cli/sign-in/oauth.js';
import { inputOf, minimal } from '../config/config-support.js';
import { someOf } from '../support/how-often.js';
import { holds } from '../support/traces.js';
import { noKey, outgoing } from './notify/outgoing-notices.js';
import { Secret } from '../../runbook/secrets/secret.js';

const TOKEN = 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6kM9nP2r/x+y=';
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  vi.unstubAllEnvs();
});

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  return (server.address() as AddressInfo).port;
}

/** The address of a server that answers with whatever it was sent. */
const echoing = async (answer: RequestListener): Promise<string> => {
  const server = createServer(answer);
  closers.push(() => server.closeAllConnections());
  return `http://127.0.0.1:${await listening(server)}`;
};

/** What an activity leaves behind: its result or its failure, with all that Temporal keeps of it. */
async function leftBy(work: () => Promise<unknown>): Promise<string> {
  const run = new MockActivityEnvironment({ attempt: 9 }, { logger: new DefaultLogger('ERROR') });
  const ended: unknown = await run.run(work).catch((error: unknown) => {
    const { name, message, stack } = error as Error;
    const details = error instanceof ApplicationFailure ? [error.details, String(error.cause)] : [];
    return { failed: true, name, message, stack, details };
  });
  return JSON.stringify(ended ?? null);
}

/** Everything that a server may do with a credential that it was sent: in a body, in headers, in a page. */
const DRESSES: Record<string, (given: string) => string> = {
  plain: (given) => given,
  base64: (given) => Buffer.from(`x${given}`).toString('base64'),
  escaped: (given) => encodeURIComponent(given),
  'half of it': (given) => given.slice(0, 40),
  'in a megabyte': (given) => `${'[a](b) '.repeat(75_000)}${given}${'<b>'.repeat(150_000)}`,
};
/** An activity leaves so much at most of a failed call, stacks included, whatever was answered. Characters. */
const MOST_LEFT = 10_000;
type Echo = (given: string, response: ServerResponse) => void;
const json = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
};
const ECHOES: Record<string, Echo> = {
  'in an error': (given, response) =>
    json(response, 400, {
      detail: `No filter with ${given}\u202e\u001b[31m`,
      errorCode: given.slice(0, 60),
      errorSummary: `Not with ${given}`,
      errorId: given,
      errorCauses: [{ errorSummary: given }],
    }),
  'in the header of a redirect': (given, response) =>
    json(response, 302, {}, { location: 'http://127.0.0.1:1/', 'x-amzn-requestid': given, 'x-okta-request-id': given }),
  'in a refusal': (given, response) =>
    json(
      response,
      401,
      { detail: given, errorCode: 'E0000011', errorSummary: given },
      { 'x-amzn-requestid': given, 'x-okta-request-id': given },
    ),
  'in a page': (given, response) =>
    void response
      .writeHead(404, { 'content-type': 'text/html', 'x-okta-request-id': given })
      .end(`<html>${given}</html>`),
  'in a right answer': (given, response) =>
    json(
      response,
      200,
      {
        schemas: [given],
        patch: { supported: true },
        filter: { supported: true },
        Resources: [{ id: given, userName: given }],
        id: given,
        issuer: given,
      },
      { 'x-amzn-requestid': given, 'x-okta-request-id': given },
    ),
};
const CASES = Object.entries(ECHOES).flatMap(([where, echo]) =>
  Object.entries(DRESSES).map(([dress, dressed]) => [where, dress, echo, dressed] as const),
);

describe.each(someOf(CASES, 10))(
  'what a system repeats %s (%s) is not in what the activity leaves',
  (_where, _dress, echo, dressed) => {
    it('of SCIM', async () => {
      const endpoint = await echoing((request, response) =>
        echo(dressed(request.headers.authorization ?? ''), response),
      );
      const activities = createScimActivities({ openToken: async () => new Secret(TOKEN) });
      const task = {
        input: await inputOf(minimal()),
        owner: 'run',
        endpoint: `${endpoint}/scim/v2`,
        sealedToken: 'sealed',
      };
      const left = await leftBy(() => activities.checkScimAccess(task));
      expect(left).not.toContain(TOKEN.slice(0, 16));
      expect(holds(left, TOKEN)).toBe(false);
      expect(left).not.toMatch(/\\u001b|\u202e/);
      expect(left.length).toBeLessThan(MOST_LEFT);
    });

    it('of Okta', async () => {
      const orgUrl = await echoing((request, response) => echo(dressed(request.headers.authorization ?? ''), response));
      const client = oktaClient({ orgUrl, credentials: { mode: 'token', token: new Secret(TOKEN) } });
      const input = await inputOf(minimal());
      input.okta.orgUrl = orgUrl;
      const okta = createOktaActivities({ client });
      const task = { input, owner: 'run', choice: null };
      const left = await Promise.all([
        leftBy(() => okta.ensureOidcApplication(task)),
        leftBy(() => okta.ensureScopes({ ...task, serverId: 'aus1' })),
        leftBy(() => checkCredentials(client)),
      ]);
      for (const one of left) expect([holds(one, TOKEN), one.length < MOST_LEFT]).toEqual([false, true]);
    });
  },
);

it('no redirect of Okta is followed, with credentials or a body', async () => {
  const seen: string[] = [];
  const other = await echoing((request, response) => {
    seen.push(request.headers.authorization ?? 'nothing');
    json(response, 200, {});
  });
  const orgUrl = await echoing((_, response) => void response.writeHead(307, { location: other }).end());
  const client = oktaClient({ orgUrl, credentials: { mode: 'token', token: new Secret(TOKEN) } });
  const input = await inputOf(minimal());
  input.okta.orgUrl = orgUrl;
  const left = await leftBy(() =>
    createOktaActivities({ client }).ensureScopes({ input, owner: 'run', serverId: 'aus1' }),
  );
  expect(left).toContain('307');
  expect(seen).toEqual([]);
});

describe('a channel that repeats its credentials', () => {
  const sent = (channel: 'email' | 'slack' | 'webhook', notify: object, env: Record<string, string>): Promise<string> =>
    leftBy(() =>
      createNotifyActivities({ env, linkTo: async () => null, signingKey: noKey }).notify(outgoing(channel, notify)),
    );

  it.each(['correct-horse-battery-staple', 'short-1'])(
    'leaves nothing of a mail server’s password %s',
    async (password) => {
      const said: string[] = [];
      const server = createTcpServer((socket) => {
        socket.on('error', () => undefined);
        socket.write('220 mail ESMTP\r\n');
        socket.on('data', (data) => {
          const line = data.toString().trim();
          said.push(line);
          if (line.startsWith('EHLO')) socket.write('250-mail\r\n250 AUTH PLAIN LOGIN\r\n');
          else if (line.startsWith('AUTH')) socket.write(`535 5.7.8 I do not know "${line}" of ana:${password}\r\n`);
          else socket.write('500 what\r\n');
        });
      });
      const url = `smtp://ana:${password}@127.0.0.1:${await listening(server)}?requireTLS=false`;
      const left = await sent('email', { email: { from: 'a@example.com', copyTo: null } }, { KIRO_SMTP_URL: url });
      const auth = said.find((line) => line.startsWith('AUTH PLAIN')) ?? '';
      expect(Buffer.from(auth.split(' ')[2] ?? '', 'base64').toString()).toBe(`\0ana\0${password}`);
      expect(left).toContain('535');
      for (const form of [password, Buffer.from(password).toString('base64').slice(0, -2), auth.split(' ')[2]!])
        expect(left).not.toContain(form);
    },
  );

  it.each(['as an error', 'as a broken answer', 'as a page'])('leaves nothing of Slack’s token, %s', async (way) => {
    const url = await echoing((request, response) => {
      const given = request.headers.authorization ?? '';
      if (way === 'as an error') json(response, 200, { ok: false, error: `invalid ${given}` });
      else if (way === 'as a page') response.writeHead(500).end(given);
      else response.writeHead(200, { 'content-type': 'application/json' }).end(`{${given}`);
    });
    const env = { SLACK_BOT_TOKEN: `xoxb-${TOKEN}`, SLACK_API_URL: `${url}/api/` };
    const left = await sent('slack', { slack: { channel: 'C0123456789' } }, env);
    expect(left).toContain('failed');
    expect(holds(left, TOKEN)).toBe(false);
    const settings = {
      botToken: new Secret(env.SLACK_BOT_TOKEN),
      apiUrl: new Secret(env.SLACK_API_URL),
      way: { kind: 'socket' as const, appToken: new Secret('xapp-1') },
    };
    vi.stubEnv('SLACK_BOT_TOKEN', env.SLACK_BOT_TOKEN);
    const written = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
    const refused = await startChatApp(settings, {} as Parameters<typeof startChatApp>[1]).catch(String);
    const logged = written.mock.calls.map(([line]) => String(line));
    written.mockRestore();
    for (const one of [JSON.stringify(refused), ...logged]) expect(holds(one, TOKEN)).toBe(false);
  });

  it('leaves nothing of a webhook’s address and key', async () => {
    const key = 'a key that the receiver knows';
    const env = { KIRO_WEBHOOK_SECRET: key };
    const path = 'T0123456789/secret-of-the-path';
    const urls = [
      `https://ana:correct-horse@127.0.0.1:1/hook`,
      `http://127.0.0.1:1/services/${path}?token=${TOKEN}`,
      `http://127.0.0.1:99999/services/${path}`,
    ];
    const answering = await echoing(
      (request, response) => void text(request).then(() => response.writeHead(400, key).end(key)),
    );
    for (const webhook of [...urls, `${answering}/services/${path}`]) {
      const left = await sent('webhook', { webhook }, env);
      for (const secret of ['correct-horse', 'secret-of-the-path', TOKEN, key]) expect(left).not.toContain(secret);
    }
  });
});

it('a DNS provider, a resolver and an authorization server that repeat what they got leave nothing of it', async () => {
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', TOKEN);
  const aws = await echoing(
    (_, response) =>
      void response
        .writeHead(403, { 'content-type': 'text/xml' })
        .end(
          `<ErrorResponse><Error><Code>SignatureDoesNotMatch</Code><Message>Key ${TOKEN}</Message></Error></ErrorResponse>`,
        ),
  );
  const credentials = { accessKeyId: 'AKIA1', secretAccessKey: TOKEN };
  const route53 = new Route53Client({ endpoint: aws, region: 'us-east-1', maxAttempts: 1, credentials });
  const open = route53TxtSet(route53, async () => []);
  const published = await leftBy(() => open('example.com', new AbortController().signal));
  expect(published).toContain('SignatureDoesNotMatch');
  const endpoint = { url: new URL(`https://ana:${encodeURIComponent(TOKEN)}@127.0.0.1:1/dns-query`).href };
  const query = { bytes: Buffer.alloc(0) } as Parameters<typeof askHttps>[1];
  const asked = JSON.stringify(await askHttps(endpoint, query, new AbortController().signal));
  const issuer = await echoing(
    (request: IncomingMessage, response) =>
      void text(request).then((body) => json(response, 400, { error: 'invalid_grant', error_description: body })),
  );
  const grant = { code: TOKEN, redirectUri: 'http://localhost', verifier: new Secret(`${TOKEN}-verifier`) };
  const signedIn = await leftBy(() => exchangeCode({ issuer, clientId: 'client' }, grant));
  expect(signedIn).toContain('invalid_grant');
  for (const one of [published, asked, signedIn]) expect(holds(one, TOKEN)).toBe(false);
});

describe('the secret filter', () => {
  const input = { args: [], headers: {} } as ActivityExecuteInput;
  const through = (work: () => Promise<unknown>): Promise<unknown> => {
    const env = { SLACK_BOT_TOKEN: `xoxb-${TOKEN}`, KIRO_SMTP_URL: 'smtp://ana:word@example.com' };
    const { inbound } = secretFilter(env)({} as Parameters<ReturnType<typeof secretFilter>>[0]);
    return inbound!.execute!(input, work);
  };

  it('lets out no secret of the worker, and none that the activity has opened', async () => {
    const opened = 'Zk9vQ2tqT3M4d1RhN0xwR2hYcjVCbUV1Y0lzTnlWZDE';
    const result = { evidence: [{ label: 'Answer', value: `xoxb-${TOKEN}` }], warnings: [`Bearer ${opened}`] };
    const given = await through(async () => {
      hideSecret(opened);
      return result;
    });
    expect(given).toEqual({ evidence: [{ label: 'Answer', value: '(secret)' }], warnings: ['Bearer (secret)'] });
    const failed = await leftBy(() =>
      through(async () => {
        hideSecret(opened);
        const cause = new Error(`It was ${opened}`);
        throw ApplicationFailure.create({ message: `xoxb-${TOKEN}`, details: [{ findings: [opened] }], cause });
      }),
    );
    for (const secret of [TOKEN, opened]) expect(holds(failed, secret)).toBe(false);
    expect(failed).toContain('It was (secret)');
  });

  it('leaves everything else as it is, short words and what another activity has opened', async () => {
    await through(async () => hideSecret('opened by another activity'));
    const result = { value: 'a word, opened by another activity', n: 1, nothing: null, not: undefined };
    expect(await through(async () => result)).toEqual(result);
  });
});
