import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startDns } from '../../../sandbox/dns/start-dns.js';
import { textOf } from '../../../sandbox/kit/json-values.js';
import { startKiro } from '../../../sandbox/kiro/start-kiro.js';
import { clientOf, startTestKiro } from './support.js';

const PROFILE = { issuer: 'https://example.okta.com/oauth2/aus1', clientId: '0oa1' };

describe('the profile', () => {
  it('is enabled with an issuer and a client id', async () => {
    const kiro = await startTestKiro();
    expect((await kiro.console('POST', '/profile', PROFILE)).status).toBe(200);
    expect((await kiro.console('GET', '/profile')).body).toEqual(PROFILE);
    const local = { ...PROFILE, issuer: 'http://127.0.0.1:18081/oauth2/aus1' };
    expect((await kiro.console('POST', '/profile', local)).status).toBe(200);
  });

  it.each([
    [{ issuer: '' }],
    [{ issuer: 'example.okta.com' }],
    [{ issuer: 'http://example.okta.com/oauth2/x' }],
    [{ clientId: '' }],
  ])('is refused with %j', async (change) => {
    const kiro = await startTestKiro();
    const { status, body } = await kiro.console('POST', '/profile', { ...PROFILE, ...change });
    expect([status, typeof body['error']]).toEqual([400, 'string']);
  });
});

describe('a profile that is deleted and made anew', () => {
  it('has another SCIM endpoint and an empty directory, and the old endpoint answers as a gone tenant', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'kiro-profile-'));
    onTestFinished(() => rmSync(dir, { recursive: true }));
    const options = { port: 0, stateFile: join(dir, 'kiro.json'), resolver: '127.0.0.1:9' };
    const server = await startKiro(options);
    const old = await clientOf(server.url);
    await old.console('POST', '/profile', PROFILE);
    await old.group('Kiro Team', [await old.user('ana@example.com')]);
    await old.console('POST', '/subscriptions', { groups: ['Kiro Team'], tier: 'Kiro Pro' });
    expect((await old.console('DELETE', '/profile')).status).toBe(204);
    expect((await old.console('DELETE', '/profile')).status).toBe(404);
    expect((await old.console('GET', '/profile')).body).toEqual({});
    expect((await old.console('GET', '/domains')).resources).toEqual([]);

    await old.console('POST', '/profile', PROFILE);
    const made = await clientOf(server.url);
    expect(made.endpoint).not.toBe(old.endpoint);
    expect((await old.scim('GET', '/Users')).status).toBe(401);
    expect((await made.scim('GET', '/Users')).resources).toEqual([]);
    expect((await made.scim('GET', '/Groups')).resources).toEqual([]);
    // Names and external ids of the old profile are free again.
    await made.user('ana@example.com');
    await server.close();
    const again = await startKiro(options);
    onTestFinished(() => again.close());
    const path = new URL(made.endpoint).pathname;
    const headers = { authorization: `Bearer ${made.token}` };
    expect((await fetch(`${again.url}${path}/Users`, { headers })).status).toBe(200);
  });
});

describe('the seats of a profile that is deleted', () => {
  const ana = { User: 'ana@example.com', Email: 'ana@example.com', Plan: 'Kiro Pro', Source: 'Group' };
  const seats = async (kiro: Awaited<ReturnType<typeof startTestKiro>>) =>
    (await kiro.console('GET', '/subscriptions')).resources;

  async function madeAnew(seatsOutliveProfile: boolean) {
    const old = await startTestKiro({ seatsOutliveProfile });
    await old.console('POST', '/profile', PROFILE);
    await old.group('Kiro Team', [await old.user('ana@example.com')]);
    await old.console('POST', '/subscriptions', { groups: ['Kiro Team'], tier: 'Kiro Pro' });
    await old.console('DELETE', '/profile');
    await old.console('POST', '/profile', PROFILE);
    return clientOf(old.url);
  }

  it('stay in the list, are of no use, and are canceled by themselves (kiro.dev, enterprise/billing: in two profiles, billed twice)', async () => {
    const made = await madeAnew(true);
    expect(await seats(made)).toEqual([{ ...ana, Status: 'Active' }]);
    await made.group('Kiro Team', [await made.user('ana@example.com', { externalId: null })]);
    await made.console('POST', '/subscriptions', { groups: ['Kiro Team'], tier: 'Kiro Pro' });
    const both = (status: string) => [
      { ...ana, Status: status },
      { ...ana, Status: 'Pending' },
    ];
    expect(await seats(made)).toEqual(both('Active'));
    const former = (more: object) => made.console('DELETE', '/subscriptions', { former: true, ...more });
    expect((await former({ groups: ['Kiro Team'] })).body['error']).toContain('name the users');
    expect((await former({ users: ['ben@example.com'] })).body['error']).toBe('Not found: user ben@example.com.');
    expect((await former({ users: ['ana@example.com'] })).status).toBe(204);
    expect(await seats(made)).toEqual(both('Canceled'));
  });

  it('are canceled where the org is set so (a reader of 2026-08-28 on "Automatic subscription removal")', async () => {
    const made = await madeAnew(false);
    expect(await seats(made)).toEqual([{ ...ana, Status: 'Canceled' }]);
  });
});

