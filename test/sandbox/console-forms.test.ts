import { readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startDns } from '../../sandbox/dns/start-dns.js';
import { pageOfPlace } from '../../sandbox/question-pages.js';
import { BROWSER, ESCAPED, HOSTILE, page, send, sendAndFollow } from './browser.js';
import { textOf } from '../../sandbox/kit/json-values.js';
import { connect } from './okta/connected.js';
import { startTestOkta } from './okta/support.js';
import { startTestKiro } from './kiro/support.js';

async function startTestDns() {
  const dns = await startDns({ port: 0, consolePort: 0, stateFile: null, lagMs: 0 });
  onTestFinished(() => dns.close());
  return dns;
}

describe('the place of a question', () => {
  it('is a page of the console with the part that the question is about', async () => {
    const [kiro, dns] = [await startTestKiro(), await startTestDns()];
    const okta = await startTestOkta();
    onTestFinished(() => okta.close());
    const at = {
      okta: { orgUrl: okta.url, token: '' },
      kiro: { consoleUrl: kiro.url },
      dns: { ...dns, resolvers: [] },
    };
    const asked = readFileSync('docs/questions.md', 'utf8').matchAll(/^Where: ([^\n]+?)(?:, https?:\S+)?$/gm);
    const places = [...new Set([...asked].map(([, place = '']) => place))];
    const pages = new Map(places.map((place) => [place, pageOfPlace(place, at)]));
    // All that is done in a console has a page; the rest is done at a terminal, or by nobody.
    const without = places.filter((place) => pages.get(place) === null);
    expect(without.filter((place) => /console|DNS provider|Kiro, on/i.test(place))).toEqual([]);
    expect(pages.get('Kiro console, Settings, Identity management, Domains')).toBe(
      `${kiro.url}/console/settings#domains`,
    );
    expect(pages.get('The zone of example.com at your DNS provider')).toBe(
      `${dns.consoleUrl}/console/zones/example.com`,
    );
    for (const url of new Set(pages.values())) {
      if (url === null) continue;
      const answer = await page(url);
      const text = await answer.text();
      const part = new URL(url).hash.slice(1);
      expect([url, answer.status, part === '' || text.includes(`id="${part}"`)]).toEqual([url, 200, true]);
    }
  });
});

describe('the pages of a console', () => {
  it('are for browsers alone: a program gets the JSON that it always got', async () => {
    const kiro = await startTestKiro();
    const url = `${kiro.url}/console/subscriptions`;
    expect(await (await fetch(url)).json()).toEqual([]);
    expect((await fetch(url, { headers: { accept: 'application/json' } })).headers.get('content-type')).toContain(
      'json',
    );
    const answer = await page(url);
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect(await answer.text()).toContain('Sandbox – nothing here is real');
    const file = await page(`${url}?format=csv`);
    expect(file.headers.get('content-type')).toContain('text/csv');
    // curl names a form where it sends JSON without saying so.
    const typed = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = '{"issuer":"https://example.okta.com/oauth2/aus1","clientId":"0oa1"}';
    const asCurl = await fetch(`${kiro.url}/console/profile`, { method: 'POST', headers: typed, body });
    expect(await asCurl.json()).toMatchObject({ clientId: '0oa1' });
  });

  it('lead from the addresses of the lists, and from those of the real Admin Console', async () => {
    const kiro = await startTestKiro();
    const { okta, app } = await connect({ connected: false });
    const wayOf = async (url: string): Promise<string | null> =>
      (await fetch(url, { headers: BROWSER, redirect: 'manual' })).headers.get('location');
    expect(await wayOf(`${kiro.url}/console/domains`)).toBe('/console/settings#domains');
    expect(await wayOf(`${kiro.url}/console/access-tokens`)).toBe('/console/settings#access-tokens');
    // The fragment of the link, #tab-provisioning, stays with the browser.
    expect(await wayOf(`${okta.url}/admin/app/amazon_aws_sso/instance/${app}/`)).toBe(`/console/apps/${app}`);
    const shown = await (await page(`${okta.url}/console/apps/${app}`)).text();
    for (const tab of ['general', 'signon', 'provisioning', 'assignments', 'group-push'])
      expect(shown).toContain(`id="tab-${tab}"`);
  });

  it('say what is not there, as a page', async () => {
    const okta = await startTestOkta();
    onTestFinished(() => okta.close());
    for (const path of ['/console/nothing', '/console/apps/0oaNone', '/console/users/nobody', '/admin/app/x']) {
      const answer = await page(`${okta.url}${path}`);
      if (path.startsWith('/admin')) expect(answer.status).toBe(404);
      else expect([path, answer.status, (await answer.text()).includes('Go to the start')]).toEqual([path, 404, true]);
    }
  });

  it('may load and send nothing elsewhere, and have no script of their own', async () => {
    const kiro = await startTestKiro();
    const answer = await page(`${kiro.url}/console/settings`);
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|https?:/);
    const text = await answer.text();
    expect(text.match(/<script[^>]*>/g)).toEqual(['<script src="/console/assets/console.js" defer>']);
    expect(text).not.toMatch(/ style=| on\w+="/);
    for (const file of ['console.js', 'console.css'])
      expect((await fetch(`${kiro.url}/console/assets/${file}`)).status).toBe(200);
  });
});

