import { afterEach, describe, expect, it } from 'vitest';
import { createScimClient } from '../../../activities/scim/scim-api.js';
import { groupMembers } from '../../../activities/scim/membership.js';
import type { Expected } from '../../../activities/scim/tally.js';
import { list, startEndpoint, type Endpoint, type Reply } from './endpoint.js';
import { Secret } from '../../../runbook/secrets/secret.js';

const PEOPLE = ['ana', 'ben', 'cem', 'dee'].map((name) => ({
  id: `id-${name}`,
  userName: `${name}@example.com`,
  externalId: `00u-${name}`,
  name: { givenName: name, familyName: 'Lee' },
  active: true,
}));
const MEMBERS = PEOPLE.filter(({ id }) => id !== 'id-ben');
const GROUP = { id: 'g-1', displayName: 'Kiro "Team"' };
const expected = (login: string, due = true): Expected => {
  const givenName = login.slice(0, 3).toLowerCase();
  return { login, externalId: `00u-${givenName}`, givenName, familyName: 'Lee', due };
};
const EXPECTED = ['Ana@example.com', 'ben@example.com', 'eve@example.com'].map((login) => expected(login));

let endpoint: Endpoint | undefined;
afterEach(async () => {
  await endpoint?.close();
  endpoint = undefined;
});

const refused: Reply = { status: 400, body: { detail: 'filter not supported' } };

/** The look-ups that every generation of the API knows. */
function lookUp(filter: string): Reply | null {
  if (filter.startsWith('id eq ')) return null;
  const value = JSON.parse(/^\w+ eq (".*")$/.exec(filter)?.[1] ?? '""') as string;
  if (filter.startsWith('displayName eq ')) return { body: list(value === GROUP.displayName ? [GROUP] : []) };
  const isWanted = ({ userName }: { userName: string }) => userName.toLowerCase() === value.toLowerCase();
  return filter.startsWith('userName eq ') ? { body: list(PEOPLE.filter(isWanted)) } : null;
}

/** The newer API: members by `groups.value`, one a page. */
function newApi(url: URL): Reply {
  const filter = url.searchParams.get('filter') ?? '';
  const known = lookUp(filter);
  if (known !== null) return known;
  if (!filter.startsWith('groups.value eq ') || !url.searchParams.has('cursor')) return refused;
  if (!filter.includes(GROUP.id)) return { body: list([]) };
  const page = Number(url.searchParams.get('cursor'));
  return { body: list(MEMBERS.slice(page, page + 1), page + 1 < MEMBERS.length ? String(page + 1) : undefined) };
}

/** The older API: pairs alone, with the attribute under that name. */
function oldApi(attribute: string) {
  return (url: URL): Reply => {
    const filter = url.searchParams.get('filter') ?? '';
    const known = lookUp(filter);
    if (known !== null) return known;
    const [, asked, id] = /^id eq "g-1" and (\w+) eq "(.*)"$/.exec(filter) ?? [];
    if (asked !== attribute) return refused;
    if (!PEOPLE.some((person) => person.id === id)) return { status: 404, body: { detail: 'MEMBER not found' } };
    return { body: list(MEMBERS.some((member) => member.id === id) ? [GROUP] : []) };
  };
}

async function ask(api: (url: URL) => Reply, name = GROUP.displayName, people = EXPECTED) {
  endpoint = await startEndpoint(api);
  return groupMembers(createScimClient({ endpoint: endpoint.url, token: new Secret('token') }), name, people);
}

describe('groupMembers', () => {
  it('lists the members over all pages, and sees whom nobody expects', async () => {
    expect(await ask(newApi)).toEqual({
      name: GROUP.displayName,
      exists: true,
      view: 'set',
      members: new Set(['ana@example.com']),
      due: EXPECTED.map(({ login }) => login),
      missing: ['ben@example.com', 'eve@example.com'],
      strangers: ['cem@example.com', 'dee@example.com'],
      differences: new Map(),
    });
    const pages = endpoint?.requests.filter((request) => request.includes('groups.value eq "g-1"'));
    expect(pages).toHaveLength(3);
  });

  it.each(['members', 'member'])('asks for each one where only pairs are known (%s)', async (attribute) => {
    expect(await ask(oldApi(attribute))).toMatchObject({
      view: 'pairs',
      members: new Set(['ana@example.com']),
      missing: ['ben@example.com', 'eve@example.com'],
      strangers: null,
    });
  });

  it('does not believe an endpoint that ignores filters', async () => {
    const ignoring = (url: URL): Reply => ({ body: list(url.pathname.endsWith('/Groups') ? [GROUP] : PEOPLE) });
    expect(await ask(ignoring)).toMatchObject({ view: 'none', exists: true, members: new Set(), strangers: null });
  });

  it('says when the group is not there', async () => {
    expect(await ask(newApi, 'Other')).toMatchObject({ exists: false, view: 'none', missing: { length: 3 } });
  });

  it('recognizes people who were renamed on one side, are inactive, or are known without being due', async () => {
    const odd = [
      { ...PEOPLE[0]!, userName: 'ana.old@example.com' },
      { ...PEOPLE[1]!, active: 'false', externalId: null },
      { ...PEOPLE[2]!, name: { givenName: 'Cemal', familyName: ' Lee' } },
      { ...PEOPLE[3]!, active: false },
    ];
    const api = (url: URL): Reply => {
      const filter = url.searchParams.get('filter') ?? '';
      return lookUp(filter) ?? { body: list(filter.includes('g-1') ? odd : []) };
    };
    const people = [
      ...['ana', 'ben', 'cem'].map((name) => expected(`${name}@example.com`)),
      expected('dee@example.com', false),
    ];
    const found = await ask(api, GROUP.displayName, people);
    expect(found).toMatchObject({ missing: [], strangers: [], due: { length: 3 } });
    expect([...found.differences]).toEqual([
      ['ana@example.com', [{ attribute: 'userName', found: 'ana.old@example.com', wanted: 'ana@example.com' }]],
      [
        'ben@example.com',
        [
          { attribute: 'externalId', found: '', wanted: '00u-ben' },
          { attribute: 'active', found: 'false', wanted: 'true' },
        ],
      ],
      ['cem@example.com', [{ attribute: 'givenName', found: 'Cemal', wanted: 'cem' }]],
    ]);
  });

  it('ends on a cursor that repeats', async () => {
    const endless = (url: URL): Reply => {
      const filter = url.searchParams.get('filter') ?? '';
      return lookUp(filter) ?? { body: filter.includes('g-1') ? list(MEMBERS, 'again') : list([]) };
    };
    await expect(ask(endless)).rejects.toMatchObject({ nonRetryable: true });
  });
});
