import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import { createNotifyActivities } from '../../../activities/notify/notify-activities.js';
import { meantAddress, urlSecrets } from '../../../runbook/secrets/environment-secrets.js';
import { event, failureOf, LINK, linkKey, linkOf, outgoing, PAGE } from './outgoing-notices.js';

const PASSWORD = 'correct-horse';
let server: SMTPServer | null = null;
afterEach(() => new Promise<void>((resolve) => (server === null ? resolve() : server.close(() => resolve()))));

interface Mail {
  to: string[];
  text: string;
  isEncrypted: boolean;
}

interface MailServer {
  url: string;
  got: Mail[];
  /** Passwords that it was told. */
  told: string[];
}

/** A mail server that wants a password, and refuses the recipients whose addresses begin with "nobody". */
async function mailServer(
  is: { busy?: boolean; repeats?: boolean; tls?: 'from the start' | 'by STARTTLS' | 'never' } = {},
): Promise<MailServer> {
  const { busy = false, repeats = false, tls = 'by STARTTLS' } = is;
  const got: Mail[] = [];
  const told: string[] = [];
  server = new SMTPServer({
    // Its certificate is the one for tests that comes with the package.
    secure: tls === 'from the start',
    disabledCommands: tls === 'never' ? ['STARTTLS'] : [],
    allowInsecureAuth: tls === 'never',
    logger: false,
    onAuth({ username, password }, _session, done) {
      told.push(password ?? '');
      return password === PASSWORD ? done(null, { user: username }) : done(new Error('Invalid login'));
    },
    onRcptTo: ({ address }, _session, done) => {
      if (address.startsWith('nobody')) return done(Object.assign(new Error('No such person'), { responseCode: 550 }));
      return busy ? done(Object.assign(new Error('Greylisted'), { responseCode: 451 })) : done();
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address);
        const text = Buffer.concat(chunks).toString('utf8').replaceAll('=\r\n', '');
        // As some that look for spam do, with what they found.
        const [, found = ''] = /(https:\/\/\S+\/link\/[\w.-]+)/.exec(text) ?? [];
        if (repeats) return done(Object.assign(new Error(`Suspicious address ${found}`), { responseCode: 550 }));
        got.push({ to, text, isEncrypted: session.secure });
        done();
      });
    },
  });
  // A client that turns away from a certificate is none of its errors.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  const scheme = tls === 'from the start' ? 'smtps' : 'smtp';
  return { url: `${scheme}://user:${PASSWORD}@127.0.0.1:${port}?tls.rejectUnauthorized=false`, got, told };
}

const EMAIL = { email: { from: 'runbook@example.com', copyTo: 'it@example.com' } };
const activities = (url: string, link = LINK, more: Record<string, string> = {}) =>
  createNotifyActivities({ env: { KIRO_SMTP_URL: url, ...more }, linkTo: async () => link, signingKey: linkKey });