describe('a form of another web site', () => {
  const foreign: Record<string, string>[] = [
    { origin: 'https://example.org', 'sec-fetch-site': 'cross-site' },
    { origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' },
    { origin: 'null' },
  ];

  it.each(foreign)('is refused with %j, for pages and for JSON, and changes nothing', async (headers) => {
    const kiro = await startTestKiro();
    const profile = { issuer: 'https://example.okta.com/oauth2/aus1', clientId: '0oa1' };
    const sent = { do: 'enable', ...profile };
    expect((await send(`${kiro.url}/console/sign-up`, sent, headers)).status).toBe(403);
    // A form with enctype text/plain can hold JSON.
    const plain = { method: 'POST', body: JSON.stringify(profile), headers };
    expect((await fetch(`${kiro.url}/console/profile`, plain)).status).toBe(403);
    expect((await fetch(`${kiro.url}/sandbox/settings`, { ...plain, body: '{"expiredToken":true}' })).status).toBe(403);
    expect((await kiro.console('GET', '/profile')).body).toEqual({});
  });
});

describe('Kiro’s forms', () => {
  it('enable the profile, or say at the field what the JSON says', async () => {
    const kiro = await startTestKiro();
    const url = `${kiro.url}/console/sign-up`;
    const wrong = await send(url, { do: 'enable', issuer: HOSTILE, clientId: 'x' });
    expect(wrong.status).toBe(400);
    const text = await wrong.text();
    const said = textOf((await kiro.console('POST', '/profile', { issuer: HOSTILE, clientId: 'x' })).body, 'error');
    expect(text).toContain(`id="enable-issuer-error">${said}`);
    expect(text).toMatch(/id="enable-issuer"[^>]*aria-invalid="true"/);
    expect(text).toContain(`value="${ESCAPED}"`);
    expect(text).not.toContain(HOSTILE);
    const right = { do: 'enable', issuer: 'https://example.okta.com/oauth2/aus1', clientId: '0oa1' };
    const { text: after } = await sendAndFollow(url, right);
    expect(after).toContain('The Kiro profile is enabled');
    expect(after).toContain('data-copy="https://example.okta.com/oauth2/aus1"');
  });

  it('show an access token once', async () => {
    const kiro = await startTestKiro();
    const url = `${kiro.url}/console/settings`;
    const { to, text } = await sendAndFollow(url, { do: 'generate' });
    const token = /data-copy="([\w-]{128})"/.exec(text)?.[1] ?? '';
    expect((await kiro.scim('GET', '/Users', undefined, token)).status).toBe(200);
    expect(await (await page(to)).text()).not.toContain(token);
    expect(await (await page(url)).text()).not.toContain(token);
    // The client of the test has one, too: a third is refused.
    const third = await send(url, { do: 'generate' });
    expect([third.status, await third.text()]).toEqual([400, expect.stringContaining('revoke one first')]);
  });

  it('add a domain, verify it by DNS, and remove it', async () => {
    const kiro = await startTestKiro({ domainsOfOthers: ['taken.com'] });
    const url = `${kiro.url}/console/settings`;
    expect(await (await send(url, { do: 'add-domain', domain: 'taken.com' })).text()).toContain(
      'id="add-domain-domain-error">Domain: taken.com is already associated',
    );
    const { text } = await sendAndFollow(url, { do: 'add-domain', domain: 'example.com' });
    expect(text).toContain('data-copy="kiro-site-verification=');
    expect((await sendAndFollow(url, { do: 'verify', domain: 'example.com' })).text).toContain('still Pending');
    await sendAndFollow(url, { do: 'remove-domain', domain: 'example.com' });
    expect((await kiro.console('GET', '/domains')).resources).toEqual([]);
  });

  it('assign a tier, list who has it, and take it away, whatever a group is called', async () => {
    const kiro = await startTestKiro();
    // Kiro refuses angle brackets by itself.
    const name = 'R&D "Team"';
    await kiro.group(name, [await kiro.user('ana@example.com')]);
    const url = `${kiro.url}/console/users-groups`;
    expect(await (await page(url)).text()).not.toContain(name);
    const none = await (await send(url, { do: 'add-group', tier: 'Kiro Pro' })).text();
    expect(none).toContain('Choose at least one group or user.');
    const { text } = await sendAndFollow(url, { do: 'add-group', tier: 'Kiro Pro', group: name });
    expect(text).toContain('R&amp;D &quot;Team&quot; subscribed to Kiro Pro.');
    const seats = `${kiro.url}/console/subscriptions`;
    expect(await (await page(seats)).text()).toContain('ana@example.com');
    await sendAndFollow(seats, { do: 'unsubscribe', user: 'ana@example.com' });
    expect((await kiro.console('GET', '/subscriptions')).resources).toMatchObject([{ Status: 'Canceled' }]);
    const absent = await send(url, { do: 'add-user', tier: 'Kiro Pro', user: 'nobody' });
    expect(await absent.text()).toContain('id="add-user-user-error">Not found: user nobody.');
  });

  it('plant bad days: tokens that are old, settings, a deleted profile', async () => {
    const kiro = await startTestKiro();
    const url = `${kiro.url}/console/bad-days`;
    const tokens = async () => (await kiro.console('GET', '/access-tokens')).resources;
    await sendAndFollow(url, { do: 'age', id: textOf((await tokens())[0] ?? {}, 'id'), days: '366' });
    expect(await tokens()).toMatchObject([{ ageDays: 366, expired: true }]);
    const save = {
      do: 'save-settings',
      on: 'seatsOutliveProfile',
      domainsOfOthers: 'a.com, b.com',
      refuseAttributes: '',
    };
    const numbers = { membershipDelayMs: '5', memberVisibleAfterMs: '0', loseEveryMember: '' };
    const wrong = await send(url, { ...save, ...numbers, membershipDelayMs: 'soon' });
    expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining('membershipDelayMs-error')]);
    await sendAndFollow(url, { ...save, ...numbers });
    expect(await (await fetch(`${kiro.url}/sandbox/settings`)).json()).toMatchObject({
      membershipDelayMs: 5,
      domainsOfOthers: ['a.com', 'b.com'],
      loseEveryMember: null,
      expiredToken: false,
      seatsOutliveProfile: true,
    });
    await kiro.console('POST', '/profile', { issuer: 'https://example.okta.com/oauth2/aus1', clientId: '0oa1' });
    await sendAndFollow(`${kiro.url}/console/settings`, { do: 'delete-profile' });
    expect((await kiro.console('GET', '/profile')).body).toEqual({});
  });
});

