import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OktaSandbox } from '../../../sandbox/okta/start-okta.js';
import { call, sdk, startTestOkta } from './support.js';

let sandbox: OktaSandbox;
beforeEach(async () => {
  sandbox = await startTestOkta();
});
afterEach(() => sandbox.close());

const api = (method: string, path: string, body?: unknown) => call(sandbox, method, `/api/v1${path}`, body);

async function groupOf(name: string): Promise<string> {
  const { list } = await api('GET', `/groups?q=${encodeURIComponent(name)}`);
  return list.find((group) => (group['profile'] as { name: string }).name === name)!['id'] as string;
}

const membersOf = async (id: string): Promise<string[]> =>
  (await api('GET', `/groups/${id}/users`)).list.map((user) => (user['profile'] as { login: string }).login);

const ruleBody = (groupId: string, value: string, exclude: string[] = []) => ({
  type: 'group_rule',
  name: 'Data people',
  conditions: {
    people: { users: { exclude } },
    expression: { value, type: 'urn:okta:expression:1.0' },
  },
  actions: { assignUserToGroups: { groupIds: [groupId] } },
});

describe('a group rule', () => {
  it('puts those it fits into the group, and takes them out when it fits no more', async () => {
    const { body: group } = await api('POST', '/groups', { profile: { name: 'Data' } });
    const groupId = group['id'] as string;
    const { body: rule } = await api('POST', '/groups/rules', ruleBody(groupId, 'user.department=="Data"'));
    expect(rule).toMatchObject({ status: 'INACTIVE', type: 'group_rule' });
    expect(await membersOf(groupId)).toEqual([]);
    expect((await api('POST', `/groups/rules/${rule['id'] as string}/lifecycle/activate`)).status).toBe(204);
    const members = await membersOf(groupId);
    expect(members).toContain('cem@example.com');
    const { status, body } = await api('DELETE', `/groups/${groupId}/users/cem@example.com`);
    expect([status, body['errorCode']]).toEqual([403, 'E0000006']);
    await api('POST', '/users/cem@example.com', { profile: { department: 'Sales' } });
    expect(await membersOf(groupId)).toEqual(members.filter((login) => login !== 'cem@example.com'));
  });

  it('lets go of whom it excludes, and is changed only while it is inactive', async () => {
    const { body: group } = await api('POST', '/groups', { profile: { name: 'Data' } });
    const groupId = group['id'] as string;
    const users = await groupOf('Kiro Users');
    const { body: rule } = await api('POST', '/groups/rules', ruleBody(groupId, `isMemberOfAnyGroup("${users}")`));
    const path = `/groups/rules/${rule['id'] as string}`;
    await api('POST', `${path}/lifecycle/activate`);
    expect(await membersOf(groupId)).toHaveLength(24);
    const { body: cem } = await api('GET', '/users/cem@example.com');
    const changed = ruleBody(groupId, `isMemberOfAnyGroup("${users}")`, [cem['id'] as string]);
    expect((await api('PUT', path, changed)).status).toBe(400);
    await api('POST', `${path}/lifecycle/deactivate`);
    expect((await api('PUT', path, changed)).status).toBe(200);
    await api('POST', `${path}/lifecycle/activate`);
    expect(await membersOf(groupId)).not.toContain('cem@example.com');
    await api('DELETE', `/groups/${users}/users/ana@example.com`);
    expect(await membersOf(groupId)).toHaveLength(22);
  });

  it('is read by the SDK, and refuses an expression that it cannot read', async () => {
    const users = await groupOf('Kiro Users');
    expect((await api('POST', '/groups/rules', ruleBody(users, 'user.department matches "x"'))).status).toBe(400);
    await api('POST', '/groups/rules', ruleBody(users, 'user.department=="Data" or user.department=="Security"'));
    const rules = await sdk(sandbox).groupApi.listGroupRules({ limit: 200 });
    const names: string[] = [];
    for await (const rule of rules) if (rule !== null) names.push(rule.name!);
    expect(names).toEqual(['Data people']);
  });
});

describe('a directory', () => {
  it('brings groups of its own, whose members only it can change', async () => {
    const imported = (members: string[]) =>
      call(sandbox, 'POST', '/console/directories/example.local/import', { groups: [{ name: 'AD Kiro', members }] });
    const { body } = await imported(['ana@example.com', 'ben@example.com']);
    const [group] = body['groups'] as { id: string }[];
    expect((await api('GET', `/groups/${group!.id}`)).body).toMatchObject({
      type: 'APP_GROUP',
      source: { id: body['app'] },
    });
    expect((await api('DELETE', `/groups/${group!.id}/users/ana@example.com`)).status).toBe(403);
    await imported(['ben@example.com']);
    expect(await membersOf(group!.id)).toEqual(['ben@example.com']);
  });
});