describe('e-mail', () => {
  it('tells each person what concerns them, with the whole question, and one address everything', async () => {
    const { url, got } = await mailServer();
    const answered = event({
      kind: 'answered',
      to: [],
      step: 'kiro-profile',
      message: 'kiroProfileEnabled',
      text: 'ana has answered.',
    });
    const ben = event({ kind: 'reminder', to: ['ben@example.com'], text: 'A reminder\r\nBcc: all@example.com' });
    expect(await activities(url).notify(outgoing('email', EMAIL, [answered, event(), ben]))).toEqual({});
    expect(got.map(({ to }) => to)).toEqual([['ana@example.com'], ['ben@example.com'], ['it@example.com']]);
    const [ana, toBen, copy] = got.map(({ text }) => text) as [string, string, string];
    expect(ana).toContain('Content-Type: text/plain; charset=utf-8');
    expect(ana).toContain('Subject: [example.com to Kiro] ana@example.com is asked: Add example.com in');
    expect(ana).toContain('Content-Type: text/html; charset=utf-8');
    expect(ana).toContain('Reply-To: it@example.com');
    // A person who has only the mail has no checkout either.
    expect(ana).not.toContain('npm run');
    expect(ana).toMatch(/Reply to this mail with .* it@example\.com enters it/);
    expect(copy).toContain('npm run answer -- domainAdded');
    // The operator's own machine is nobody else's.
    expect(ana).not.toContain('localhost');
    expect(ana).not.toContain('ana has answered.');
    expect(ana).toMatch(/Message-ID: <notice-1\.0@example\.com>/);
    expect(toBen.split('\r\n\r\n')[0]).not.toMatch(/^Bcc:/m);
    expect(copy).toContain('ana has answered.');
  });

  it('links to a Web UI that others can reach, and says the same as HTML', async () => {
    const { url, got } = await mailServer();
    await activities(url, 'https://temporal.example.com/run').notify(outgoing('email', EMAIL));
    const [ana] = got.map(({ text }) => text.replaceAll('=3D', '='));
    expect(ana).toContain('<a href="https://temporal.example.com/run"');
    expect(ana).toMatch(/<h2 [^>]*>Add example\.com in Kiro<\/h2>/);
  });

  it('begins with a link to the page for each who is asked, and goes without where others cannot reach it', async () => {
    const { url, got } = await mailServer();
    const ben = event({ kind: 'reminder', to: ['ben@example.com'], text: 'A reminder.' });
    const answered = event({ kind: 'answered', to: ['cem@example.com'], step: 'scopes', message: 'stepDone' });
    const events = [event(), ben, answered];
    const sent = await activities(url, LINK, { KIRO_WEB_URL: `${PAGE}/` }).notify(outgoing('email', EMAIL, events));
    expect(sent).toEqual({});
    const [ana, toBen, toCem, copy] = got.map(({ text }) => text.replaceAll('=3D', '=')) as [
      string,
      string,
      string,
      string,
    ];
    const linksIn = (mail: string): string[] =>
      [...mail.matchAll(/https:\/\/\S+?\/link\/[\w.-]+/g)].map(([link]) => link);
    const [inText, inHtml, ...more] = linksIn(ana);
    expect([inHtml, more]).toEqual([inText, []]);
    expect(ana).toMatch(/\r\n\r\nOpen your question: https:/);
    expect(ana).toMatch(/It is for you alone: do not pass it on\. It works until \d{4}-\d\d-\d\d \d\d:\d\d UTC\./);
    const link = await linkOf(inText!);
    expect(link).toMatchObject({
      person: 'ana@example.com',
      role: 'kiro-admin',
      workflowId: outgoing('email', {}).owner,
    });
    expect(Math.abs(link!.exp - Date.now() / 1_000 - 168 * 3_600)).toBeLessThan(60);
    expect(await linkOf(linksIn(toBen)[0]!)).toMatchObject({ person: 'ben@example.com' });
    // Nothing is asked of Cem, and a copy may be read by many.
    expect([...linksIn(toCem), ...linksIn(copy)]).toEqual([]);
    expect(copy).toContain(`The page: ${PAGE} (`);
    // The mail is complete without the page.
    expect(ana).toMatch(/Answer on the page, or reply to this mail with these; it@example\.com enters it/);
    got.length = 0;
    await activities(url, LINK, { KIRO_WEB_URL: 'http://localhost:8090' }).notify(outgoing('email', EMAIL, events));
    expect(got.map(({ text }) => text).join()).not.toMatch(/link\/|Open your question|The page/);
  });

  it('has a link for each role of a person with several, and for as long as the configuration says', async () => {
    const { url, got } = await mailServer();
    const task = outgoing('email', { email: { from: 'runbook@example.com', copyTo: null } }, [
      event(),
      event({ step: 'dns-record', message: 'dnsRecordPublished' }),
    ]);
    const [first] = task.notice.status.waitingFor;
    task.notice.status.waitingFor.push({ ...first!, step: 'dns-record', message: 'dnsRecordPublished', role: 'dns' });
    const input = { ...task.input, web: { linkHours: 2 } };
    await activities(url, LINK, { KIRO_WEB_URL: PAGE }).notify({ ...task, input });
    const mail = got[0]!.text.replaceAll('=3D', '=');
    const links = ['Kiro admin', 'DNS admin'].map(
      (role) => new RegExp(`Open your question as ${role}: (\\S+)`).exec(mail)?.[1],
    );
    const read = await Promise.all(links.map((link) => linkOf(link ?? '')));
    expect(read.map((link) => link?.role)).toEqual(['kiro-admin', 'dns-admin']);
    expect(read[0]!.exp - Date.now() / 1_000).toBeLessThan(7_200);
  });

  it('leaves no link in a failure, whatever the mail server says', async () => {
    const { url, got } = await mailServer({ repeats: true });
    const failure = await failureOf(activities(url, LINK, { KIRO_WEB_URL: PAGE }).notify(outgoing('email', EMAIL)));
    expect(got).toEqual([]);
    expect(failure.message).toContain('The mail server did not take the mail: ');
    expect(failure.message).toContain('(secret)');
    expect(failure.message).not.toMatch(/eyJ|kiro-link|[\w-]{40}/);
  });

  it('is not sent by a worker whose KIRO_WEB_URL is none', () => {
    expect(() => activities('smtp://127.0.0.1:1', LINK, { KIRO_WEB_URL: 'http://kiro.example.com' })).toThrow(
      /^KIRO_WEB_URL is http, /,
    );
  });

  it('takes a password as people write it, and never shows it', async () => {
    for (const [written, meant] of [
      ['smtp://runbook:1/2@127.0.0.1:2525', 'smtp://runbook:1%2F2@127.0.0.1:2525'],
      ['smtp://runbook:a?b#c@d@mail.example:25', 'smtp://runbook:a%3Fb%23c%40d@mail.example:25'],
      ['smtps://user:100%@mail.example', 'smtps://user:100%@mail.example'],
      ['smtps://user:p%2Fq@mail.example?pool=a@b', 'smtps://user:p%2Fq@mail.example?pool=a@b'],
      ['smtp://mail.example:25?name=a@b', 'smtp://mail.example:25?name=a@b'],
    ] as const)
      expect(meantAddress(written)).toBe(meant);
    expect(urlSecrets('smtp://runbook:1/2@127.0.0.1:2525')).toContain('1/2');
  });

  it.each(['from the start', 'by STARTTLS'] as const)('goes over TLS %s', async (tls) => {
    const { url, got } = await mailServer({ tls });
    await activities(url).notify(outgoing('email', EMAIL));
    expect(got.map(({ isEncrypted }) => isEncrypted)).toEqual([true, true]);
  });

  it('never tells the password without TLS, unless that is asked for', async () => {
    const { url, got, told } = await mailServer({ tls: 'never' });
    const failure = await failureOf(activities(url).notify(outgoing('email', EMAIL)));
    expect(failure).toMatchObject({
      nonRetryable: true,
      message: expect.stringContaining('requireTLS=false') as string,
    });
    expect(told).toEqual([]);
    await activities(`${url}&requireTLS=false`).notify(outgoing('email', EMAIL));
    expect(got.map(({ isEncrypted }) => isEncrypted)).toEqual([false, false]);
  });

  it('gives up at once where nobody vouches for the certificate, and says how to', async () => {
    const { url, told } = await mailServer({ tls: 'from the start' });
    const [strict] = url.split('?');
    const failure = await failureOf(activities(strict!).notify(outgoing('email', EMAIL)));
    expect(failure).toMatchObject({ nonRetryable: true });
    expect(failure.message).toContain('NODE_EXTRA_CA_CERTS');
    expect(told).toEqual([]);
  });

  it('is tried again where the server is down or busy', async () => {
    const { url } = await mailServer({ busy: true });
    expect(await failureOf(activities(url).notify(outgoing('email', EMAIL)))).toMatchObject({ nonRetryable: false });
    const withNobody = outgoing('email', EMAIL, [event({ to: ['nobody@example.com', 'ana@example.com'] })]);
    expect(await failureOf(activities(url).notify(withNobody))).toMatchObject({ nonRetryable: false });
    const gone = 'smtp://127.0.0.1:1';
    expect(await failureOf(activities(gone).notify(outgoing('email', EMAIL)))).toMatchObject({ nonRetryable: false });
  });

  it('gives up at once where a setting is wrong, and never shows the password', async () => {
    const { url, got } = await mailServer();
    const wrong = url.replace(PASSWORD, 'wrong-horse');
    const nobody = outgoing('email', EMAIL, [event({ to: ['nobody@example.com'] })]);
    const failures = [
      await failureOf(activities(url).notify(nobody)),
      await failureOf(activities(wrong).notify(outgoing('email', EMAIL))),
      await failureOf(activities(`mail://user:${PASSWORD}@127.0.0.1`).notify(outgoing('email', EMAIL))),
    ];
    for (const failure of failures) {
      expect(failure).toMatchObject({ nonRetryable: true });
      expect(failure.message).not.toMatch(/horse/);
    }
    // The one mailbox that was refused kept nothing from the other.
    expect(got.map(({ to }) => to)).toEqual([['it@example.com']]);
  });
});