describe('the form of the DNS provider', () => {
  it('adds, changes and deletes a TXT record, and takes a short name or @', async () => {
    const dns = await startTestDns();
    const url = `${dns.consoleUrl}/console/zones/example.com`;
    const records = async () =>
      ((await (await fetch(`${dns.consoleUrl}/console/records`)).json()) as { name: string; value: string }[]).map(
        ({ name, value }) => `${name} ${value}`,
      );
    await sendAndFollow(url, { do: 'add', name: '@', type: 'TXT', value: HOSTILE });
    await sendAndFollow(url, { do: 'add', name: '_kiro', type: 'TXT', value: 'b' });
    expect(await records()).toEqual([`example.com ${HOSTILE}`, '_kiro.example.com b']);
    const text = await (await page(url)).text();
    expect(text).toContain(ESCAPED);
    expect(text).not.toContain(HOSTILE);
    const old = { oldName: '_kiro.example.com', oldType: 'TXT', oldValue: 'b' };
    await sendAndFollow(url, { do: 'edit', ...old, name: '_kiro.example.com', type: 'TXT', value: 'c' });
    await sendAndFollow(url, { do: 'remove', name: 'example.com', type: 'TXT', value: HOSTILE });
    expect(await records()).toEqual(['_kiro.example.com c']);
    const wrong = await (await send(url, { do: 'add', name: '', type: 'A', value: 'x' })).text();
    expect(wrong).toContain('id="add-value-error">Value: an IP address of the type.');
    expect((await sendAndFollow(`${dns.consoleUrl}/console`, { do: 'open', zone: 'Example.ORG.' })).to).toContain(
      '/console/zones/example.org',
    );
  });
});
