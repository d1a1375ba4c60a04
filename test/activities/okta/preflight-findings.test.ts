import { describe, expect, it } from 'vitest';
import { createOktaActivities } from '../../../activities/okta/okta-activities.js';
import { checkOrg } from '../../../activities/okta/okta-plan.js';
import { clock } from '../../../activities/okta/preflight-access.js';
import { startOrg, type Org } from './support.js';

/** Makes a group of new users, and sets their lifecycle. */
async function groupOf(org: Org, name: string, lifecycles: (string | null)[]): Promise<void> {
  const group = (await org.call('POST', '/api/v1/groups', { profile: { name } })) as { id: string };
  for (const [index, lifecycle] of lifecycles.entries()) {
    const login = `${lifecycle ?? 'active'}${index}@example.com`;
    const profile = { login, email: login, firstName: 'F', lastName: 'L' };
    const activate = lifecycle !== 'stage';
    const credentials = { password: { value: 'Long-enough-1' } };
    const body = { profile, credentials };
    const user = (await org.call('POST', `/api/v1/users?activate=${activate}`, body)) as { id: string };
    await org.call('PUT', `/api/v1/groups/${group.id}/users/${user.id}`);
    if (lifecycle === 'suspend') await org.call('POST', `/api/v1/users/${user.id}/lifecycle/suspend`);
  }
}

describe('preflight', () => {
  it('names members who would not arrive, and why', async () => {
    const org = await startOrg({}, { push: { groups: ['Some'] }, provision: { groups: ['Some'], users: [] } });
    await groupOf(org, 'Some', [null, 'suspend', 'stage']);
    const { warnings } = await org.okta.preflight(org.task);
    expect(warnings.join('\n')).toContain(
      '1 person of the configuration is SUSPENDED in Okta and can neither sign in nor arrive in Kiro',
    );
    expect(warnings.join('\n')).toContain('suspend1@example.com');
    expect(warnings.join('\n')).toContain('stage2@example.com');
  });

  it('says when the rate limit is small for the calls ahead, and when it is not says nothing', async () => {
    const org = await startOrg({ rateLimit: 40 });
    const names = Array.from({ length: 12 }, (_value, index) => `Group ${index}`);
    for (const name of names) await groupOf(org, name, []);
    org.task.input.signIn = { ...org.task.input.signIn, groups: names };
    org.task.input.okta.rateLimitReserve = 0;
    await org.call('GET', '/api/v1/apps/0oa1').catch(() => null);
    const { okta, client } = org;
    client.limits.note('/api/v1/apps/0oa1', { limit: 40, remaining: 20, reset: Date.now() / 1000 + 50, date: null }, 0);
    const { warnings } = await okta.preflight(org.task);
    expect(warnings.join('\n')).toMatch(/About \d+ calls in the rate-limit bucket apps\/\{id\} are ahead/);
  });

  it('names each writing scope that OKTA_CLIENT_SCOPES leaves out', async () => {
    const org = await startOrg();
    const client = { ...org.client, scopes: ['okta.apps.read', 'okta.apps.manage'] };
    const all = /okta\.authorizationServers\.manage is not among.*okta\.groups\.manage.*okta\.profileMappings\.manage/s;
    await expect(createOktaActivities({ client }).preflight(org.task)).rejects.toThrow(all);
    // A person who only plans gets a warning, and goes on.
    expect((await checkOrg(client, org.task)).warnings.join('\n')).toMatch(all);
  });

  it.each([
    [
      ['SUPER_ADMIN', 'APP_ADMIN'],
      ['OKTA_CLIENT_TOKEN is the token of an admin with the role Super Administrator: who gets hold'],
    ],
    [['ORG_ADMIN'], ['OKTA_CLIENT_TOKEN is the token of an admin with the role Organization Administrator']],
    [['APP_ADMIN'], []],
    [null, []],
  ])('warns of a token with the roles %j as it should', async (adminRoles, expected) => {
    const org = await startOrg({ adminRoles });
    const before = (await org.requests()).length;
    const { warnings } = await org.okta.preflight(org.task);
    expect(warnings.map((text, index) => text.slice(0, expected[index]?.length))).toEqual(expected);
    const asked = (await org.requests()).slice(before).filter(({ path }) => /users\/me|\/roles/.test(path));
    expect(asked).toHaveLength(2);
    expect((await checkOrg(org.client, org.task)).warnings).toEqual(warnings);
  });

  it('is not held up where Okta fails to show the roles', async () => {
    const org = await startOrg();
    await org.fault({ path: '/api/v1/users/me', kind: 'status', status: 500, times: 100 });
    const before = (await org.requests()).length;
    expect((await org.okta.preflight(org.task)).warnings).toEqual([]);
    const asked = (await org.requests()).slice(before).filter(({ path }) => path.startsWith('/api/v1/users/me'));
    expect(asked).toHaveLength(1);
  });

  it.each([
    [
      'names with quotes, backslashes and other scripts',
      ['Team "A"', 'Back\\slash', 'Équipe Kiro', '開発 🚀', "O'Neil & Co"],
    ],
    ['very many groups', Array.from({ length: 300 }, (_value, index) => `Group ${index}`)],
  ])('finds groups: %s', async (_case, names) => {
    const org = await startOrg({}, { push: { groups: [] } });
    for (const name of names) await groupOf(org, name, []);
    org.task.input.signIn = { groups: names, users: [], test: 'off' };
    await org.okta.preflight(org.task);
    const { appId } = await org.okta.ensureOidcApplication({ ...org.task, choice: null });
    const before = (await org.requests()).length;
    const { changes } = await org.okta.ensureSignInAssignments({ ...org.task, appId });
    expect(changes.filter(({ action }) => action === 'create')).toHaveLength(names.length);
    // One look at all that is assigned, one write and one read-back each; the groups are known by now.
    expect((await org.requests()).length - before).toBeLessThanOrEqual(2 * names.length + 4);
  });
});

describe('clock', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  it.each([
    [10, null],
    [60, 'warning'],
    [600, 'blocking'],
  ])('%i seconds off is %s', (seconds, severity) => {
    const [finding] = clock([new Date(now - seconds * 1000).toUTCString()], now);
    expect(finding?.severity ?? null).toBe(severity);
  });
});
