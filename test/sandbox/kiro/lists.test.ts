import { describe, expect, it } from 'vitest';
import { textOf } from '../../../sandbox/kit/json-values.js';
import { filter, startTestKiro, type TestKiro } from './support.js';

async function withUsers(kiro: TestKiro, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) ids.push(await kiro.user(`user${index}@example.com`));
  return ids;
}

const names = (resources: { userName?: unknown; displayName?: unknown }[]) =>
  resources.map(({ userName, displayName }) => userName ?? displayName);

describe('pages', () => {
  it('follow each other by cursor until there is none', async () => {
    const kiro = await startTestKiro();
    await withUsers(kiro, 5);
    const seen: unknown[] = [];
    let cursor: unknown = '';
    const sizes: unknown[] = [];
    while (typeof cursor === 'string') {
      const { body, resources } = await kiro.scim('GET', `/Users?cursor=${cursor}&count=2`);
      expect(body).not.toHaveProperty('totalResults');
      expect(body).not.toHaveProperty('startIndex');
      seen.push(...names(resources));
      sizes.push(body['itemsPerPage']);
      cursor = body['nextCursor'];
    }
    expect(sizes).toEqual([2, 2, 1]);
    expect(seen).toEqual([0, 1, 2, 3, 4].map((n) => `user${n}@example.com`));
  });

  it('refuse a cursor that was made for another filter, or by nobody', async () => {
    const kiro = await startTestKiro();
    await withUsers(kiro, 2);
    const { body } = await kiro.scim('GET', '/Users?cursor=&count=1');
    const cursor = textOf(body, 'nextCursor');
    const other = await kiro.scim('GET', `/Users${filter('userName eq "x"', { cursor })}`);
    expect([other.status, (await kiro.scim('GET', '/Users?cursor=made-up')).status]).toEqual([400, 400]);
  });

  it('without a cursor count themselves alone, and know no start index', async () => {
    const kiro = await startTestKiro();
    await withUsers(kiro, 3);
    const { body, resources } = await kiro.scim('GET', '/Users?count=2&startIndex=2');
    expect(body).toMatchObject({ totalResults: 2, itemsPerPage: 2, startIndex: 1 });
    expect(names(resources)).toEqual(['user0@example.com', 'user1@example.com']);
    expect((await kiro.scim('GET', '/Users?count=101')).status).toBe(400);
    expect((await kiro.scim('GET', '/Users?count=0')).status).toBe(400);
  });

  it('of the old generation hold at most 50 and have no cursor', async () => {
    const kiro = await startTestKiro({ generation: 'old' });
    await withUsers(kiro, 51);
    const { body, resources } = await kiro.scim('GET', '/Users?cursor=&count=100');
    expect(resources).toHaveLength(50);
    expect(body).toHaveProperty('totalResults', 50);
    expect(body).not.toHaveProperty('nextCursor');
  });
});

describe('filters', () => {
  it('find users and groups by each attribute that AWS takes', async () => {
    const kiro = await startTestKiro();
    const [ana = '', ben = ''] = await withUsers(kiro, 2);
    const group = await kiro.group('Team', [ana]);
    const users = async (text: string) => names((await kiro.scim('GET', `/Users${filter(text)}`)).resources);
    const groups = async (text: string) => names((await kiro.scim('GET', `/Groups${filter(text)}`)).resources);
    expect(await users('userName eq "USER0@example.com"')).toEqual(['user0@example.com']);
    expect(await users('externalId eq "00uuser1"')).toEqual(['user1@example.com']);
    expect(await users(`groups.value eq "${group}"`)).toEqual(['user0@example.com']);
    expect(await users('userName eq "nobody"')).toEqual([]);
    expect(await groups('displayName eq "team"')).toEqual(['Team']);
    expect(await groups(`members.value eq "${ana}"`)).toEqual(['Team']);
    for (const member of ['member', 'members']) {
      expect(await groups(`id eq "${group}" and ${member} eq "${ana}"`)).toEqual(['Team']);
      expect(await groups(`${member} eq "${ben}" and id eq "${group}"`)).toEqual([]);
    }
    expect((await kiro.scim('GET', `/Groups${filter('members.value eq "nobody"')}`)).status).toBe(404);
  });

  it.each([
    ['Users', 'userName sw "a"'],
    ['Users', 'userName eq "a" or userName eq "b"'],
    ['Users', 'userName eq "a" and externalId eq "b"'],
    ['Users', 'not (userName eq "a")'],
    ['Users', 'userName pr'],
    ['Users', 'active eq true'],
    ['Users', 'displayName eq "a"'],
    ['Users', 'userName eq "a" and userName eq "b"'],
    ['Users', 'userName eq'],
    ['Users', 'emails[type eq "work"]'],
    ['Groups', 'displayName co "a"'],
    ['Groups', 'members eq "a"'],
  ])('refuse for %s: %s', async (type, text) => {
    const kiro = await startTestKiro();
    expect((await kiro.scim('GET', `/${type}${filter(text)}`)).status).toBe(400);
  });

  it('of the old generation know no groups.value and no members.value', async () => {
    const kiro = await startTestKiro({ generation: 'old' });
    expect((await kiro.scim('GET', `/Users${filter('groups.value eq "x"')}`)).status).toBe(400);
    expect((await kiro.scim('GET', `/Groups${filter('members.value eq "x"')}`)).status).toBe(400);
    expect((await kiro.scim('GET', `/Users${filter('userName eq "x"')}`)).status).toBe(200);
  });
});

describe('discovery', () => {
  it('tells what is supported, the types and the schemas', async () => {
    const kiro = await startTestKiro();
    expect((await kiro.scim('GET', '/ServiceProviderConfig')).body).toMatchObject({
      patch: { supported: true },
      bulk: { supported: false, maxOperations: 1, maxPayloadSize: 1_048_576 },
      filter: { supported: true, maxResults: 50 },
      authenticationSchemes: [{ type: 'oauthbearertoken' }],
    });
    expect((await kiro.scim('GET', '/ResourceTypes')).resources.map(({ id }) => id)).toEqual(['User', 'Group']);
    expect((await kiro.scim('GET', '/ResourceTypes/Group')).body).toHaveProperty('endpoint', '/Groups');
    const { resources } = await kiro.scim('GET', '/Schemas');
    for (const schema of resources) {
      expect((await kiro.scim('GET', `/Schemas/${textOf(schema, 'id')}`)).status).toBe(200);
    }
    expect(JSON.stringify(resources)).not.toContain('employeeNumber');
    expect((await kiro.scim('GET', '/Schemas/urn:nothing')).status).toBe(404);
  });

  it('does not offer what AWS does not', async () => {
    const kiro = await startTestKiro();
    for (const path of ['/Me', '/Bulk', '/Users/.search']) expect((await kiro.scim('POST', path, {})).status).toBe(501);
    expect((await kiro.scim('DELETE', '/Schemas')).status).toBe(405);
    expect((await kiro.scim('GET', '/Nothing')).status).toBe(404);
  });
});
