import { describe, expect, it } from 'vitest';
import { textOf } from '../../../sandbox/kit/json-values.js';
import { filter, startTestKiro, type TestKiro } from './support.js';

async function members(kiro: TestKiro, group: string): Promise<unknown[]> {
  const ids: unknown[] = [];
  let cursor: unknown = '';
  while (typeof cursor === 'string') {
    const query = filter(`groups.value eq "${group}"`, { cursor });
    const { body, resources } = await kiro.scim('GET', `/Users${query}`);
    ids.push(...resources.map(({ id }) => id));
    cursor = body['nextCursor'];
  }
  return ids;
}

const value = (ids: string[]) => ids.map((id) => ({ value: id }));

describe('a group', () => {
  it('never tells its members, and has no PUT', async () => {
    const kiro = await startTestKiro();
    const ana = await kiro.user('ana@example.com');
    const made = await kiro.scim('POST', '/Groups', { displayName: 'Team', members: value([ana]) });
    expect(made.status).toBe(201);
    const path = `/Groups/${textOf(made.body, 'id')}`;
    const listed = (await kiro.scim('GET', '/Groups')).resources[0];
    for (const body of [made.body, (await kiro.scim('GET', path)).body, listed]) {
      expect(body).toHaveProperty('displayName', 'Team');
      expect(body).not.toHaveProperty('members');
    }
    expect((await kiro.scim('PUT', path, { displayName: 'Other' })).status).toBe(405);
    expect(await members(kiro, textOf(made.body, 'id'))).toEqual([ana]);
  });

  it('needs a name that is free, and members who exist', async () => {
    const kiro = await startTestKiro();
    await kiro.group('Team');
    const status = async (body: object) => (await kiro.scim('POST', '/Groups', body)).status;
    expect(await status({})).toBe(400);
    expect(await status({ displayName: 'team' })).toBe(409);
    expect(await status({ displayName: 'New', members: value(['nobody']) })).toBe(404);
    expect((await kiro.scim('GET', '/Groups')).resources).toHaveLength(1);
  });

  it('takes members in every form that Okta and AWS use, and is renamed by a path-less value', async () => {
    const kiro = await startTestKiro();
    const ids = [await kiro.user('a@example.com'), await kiro.user('b@example.com'), await kiro.user('c@example.com')];
    const [a = '', b = '', c = ''] = ids;
    const group = await kiro.group('Team');
    const path = `/Groups/${group}`;
    expect((await kiro.patch(path, { op: 'add', path: 'members', value: value(ids) })).status).toBe(204);
    expect(await members(kiro, group)).toEqual(ids);
    await kiro.patch(path, { op: 'remove', path: `members[value eq "${a}"]` });
    await kiro.patch(path, { op: 'remove', path: 'members', value: value([b]) });
    await kiro.patch(path, { op: 'add', value: { members: value([c]) } });
    expect(await members(kiro, group)).toEqual([c]);
    expect((await kiro.patch(path, { op: 'replace', value: { id: group, displayName: 'New' } })).status).toBe(204);
    expect((await kiro.scim('GET', path)).body).toHaveProperty('displayName', 'New');
    expect((await kiro.scim('DELETE', path)).status).toBe(204);
    expect((await kiro.scim('GET', path)).status).toBe(404);
  });

  it('takes 100 changes of members in a request and no more', async () => {
    const kiro = await startTestKiro();
    const ids = await Promise.all(Array.from({ length: 101 }, (_, n) => kiro.user(`u${n}@example.com`)));
    const path = `/Groups/${await kiro.group('Team')}`;
    expect((await kiro.patch(path, { op: 'add', path: 'members', value: value(ids) })).status).toBe(400);
    const split = [ids.slice(0, 60), ids.slice(60)].map((part) => ({ op: 'add', path: 'members', value: value(part) }));
    expect((await kiro.patch(path, ...split)).status).toBe(400);
    expect(await members(kiro, path.slice(8))).toEqual([]);
    expect((await kiro.patch(path, { op: 'add', path: 'members', value: value(ids.slice(1)) })).status).toBe(204);
    expect(await members(kiro, path.slice(8))).toHaveLength(100);
    expect((await kiro.scim('POST', '/Groups', { displayName: 'All', members: value(ids) })).status).toBe(400);
  });

  it.each([
    ['replacing all members', { op: 'replace', path: 'members', value: [] }],
    ['removing all members', { op: 'remove', path: 'members' }],
    ['replacing members without a path', { op: 'replace', value: { members: [] } }],
    ['another attribute', { op: 'replace', path: 'description', value: 'x' }],
    ['an empty name', { op: 'replace', path: 'displayName', value: '' }],
  ])('refuses %s, and keeps its members', async (_what, operation) => {
    const kiro = await startTestKiro();
    const group = await kiro.group('Team', [await kiro.user('ana@example.com')]);
    const added = { op: 'replace', path: 'displayName', value: 'Renamed' };
    expect((await kiro.patch(`/Groups/${group}`, added, operation)).status).toBe(400);
    expect((await kiro.scim('GET', `/Groups/${group}`)).body).toHaveProperty('displayName', 'Team');
    expect(await members(kiro, group)).toHaveLength(1);
  });

  it('of the old generation says 204 without effect and 400 with effect', async () => {
    const kiro = await startTestKiro({ generation: 'old' });
    const ana = await kiro.user('ana@example.com');
    const group = await kiro.group('Team', [ana]);
    const replace = (list: unknown) => kiro.patch(`/Groups/${group}`, { op: 'replace', path: 'members', value: list });
    const isMember = async () =>
      (await kiro.scim('GET', `/Groups${filter(`id eq "${group}" and members eq "${ana}"`)}`)).resources.length === 1;
    expect([(await replace([])).status, await isMember()]).toEqual([204, true]);
    expect([(await replace([{ value: '' }])).status, await isMember()]).toEqual([400, false]);
  });
});
