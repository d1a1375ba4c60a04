import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Link } from '../../sealing/link.js';
import { type PageHouse, pageHouse, RUN, send, type Visitor } from './page-house.js';

let house: PageHouse;
beforeEach(async () => {
  house = await pageHouse();
});
afterEach(() => house.remove());

const open = (token: string) => send(house.app, `/link/${token}`);
const use = (token: string) =>
  send(house.app, '/link', { method: 'POST', body: new URLSearchParams({ token }), redirect: 'manual' });

describe('A link', () => {
  it('that a mail scanner opens is still good for the person', async () => {
    const token = house.link();
    for (let visit = 0; visit < 5; visit += 1) {
      const response = await open(token);
      expect(response.status).toBe(200);
      expect(await response.text()).toContain('Continue as ana@example.com?');
      expect(response.headers.get('set-cookie')).toBeNull();
    }
    expect((await use(token)).headers.get('location')).toMatch(/^\/run\//);
  });

  it('gives a session that only its own run gets, and no script reads', async () => {
    const response = await use(house.link());
    const home = response.headers.get('location');
    expect(response.headers.get('set-cookie')).toMatch(
      new RegExp(`^kiro_[\\w-]+=\\S+; Max-Age=604800; Path=${home}; HttpOnly; SameSite=Lax$`),
    );
  });

  it('behind TLS gives a cookie that never leaves without it', async () => {
    const secure = await pageHouse(undefined, 'https://kiro.example.com');
    const body = new URLSearchParams({ token: secure.link() });
    const response = await send(secure.app, '/link', { method: 'POST', body, headers: { host: 'kiro.example.com' } });
    expect(response.headers.get('set-cookie')).toContain('Secure');
    secure.remove();
  });

  it('is used once: stolen afterwards it opens nothing, also when two use it at once', async () => {
    const token = house.link();
    const both = await Promise.all([use(token), use(token)]);
    expect(both.filter((one) => one.headers.has('set-cookie'))).toHaveLength(1);
    const opened = await open(token);
    expect(opened.status).toBe(303);
    const page = await send(house.app, opened.headers.get('location') ?? '');
    expect(page.status).toBe(410);
    expect(await page.text()).toContain('This link was used already');
  });

  it('that was used just opens the page in the browser that used it', async () => {
    const token = house.link();
    const used = await use(token);
    const cookie = used.headers.get('set-cookie')?.split(';')[0] ?? '';
    const opened = await open(token);
    const page = await send(house.app, opened.headers.get('location') ?? '', { headers: { cookie } });
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('Create the Kiro profile');
  });

  it('that has expired says so, and gives nothing', async () => {
    const token = house.link({ hours: 1 }, Date.now() - 3_700_000);
    for (const response of [await open(token), await use(token)]) {
      expect(response.status).toBe(410);
      expect(response.headers.get('set-cookie')).toBeNull();
    }
    expect(await (await open(token)).text()).toContain('can make one at once for ana@example.com: ask them.');
  });

  it('that is forged, cut or of another kind opens nothing', async () => {
    const token = house.link();
    const [head, body = '', tail] = token.split('.');
    const link = JSON.parse(Buffer.from(body, 'base64url').toString()) as Link;
    const eve = Buffer.from(JSON.stringify({ ...link, person: 'eve@x.org' })).toString('base64url');
    const session = await house.sessions.open(link);
    for (const forged of [`${head}.${eve}.${tail}`, token.slice(0, -20), `${head}.${body}`, 'x', session ?? '']) {
      const response = await open(forged);
      expect(response.status, forged.slice(0, 20)).toBe(404);
      expect((await use(forged)).headers.get('set-cookie')).toBeNull();
    }
  });

  it('is in no log of the page', async () => {
    const token = house.link();
    await open(token);
    await use(token);
    expect(house.log).toHaveLength(2);
    expect(house.log.join()).not.toContain(token.slice(0, 40));
    expect(house.log[0]).toMatch(/^GET \/link\/… 200 \d+ ms$/);
  });

  it('cannot be guessed at: thirty a minute', async () => {
    const seen = new Set<number>();
    for (let attempt = 0; attempt < 31; attempt += 1) seen.add((await open(`x${attempt}`)).status);
    expect([...seen]).toEqual([404, 429]);
  });
});

describe('A new link', () => {
  const again = async (token: string): Promise<string> => {
    const body = new URLSearchParams({ token });
    return (await send(house.app, '/link/again', { method: 'POST', body })).text();
  };
  const expired = () => house.link({ hours: 1 }, Date.now() - 3_700_000);

  it('goes by mail to the person of the old one, once in a while, and works', async () => {
    expect(await (await open(expired())).text()).toContain('Send me a new link');
    expect(await again(expired())).toContain('on its way to ana@example.com');
    expect(await again(expired())).toContain('on its way already');
    const [mail, ...more] = house.mails as { to: string; text: string }[];
    expect([mail?.to, more.length]).toEqual(['ana@example.com', 0]);
    const token = /\/link\/(\S+)/.exec(mail?.text ?? '')?.[1] ?? '';
    expect((await use(token)).headers.get('set-cookie')).toContain('HttpOnly');
  });

  it('counts for as long as the links of its run do, and says until when', async () => {
    for (const linkHours of [2, 720]) {
      const other = await pageHouse();
      other.runs.web = { linkHours };
      const body = new URLSearchParams({ token: other.link() });
      await send(other.app, '/link/again', { method: 'POST', body });
      const [mail] = other.mails as { text: string }[];
      const [, token = ''] = /\/link\/(\S+)/.exec(mail?.text ?? '') ?? [];
      const { exp } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Link;
      expect(Math.round((exp * 1_000 - Date.now()) / 3_600_000)).toBe(linkHours);
      expect(mail?.text).toContain(`ends ${new Date(exp * 1_000).toISOString().slice(0, 13).replace('T', ' ')}`);
      other.remove();
    }
  });

  it('goes to nobody whom the run does not name any more, and not for a forged one', async () => {
    expect(await again(house.link({ person: 'eve@example.com' }))).toContain('does not ask you any more');
    expect(await again(house.link({ role: 'operator', person: 'ops' }))).toContain('does not ask you any more');
    expect(await again('x.y.z')).toContain('This link is not right');
    expect(house.mails).toEqual([]);
  });
});

describe('A page below a path', () => {
  it('has all its addresses there, whether the proxy hands the path on or not', async () => {
    const below = await pageHouse(undefined, 'https://intranet.example.com/kiro');
    const headers = { host: 'intranet.example.com' };
    for (const prefix of ['', '/kiro']) {
      const body = new URLSearchParams({ token: below.link() });
      const used = await send(below.app, `${prefix}/link`, { method: 'POST', body, headers });
      const home = used.headers.get('location') ?? '';
      expect(home).toMatch(/^\/kiro\/run\//);
      const cookie = used.headers.get('set-cookie') ?? '';
      expect(cookie).toContain(`Path=${home}`);
      const path = prefix === '' ? home.replace('/kiro', '') : home;
      const page = await (
        await send(below.app, path, { headers: { ...headers, cookie: cookie.split(';')[0] ?? '' } })
      ).text();
      const addresses = [...page.matchAll(/(?:href|src|action)="(\/[^"]*)"/g)].map(([, address]) => address);
      expect(addresses.length).toBeGreaterThan(4);
      for (const address of addresses) expect(address).toMatch(/^\/kiro\//);
      const style = addresses.find((one) => one?.endsWith('.css')) ?? '';
      expect((await send(below.app, style.replace('/kiro', prefix), { headers })).status).toBe(200);
    }
    below.remove();
  });
});

describe('A session', () => {
  it('counts for its own run and person alone', async () => {
    const [ana, cem] = [await house.visitor(), await house.visitor({ person: 'cem@example.com', role: 'dns-admin' })];
    const crossed = await send(house.app, cem.home, { headers: { cookie: ana.cookie } });
    expect(crossed.status).toBe(401);
    const renamed = ana.cookie.replace(/^[^=]+/, cem.cookie.split('=')[0] ?? '');
    expect((await send(house.app, cem.home, { headers: { cookie: renamed } })).status).toBe(401);
    expect((await cem.get()).status).toBe(200);
  });

  it('is over when the person says so', async () => {
    const ana = await house.visitor();
    const left = await ana.post({}, { byScript: false, path: '/leave' });
    expect(left.headers.get('set-cookie')).toMatch(/Max-Age=0/);
  });

  it('of who runs it opens the other runs of its connection, for no longer; no other session does', async () => {
    const other = `${RUN}/offboard/lena@example.com`;
    house.runs.othersNow = [{ runbook: 'offboardUser', workflowId: other, waitingFor: [] }];
    const ops = await house.visitor({ role: 'operator', person: 'ops' });
    expect(await (await ops.get()).text()).toContain('/others"');
    expect(await (await ops.get('/others')).text()).toContain('offboard/lena@example.com');
    const open = (who: Visitor, fields: Record<string, string>) =>
      who.post(fields, { byScript: false, path: '/others' });
    const opened = await open(ops, { run: other });
    const home = opened.headers.get('location') ?? '';
    expect(opened.status).toBe(303);
    expect(home).not.toBe(ops.home);
    const cookie = opened.headers.get('set-cookie') ?? '';
    expect(cookie).toContain(`Path=${home}; HttpOnly; SameSite=Lax`);
    const [pair = ''] = cookie.split(';');
    expect((await send(house.app, home, { headers: { cookie: pair } })).status).toBe(200);
    const read = (text: string) =>
      JSON.parse(Buffer.from(text.split('=')[1]?.split('.')[1] ?? '', 'base64url').toString()) as Link;
    expect(read(pair)).toMatchObject({ workflowId: other, person: 'ops', role: 'operator' });
    expect(read(pair).exp).toBeLessThanOrEqual(read(ops.cookie).exp);
    // A run of another connection, a form of another site, and people who do not run it get nothing.
    for (const fields of [
      { run: 'kiro-okta/other.okta.com/x', form: ops.form },
      { run: other, form: 'x' },
    ])
      expect((await open(ops, fields)).headers.get('set-cookie')).toBeNull();
    for (const role of ['kiro-admin', 'okta-admin', 'dns-admin', 'reviewer'] as const) {
      const person = await house.visitor({ role });
      expect(await (await person.get()).text()).not.toContain('/others"');
      for (const response of [await person.get('/others'), await open(person, { run: other })]) {
        expect(response.status).toBe(404);
        expect(response.headers.get('set-cookie')).toBeNull();
      }
    }
  });

  it('is needed for everything below a run', async () => {
    const { home } = await house.visitor();
    for (const path of ['', '/parts', '/events', '/report', '/findings', '/others', '/review', '/sealing-key'])
      expect((await send(house.app, `${home}${path}`)).status, path).toBe(401);
    for (const path of ['/answer', '/list', '/others', '/review'])
      expect((await send(house.app, `${home}${path}`, { method: 'POST' })).status, path).toBe(401);
  });
});

describe('Every answer of the page', () => {
  it('is for this page alone: no frame, no referrer, no script of others, kept by no cache', async () => {
    const ana = await house.visitor();
    for (const response of [
      await ana.get(),
      await open('x'),
      await send(house.app, '/'),
      await send(house.app, '/nowhere'),
    ]) {
      const policy = response.headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(response.headers.get('referrer-policy')).toBe('no-referrer');
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      expect(response.headers.get('cache-control')).toBe('no-store');
    }
  });

  it('goes to its own address alone: a name that points here is refused', async () => {
    const token = house.link();
    const rebound = await send(house.app, `/link/${token}`, { headers: { host: 'evil.example:8090' } });
    expect(rebound.status).toBe(421);
    const secure = await pageHouse(undefined, 'https://kiro.example.com');
    const at = async (host: string) => (await send(secure.app, '/', { headers: { host } })).status;
    expect([await at('kiro.example.com'), await at('127.0.0.1:8090'), await at('evil.example')]).toEqual([
      200, 200, 421,
    ]);
    secure.remove();
  });

  it('to a form of another site is no, and nothing was done', async () => {
    const ana = await house.visitor();
    const answer = {
      step: 'kiro-profile',
      since: house.runs.shown.waitingFor[0]!.since,
      message: 'kiroProfileEnabled',
      issuer: 'https://x.okta.com',
      clientId: '0oa1',
      form: ana.form,
    };
    const from = (headers: Record<string, string>) =>
      send(house.app, `${ana.home}/answer`, {
        method: 'POST',
        headers: { cookie: ana.cookie, ...headers },
        body: new URLSearchParams(answer),
      });
    expect((await from({ origin: 'https://evil.example' })).status).toBe(403);
    expect((await from({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await from({ origin: 'null' })).status).toBe(403);
    expect((await ana.post({ ...answer, form: 'x' })).status).toBe(403);
    expect(house.runs.sent).toEqual([]);
    expect((await from({ origin: 'null', 'sec-fetch-site': 'same-origin' })).status).toBe(303);
    expect(house.runs.sent).toHaveLength(1);
  });
});