describe('a domain', () => {
  it('is pending until DNS gives its token, and stays verified', async () => {
    const dns = await startDns({ port: 0, consolePort: 0, stateFile: null, lagMs: 0 });
    onTestFinished(() => dns.close());
    const server = await startKiro({ port: 0, stateFile: null, resolver: dns.resolver });
    onTestFinished(() => server.close());
    const kiro = await clientOf(server.url);
    const { status, body } = await kiro.console('POST', '/domains', { domain: 'Example.COM' });
    expect([status, body['domain'], body['status']]).toEqual([201, 'example.com', 'Pending']);
    expect(body['verificationToken']).toMatch(/^kiro-site-verification=[0-9a-f-]{36}$/);
    expect((await kiro.console('POST', '/domains', { domain: 'example.com' })).body).toEqual(body);

    const record = (value: unknown) => ({ name: 'example.com', type: 'TXT', value });
    const publish = async (method: string, value: unknown) => {
      const sent = { method, body: JSON.stringify(record(value)) };
      expect((await fetch(`${dns.consoleUrl}/console/records`, sent)).ok).toBe(true);
    };
    const seen = async () => (await kiro.console('GET', '/domains')).resources.map((domain) => domain['status']);
    await publish('POST', 'v=spf1 -all');
    expect(await seen()).toEqual(['Pending']);
    await publish('POST', body['verificationToken']);
    expect(await seen()).toEqual(['Verified']);
    await publish('DELETE', body['verificationToken']);
    expect(await seen()).toEqual(['Verified']);
  });

  it('is refused where it is no name that somebody can own', async () => {
    const kiro = await startTestKiro();
    for (const domain of ['', 'com', 'https://example.com', 'a b.com']) {
      expect((await kiro.console('POST', '/domains', { domain })).status).toBe(400);
    }
  });
});

describe('a domain of a profile', () => {
  const GUIDE = 'https://kiro.dev/docs/enterprise/identity-provider/okta';

  it(`is refused while another profile holds it (${GUIDE}, "Privacy consideration")`, async () => {
    const kiro = await startTestKiro({ domainsOfOthers: ['example.com'] });
    const add = () => kiro.console('POST', '/domains', { domain: 'Example.com' });
    const refused = await add();
    expect([refused.status, textOf(refused.body, 'error')]).toEqual([409, expect.stringContaining('another')]);
    expect((await kiro.console('GET', '/domains')).resources).toEqual([]);
    await fetch(`${kiro.url}/sandbox/settings`, { method: 'POST', body: '{"domainsOfOthers":[]}' });
    expect((await add()).status).toBe(201);
  });

  it('is removed, and gets another token when added again (IAM action q:DisassociateLoginDomain)', async () => {
    const kiro = await startTestKiro();
    const add = async () => (await kiro.console('POST', '/domains', { domain: 'example.com' })).body;
    const before = await add();
    expect((await kiro.console('DELETE', '/domains/example.com')).status).toBe(204);
    expect((await kiro.console('GET', '/domains')).resources).toEqual([]);
    expect((await kiro.console('DELETE', '/domains/example.com')).status).toBe(404);
    expect((await add())['verificationToken']).not.toBe(before['verificationToken']);
  });
});

