import { describe, expect, it } from 'vitest';
import { textOf } from '../../../sandbox/kit/json-values.js';
import { filter, startTestKiro, userBody } from './support.js';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

describe('access', () => {
  it('is refused without a token, with another one, and at another tenant', async () => {
    const kiro = await startTestKiro();
    const other = kiro.endpoint.replace(/[0-9a-f]{12}\/scim/, '000000000000/scim');
    const atOther = await fetch(`${other}/Users`, { headers: { Authorization: `Bearer ${kiro.token}` } });
    const answers = [await kiro.scim('GET', '/Users', undefined, ''), await kiro.scim('GET', '/Users', undefined, 'x')];
    expect([...answers.map(({ status }) => status), atOther.status]).toEqual([401, 401, 401]);
    expect((await kiro.scim('GET', '/Users')).status).toBe(200);
  });

  it('ends with the token’s year', async () => {
    const kiro = await startTestKiro({ expiredToken: true });
    expect((await kiro.scim('GET', '/Users')).status).toBe(401);
  });

  it('answers faults as AWS does', async () => {
    const kiro = await startTestKiro();
    for (const [kind, status] of [
      ['status', 503],
      ['rate-limit', 429],
    ] as const) {
      const set = await fetch(`${kiro.url}/sandbox/faults`, {
        method: 'POST',
        body: JSON.stringify({ path: '/*/Users', kind, status }),
      });
      expect(set.status).toBe(201);
      const answer = await kiro.scim('GET', '/Users');
      expect([answer.status, answer.body['status']]).toEqual([status, String(status)]);
      expect(answer.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it('is throttled beyond the quota, reads and writes apart', async () => {
    const kiro = await startTestKiro({ throttle: { writes: 0, reads: 1000 } });
    const refused = await kiro.scim('POST', '/Users', userBody('ana@example.com'));
    expect([refused.status, refused.body['status']]).toEqual([429, '429']);
    expect((await kiro.scim('GET', '/Users')).status).toBe(200);
  });
});

describe('errors', () => {
  it('have the form of AWS', async () => {
    const kiro = await startTestKiro();
    const { status, body, headers } = await kiro.scim('POST', '/Users', '{"userName":');
    const schema = ['urn:ietf:params:scim:api:messages:2.0:Error'];
    const detail = 'Request is unparsable, syntactically incorrect, or violates schema.';
    expect(status).toBe(400);
    expect(body).toMatchObject({ schema, schemas: schema, detail, status: '400' });
    expect(body['timeStamp']).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/);
    expect(body).not.toHaveProperty('scimType');
    expect(headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('content-type')).toContain('application/scim+json');
  });
});

describe('creating a user', () => {
  it('gives it back with id, meta and location', async () => {
    const kiro = await startTestKiro();
    const { status, body, headers } = await kiro.scim('POST', '/Users', userBody('ana@example.com'));
    expect(status).toBe(201);
    expect(body).toMatchObject({ ...userBody('ana@example.com'), meta: { resourceType: 'User' } });
    expect(headers.get('location')).toBe(`${kiro.endpoint}/Users/${textOf(body, 'id')}`);
    expect((await kiro.scim('GET', `/Users/${textOf(body, 'id')}`)).body).toEqual(body);
  });

  it.each([
    ['no family name', { name: { givenName: 'Ana' } }],
    ['no display name', { displayName: null }],
    ['an empty text', { title: '' }],
    ['an unsafe name', { displayName: 'Ana <script>' }],
    ['two addresses', { emails: [1, 2].map((n) => ({ value: `ana${n}@example.com`, primary: true })) }],
    ['an e-mail address that is not primary', { emails: [{ value: 'ana@example.com' }] }],
    ['groups', { groups: [{ value: 'x' }] }],
    ['department', { [ENTERPRISE]: { department: 'Data' } }],
    ['employeeNumber', { [ENTERPRISE]: { employeeNumber: '7' } }],
  ])('refuses %s', async (_what, change) => {
    const kiro = await startTestKiro();
    expect((await kiro.scim('POST', '/Users', userBody('ana@example.com', change))).status).toBe(400);
    expect((await kiro.scim('GET', '/Users')).resources).toEqual([]);
  });

  it('takes the attributes of IAM Identity Center where Kiro’s refusal is switched off', async () => {
    const kiro = await startTestKiro({ refuseAttributes: [] });
    const id = await kiro.user('ana@example.com', { [ENTERPRISE]: { department: 'Data', manager: { value: 'm1' } } });
    const { body } = await kiro.scim('GET', `/Users/${id}`);
    expect(body[ENTERPRISE]).toEqual({ department: 'Data', manager: { value: 'm1' } });
    expect((await kiro.scim('GET', `/Users${filter(`manager eq "m1" and id eq "${id}"`)}`)).resources).toHaveLength(1);
  });

  it('says what is missing, and which list is too long, as AWS does', async () => {
    const kiro = await startTestKiro();
    const detail = async (change: object) =>
      (await kiro.scim('POST', '/Users', { ...userBody('ana@example.com'), ...change })).body['detail'];
    expect(await detail({ name: {} })).toContain("Value at 'name.givenName' failed to satisfy constraint");
    expect(await detail({ phoneNumbers: [{ value: '1' }, { value: '2' }] })).toBe(
      'List attribute phoneNumbers exceeds allowed limit of 1',
    );
  });

  it('is a conflict for a name, an address or an external id that is there', async () => {
    const kiro = await startTestKiro();
    await kiro.user('ana@example.com');
    const same = [
      userBody('ANA@example.com', { externalId: '2', emails: [] }),
      userBody('ben@example.com', { externalId: '00uana' }),
      userBody('ben@example.com', { emails: [{ value: 'ana@example.com', primary: true }] }),
    ];
    for (const body of same) expect((await kiro.scim('POST', '/Users', body)).status).toBe(409);
  });
});

describe('changing a user', () => {
  it('takes Okta’s and AWS’s ways to deactivate', async () => {
    const kiro = await startTestKiro();
    const path = `/Users/${await kiro.user('ana@example.com')}`;
    const okta = await kiro.patch(path, { op: 'replace', value: { active: false } });
    expect([okta.status, okta.body['active']]).toEqual([200, false]);
    await kiro.patch(path, { op: 'Replace', path: 'active', value: true });
    const aws = await kiro.patch(path, { op: 'replace', path: 'active', value: 'false' });
    expect([aws.status, aws.body['active']]).toEqual([200, false]);
  });

  it('adds, replaces and removes attributes', async () => {
    const kiro = await startTestKiro();
    const path = `/Users/${await kiro.user('ana@example.com', { title: 'Boss' })}`;
    const { status } = await kiro.patch(
      path,
      { op: 'add', path: 'nickName', value: 'An' },
      { op: 'replace', path: 'name.familyName', value: 'New' },
      { op: 'replace', path: 'emails[type eq "work"].value', value: 'new@example.com' },
      { op: 'remove', path: 'title' },
    );
    expect(status).toBe(200);
    const { body } = await kiro.scim('GET', path);
    expect(body).toMatchObject({ nickName: 'An', name: { givenName: 'ana', familyName: 'New' } });
    expect(body['emails']).toEqual([{ value: 'new@example.com', type: 'work', primary: true }]);
    expect(body).not.toHaveProperty('title');
  });

  it.each([
    ['two operations on active', [1, 2].map(() => ({ op: 'replace', path: 'active', value: true }))],
    ['removing the user name', [{ op: 'remove', path: 'userName' }]],
    ['removing a name that is required', [{ op: 'remove', path: 'name.givenName' }]],
    ['an attribute that Kiro refuses', [{ op: 'add', path: `${ENTERPRISE}:department`, value: 'Data' }]],
    ['such an attribute in the whole extension', [{ op: 'add', path: ENTERPRISE, value: { department: 'Data' } }]],
    ['such an attribute without a path', [{ op: 'replace', value: { [ENTERPRISE]: { department: 'Data' } } }]],
    ['an unknown operation', [{ op: 'move', path: 'title', value: 'x' }]],
    ['no operations', []],
    ['another external id', [{ op: 'replace', path: 'externalId', value: 'other' }]],
    ['another id', [{ op: 'replace', path: 'id', value: 'other' }]],
  ])('refuses %s and changes nothing', async (_what, operations) => {
    const kiro = await startTestKiro();
    const path = `/Users/${await kiro.user('ana@example.com')}`;
    const before = await kiro.scim('GET', path);
    expect((await kiro.patch(path, ...operations)).status).toBe(400);
    expect((await kiro.scim('GET', path)).body).toEqual(before.body);
  });

  it('takes the enterprise extension as a whole, in parts, and away', async () => {
    const kiro = await startTestKiro();
    const path = `/Users/${await kiro.user('ana@example.com')}`;
    const extension = async () => (await kiro.scim('GET', path)).body[ENTERPRISE];
    await kiro.patch(path, { op: 'add', path: ENTERPRISE, value: { costCenter: '1', manager: { value: 'm1' } } });
    expect(await extension()).toEqual({ costCenter: '1', manager: { value: 'm1' } });
    await kiro.patch(path, { op: 'replace', value: { [ENTERPRISE]: { costCenter: '2' } } });
    await kiro.patch(path, { op: 'replace', path: `${ENTERPRISE}:division`, value: 'D' });
    expect(await extension()).toEqual({ costCenter: '2', division: 'D', manager: { value: 'm1' } });
    expect((await kiro.patch(path, { op: 'remove', path: ENTERPRISE })).status).toBe(200);
    expect(await extension()).toBeUndefined();
  });

  it('replaces the whole with PUT, but never the external id', async () => {
    const kiro = await startTestKiro();
    const path = `/Users/${await kiro.user('ana@example.com', { title: 'Boss' })}`;
    const put = await kiro.scim('PUT', path, userBody('ana2@example.com', { externalId: '00uana' }));
    expect([put.status, put.body['userName'], put.body['title']]).toEqual([200, 'ana2@example.com', undefined]);
    const moved = await kiro.scim('PUT', path, userBody('ana@example.com', { externalId: 'other' }));
    expect(moved.body['detail']).toContain('does not satisfy the mutability validation');
  });

  it('deletes it, also from its groups', async () => {
    const kiro = await startTestKiro();
    const id = await kiro.user('ana@example.com');
    const group = await kiro.group('Team', [id]);
    expect((await kiro.scim('DELETE', `/Users/${id}`)).status).toBe(204);
    expect((await kiro.scim('GET', `/Users/${id}`)).status).toBe(404);
    expect((await kiro.scim('GET', `/Users${filter(`groups.value eq "${group}"`)}`)).resources).toEqual([]);
    expect((await kiro.scim('DELETE', `/Users/${id}`)).status).toBe(404);
  });
});
