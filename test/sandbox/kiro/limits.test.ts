import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../sandbox/kit/json-values.js';
import { startTestKiro, userBody } from './support.js';

// What AWS's SCIM does not take. Each name ends with where the fact is from.

const USER = 'https://docs.aws.amazon.com/singlesignon/latest/IdentityStoreAPIReference/API_User.html';
const NAME = 'https://docs.aws.amazon.com/singlesignon/latest/IdentityStoreAPIReference/API_Name.html';
const GROUP = 'https://docs.aws.amazon.com/singlesignon/latest/IdentityStoreAPIReference/API_Group.html';
const EXTERNAL_ID = 'https://docs.aws.amazon.com/singlesignon/latest/IdentityStoreAPIReference/API_ExternalId.html';
const OKTA =
  'https://support.okta.com/help/s/article/aws-provisioning-error-request-is-unparsable-syntactically-incorrect-or-violates-schema';
const CREATE_USER = 'https://docs.aws.amazon.com/singlesignon/latest/IdentityStoreAPIReference/API_CreateUser.html';

const x = (length: number): string => 'x'.repeat(length);
const whole = { streetAddress: 'Main Street 1', locality: 'Bern', region: 'BE', postalCode: '3000', country: 'CH' };

describe('a user', () => {
  it.each<[what: string, source: string, change: JsonObject]>([
    ['a user name of 129 characters', USER, { userName: x(129) }],
    ['a user name with a space', USER, { userName: 'ana ribeiro' }],
    ['a user name with a colon', USER, { userName: 'corp:ana' }],
    ['a user name that AWS keeps for itself', CREATE_USER, { userName: 'Administrator' }],
    ['an external id of 257 characters', EXTERNAL_ID, { externalId: x(257) }],
    ['an external id with a space', EXTERNAL_ID, { externalId: '00u ana' }],
    ['an external id with a colon', 'suvera/keycloak-scim2-storage#3', { externalId: 'f:4b33:ana' }],
    ['a display name of 1,025 characters', USER, { displayName: x(1025) }],
    ['a display name with a semicolon', OKTA, { displayName: 'Ana; Ribeiro' }],
    ['a given name of 1,025 characters', NAME, { name: { givenName: x(1025), familyName: 'y' } }],
    ['a middle name with a percent sign', OKTA, { name: { givenName: 'a', familyName: 'b', middleName: '5%' } }],
    ['a title of 1,025 characters', USER, { title: x(1025) }],
    ['a control character', 'https://pmcc.net/posts/aws-scim-provisioning-errors', { title: 'Chief\u0007' }],
    ['a part of an address', OKTA, { addresses: [{ ...whole, postalCode: null }] }],
  ])('is refused with %s (%s)', async (_what, _source, change) => {
    const kiro = await startTestKiro();
    const refused = await kiro.scim('POST', '/Users', userBody('ana@example.com', change));
    expect([refused.status, refused.body['status']]).toEqual([400, '400']);
    expect((await kiro.scim('GET', '/Users')).resources).toEqual([]);
    // Nor is it taken later
    const path = `/Users/${await kiro.user('ana@example.com')}`;
    expect((await kiro.scim('PUT', path, userBody('ana@example.com', change))).status).toBe(400);
  });

  it(`is taken with the longest values and every character that is allowed (${USER})`, async () => {
    const kiro = await startTestKiro();
    const body = userBody('ana@example.com', {
      userName: x(128),
      externalId: x(256),
      displayName: x(1024),
      name: { givenName: "Zoë-Ann O'Neil", familyName: '山田 (太郎)' },
      title: 'R&D / "core" — №1',
      addresses: [whole],
    });
    expect((await kiro.scim('POST', '/Users', body)).status).toBe(201);
  });

  it(`is refused with the name of the value that is too long, in the words of AWS (${USER})`, async () => {
    const kiro = await startTestKiro();
    const { body } = await kiro.scim('POST', '/Users', userBody('ana@example.com', { userName: x(129) }));
    expect(body['detail']).toContain("Value at 'userName' failed to satisfy constraint");
    expect(body['detail']).toContain('128');
  });
});

describe('a group', () => {
  it.each<[what: string, source: string, change: JsonObject]>([
    ['a name of 1,025 characters', GROUP, { displayName: x(1025) }],
    ['a name with < and >', OKTA, { displayName: '<b>Team</b>' }],
    ['a name that AWS keeps for itself', CREATE_USER, { displayName: 'AWSAdministrators' }],
    ['an external id with a space', EXTERNAL_ID, { externalId: '00g team' }],
  ])('is refused with %s (%s)', async (_what, _source, change) => {
    const kiro = await startTestKiro();
    expect((await kiro.scim('POST', '/Groups', { displayName: 'Team', ...change })).status).toBe(400);
    const path = `/Groups/${await kiro.group('Team')}`;
    expect((await kiro.patch(path, { op: 'replace', value: change })).status).toBe(400);
    expect((await kiro.scim('GET', path)).body).toMatchObject({ displayName: 'Team' });
  });

  it(`is taken with a name of 1,024 characters and spaces (${GROUP})`, async () => {
    const kiro = await startTestKiro();
    expect((await kiro.scim('POST', '/Groups', { displayName: `Kiro Team ${x(1014)}` })).status).toBe(201);
  });
});