describe('subscriptions', () => {
  const seats = async (kiro: Awaited<ReturnType<typeof startTestKiro>>) =>
    (await kiro.console('GET', '/subscriptions')).resources;

  it('give each member of a subscribed group a seat, also one who comes later', async () => {
    const kiro = await startTestKiro();
    const group = await kiro.group('Kiro Team', [await kiro.user('ana@example.com')]);
    await kiro.user('eve@example.com');
    const asked = { groups: ['Kiro Team'], users: [], tier: 'Pro' };
    expect((await kiro.console('POST', '/subscriptions', asked)).status).toBe(201);
    const ana = { User: 'ana@example.com', Email: 'ana@example.com', Status: 'Active' };
    expect(await seats(kiro)).toEqual([{ ...ana, Plan: 'Kiro Pro', Source: 'Group' }]);
    const value = [{ value: await kiro.user('ben@example.com', { externalId: null }) }];
    await kiro.patch(`/Groups/${group}`, { op: 'add', path: 'members', value });
    expect((await seats(kiro)).map((seat) => [seat['User'], seat['Status']])).toEqual([
      ['ana@example.com', 'Active'],
      ['ben@example.com', 'Pending'],
    ]);
  });

  it('do not end when a member leaves or is deactivated', async () => {
    const kiro = await startTestKiro();
    const ana = await kiro.user('ana@example.com');
    const group = await kiro.group('Kiro Team', [ana]);
    await kiro.console('POST', '/subscriptions', { groups: ['Kiro Team'], tier: 'Kiro Pro' });
    await kiro.patch(`/Groups/${group}`, { op: 'remove', path: `members[value eq "${ana}"]` });
    expect(await seats(kiro)).toHaveLength(1);
    await kiro.patch(`/Users/${ana}`, { op: 'replace', value: { active: false } });
    expect((await seats(kiro)).map((seat) => seat['Status'])).toEqual(['Pending']);
  });

  it('reach new members after the delay only', async () => {
    const kiro = await startTestKiro({ membershipDelayMs: 3_600_000 });
    await kiro.group('Kiro Team', [await kiro.user('ana@example.com')]);
    await kiro.console('POST', '/subscriptions', {
      groups: ['Kiro Team'],
      users: ['ana@example.com'],
      tier: 'Kiro Pro',
    });
    expect((await seats(kiro)).map((seat) => seat['Source'])).toEqual(['Individual']);
  });

  it('are canceled one by one or with their group, and come back by subscribing again (https://kiro.dev/docs/enterprise/subscription-management)', async () => {
    const kiro = await startTestKiro();
    const [ana, ben] = [await kiro.user('ana@example.com'), await kiro.user('ben@example.com')];
    await kiro.group('Kiro Team', [ana, ben]);
    const team = { groups: ['Kiro Team'], tier: 'Kiro Pro' };
    await kiro.console('POST', '/subscriptions', team);
    await kiro.console('POST', '/subscriptions', { users: ['ana@example.com'], tier: 'Kiro Power' });
    const statuses = async () =>
      (await seats(kiro)).map((seat) => ['User', 'Source', 'Status'].map((name) => textOf(seat, name)).join(' '));
    expect((await kiro.console('DELETE', '/subscriptions', { users: ['ana@example.com'] })).status).toBe(204);
    expect(await statuses()).toEqual([
      'ana@example.com Group Canceled',
      'ben@example.com Group Active',
      'ana@example.com Individual Canceled',
    ]);
    await kiro.console('DELETE', '/subscriptions', { groups: ['Kiro Team'] });
    expect((await statuses()).filter((status) => !status.endsWith('Canceled'))).toEqual([]);
    await kiro.console('POST', '/subscriptions', team);
    expect((await statuses()).slice(0, 2)).toEqual(['ana@example.com Group Active', 'ben@example.com Group Active']);
    for (const wrong of [{ users: ['nobody'] }, {}, { groups: 'Kiro Team' }]) {
      const refused = await kiro.console('DELETE', '/subscriptions', wrong);
      expect([refused.status, typeof refused.body['error']]).toEqual([400, 'string']);
    }
  });

  it('are canceled also for somebody whose user is gone', async () => {
    const kiro = await startTestKiro();
    const ana = await kiro.user('ana@example.com');
    await kiro.console('POST', '/subscriptions', { users: ['ana@example.com'], tier: 'Kiro Pro' });
    await seats(kiro);
    await kiro.scim('DELETE', `/Users/${ana}`);
    expect((await kiro.console('DELETE', '/subscriptions', { users: ['ana@example.com'] })).status).toBe(204);
    expect(await seats(kiro)).toMatchObject([{ Status: 'Canceled' }]);
  });

  it('come as a CSV file by Accept header or parameter', async () => {
    const kiro = await startTestKiro();
    await kiro.user('ana@example.com', { userName: 'Ana"A",Admin' });
    await kiro.console('POST', '/subscriptions', { users: ['ana@example.com'], tier: 'Kiro Power' });
    const url = `${kiro.url}/console/subscriptions`;
    const csv = 'User,Email,Status,Plan,Source\r\n"Ana""A"",Admin",ana@example.com,Active,Kiro Power,Individual\r\n';
    expect(await (await fetch(`${url}?format=csv`)).text()).toBe(csv);
    expect(await (await fetch(url, { headers: { accept: 'text/csv' } })).text()).toBe(csv);
  });

  it('name what they cannot find or do not know', async () => {
    const kiro = await startTestKiro();
    const error = async (body: object) => (await kiro.console('POST', '/subscriptions', body)).body['error'];
    expect(await error({ groups: ['Nobody'], users: ['x'], tier: 'Kiro Pro' })).toBe(
      'Not found: group Nobody, user x.',
    );
    expect(await error({ groups: ['Nobody'], tier: 'Gold' })).toContain('Kiro Pro+');
    expect(await error({ tier: 'Kiro Pro' })).toContain('at least one');
  });
});

describe('the page', () => {
  it('shows the state, without breaking on what a client named things', async () => {
    const kiro = await startTestKiro();
    await kiro.group('R&D "Team"');
    const page = await (await fetch(`${kiro.url}/console`)).text();
    expect(page).toContain('R&amp;D &quot;Team&quot;: 0 members');
  });
});
