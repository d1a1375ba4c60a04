import { request } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { consolePages } from '../../../runbook/model/okta-console.js';
import { asText } from '../../../sandbox/kit/json-values.js';
import { BROWSER, HOSTILE, page, send, sendAndFollow } from '../browser.js';
import { connect } from './connected.js';
import { startTestOkta } from './support.js';

describe('the addresses of the real Admin Console', () => {
  it('lead to the pages of the sandbox, each of those that the runbook links to', async () => {
    const { okta, app, api, groupId, userId } = await connect({ connected: false });
    const server = asText((await api('GET', '/authorizationServers')).list[0]?.['id']);
    const pages = consolePages(okta.url);
    const links: Record<keyof typeof pages, string> = {
      app: pages.app('amazon_aws_sso', app, 'provisioning'),
      group: pages.group(await groupId('Kiro Team')),
      user: pages.user(await userId('ana@example.com')),
      people: pages.people(),
      authorizationServer: pages.authorizationServer(server),
      authorizationServers: pages.authorizationServers(),
    };
    const titles = await Promise.all(
      Object.values(links).map(async (url) => /<h1>(.*?)<\/h1>/.exec(await (await page(url)).text())?.[1]),
    );
    expect(titles).toEqual(['AWS', 'Kiro Team', 'ana@example.com', 'People', 'default', 'Authorization Servers']);
  });
});

describe('a name of elsewhere that leads to this machine', () => {
  it('shows no page, and changes nothing', async () => {
    const okta = await startTestOkta();
    onTestFinished(() => okta.close());
    const ask = (method: string, path: string, headers: Record<string, string>): Promise<number> =>
      new Promise((resolve, reject) => {
        const { port } = new URL(okta.url);
        const sent = { host: '127.0.0.1', port, method, path, headers: { ...BROWSER, ...headers } };
        request(sent, (answer) => resolve(answer.resume().statusCode ?? 0))
          .on('error', reject)
          .end();
      });
    const host = 'sandbox.example.org:80';
    expect(await ask('GET', '/console', { host })).toBe(403);
    expect(
      await ask('POST', '/console/users/ana@example.com/wrong-passwords', { host, origin: `http://${host}` }),
    ).toBe(403);
    expect(await ask('GET', '/console', { host: new URL(okta.url).host })).toBe(200);
  });
});

describe('Okta’s forms', () => {
  it('test and save the integration, switch on To App, and push a group', async () => {
    const { okta, kiro, app, assign, appUser } = await connect({ connected: false });
    await assign('Kiro Team');
    const url = `${okta.url}/console/apps/${app}`;
    const access = { baseUrl: kiro.endpoint, token: kiro.token };
    const bare = await (await send(url, { do: 'configure', ...access })).text();
    expect(bare).toContain('Enable API integration: check it');
    const asked = { do: 'configure', enable: 'yes', ...access };
    expect(await (await send(url, { ...asked, token: 'wrong' })).text()).toContain(
      'id="configure-token-error">Error authenticating: Unauthorized.',
    );
    expect(await (await send(url, { ...asked, baseUrl: 'x' })).text()).toContain(
      'id="configure-baseUrl-error">Base URL: Does not match required pattern',
    );
    const tried = await send(url, { ...asked, also: 'yes' });
    const testing = await tried.text();
    expect([tried.status, testing]).toEqual([200, expect.stringContaining('verified successfully')]);
    // Only tested: what was typed stays in the form, and nothing is saved.
    expect(testing).toContain(`value="${kiro.endpoint}"`);
    expect(testing).toContain('Provisioning is not enabled.');
    expect((await sendAndFollow(url, asked)).text).toContain('The integration is saved');
    expect(await (await page(url)).text()).not.toContain(kiro.token);
    const on = new URLSearchParams([
      ['do', 'to-app'],
      ['on', 'createUsers'],
      ['on', 'updateUserAttributes'],
    ]);
    await fetch(url, { method: 'POST', body: on, headers: BROWSER });
    await sendAndFollow(url, { do: 'provision-users' });
    await appUser('ana@example.com');
    const nobody = await (await send(url, { do: 'push-group', group: HOSTILE })).text();
    expect(nobody).toContain('id="push-group-group-error"');
    expect(nobody).not.toContain(HOSTILE);
    expect((await sendAndFollow(url, { do: 'push-group', group: 'Kiro Team' })).text).toContain('is pushed');
    expect(await (await send(url, { do: 'push-group', group: 'Kiro Team' })).text()).toContain('already pushed');
    const shown = (await sendAndFollow(url, { do: 'push-now', group: 'Kiro Team' })).text;
    expect(shown).toMatch(/badge good">Active/);
  });

  it('take a person out of a group by hand, by a rule, and in a directory', async () => {
    const okta = await startTestOkta();
    onTestFinished(() => okta.close());
    const api = async (method: string, path: string, body?: object): Promise<unknown> => {
      const headers = { authorization: `SSWS ${okta.token}`, 'content-type': 'application/json' };
      const sent = body === undefined ? {} : { body: JSON.stringify(body) };
      const text = await (await fetch(`${okta.url}${path}`, { method, headers, ...sent })).text();
      return text === '' ? null : (JSON.parse(text) as unknown);
    };
    const groupsOf = async () =>
      (
        (await api('GET', '/api/v1/users/ana@example.com/groups')) as { id: string; profile: { name: string } }[]
      ).filter(({ profile }) => profile.name !== 'Everyone');
    const ruled = (await api('POST', '/api/v1/groups', { profile: { name: 'Ruled' } })) as { id: string };
    const rule = (await api('POST', '/api/v1/groups/rules', {
      type: 'group_rule',
      name: 'All',
      conditions: { expression: { type: 'urn:okta:expression:1.0', value: 'String.startsWith(user.login,"a")' } },
      actions: { assignUserToGroups: { groupIds: [ruled.id] } },
    })) as { id: string };
    await api('POST', `/api/v1/groups/rules/${rule.id}/lifecycle/activate`);
    await sendAndFollow(`${okta.url}/console/groups`, {
      do: 'import',
      directory: 'Active Directory',
      group: 'Designers',
      members: 'ana@example.com\nben@example.com',
    });
    const before = await groupsOf();
    expect(before.map(({ profile }) => profile.name)).toEqual(['Kiro Users', 'Kiro Team', 'Ruled', 'Designers']);
    const url = `${okta.url}/console/users/ana@example.com`;
    const acts = ['remove', 'remove', 'except', 'directory'];
    for (const [index, { id, profile }] of before.entries())
      await sendAndFollow(url, { do: acts[index] ?? '', group: id, name: profile.name, login: 'ana@example.com' });
    expect(await groupsOf()).toEqual([]);
    await sendAndFollow(url, { do: 'wrong-passwords', login: 'ana@example.com' });
    expect(await (await page(url)).text()).toContain('LOCKED_OUT');
  });
});
