import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asText, type JsonObject } from '../../../sandbox/kit/json-values.js';
import type { OktaSandbox } from '../../../sandbox/okta/start-okta.js';
import { kiro, signIn } from './sign-in.js';
import { call, startTestOkta } from './support.js';

// Each name ends with where the fact is from. Okta's OpenAPI document is the one of
// https://github.com/okta/okta-management-openapi-spec, dist/2026.06.3/management-minimal.yaml.

let sandbox: OktaSandbox;
beforeEach(async () => (sandbox = await startTestOkta()));
afterEach(() => sandbox.close());

const api = (method: string, path: string, body?: object): ReturnType<typeof call> =>
  call(sandbox, method, `/api/v1${path}`, body);
const console = (path: string): ReturnType<typeof call> => call(sandbox, 'POST', `/console${path}`, {}, {});
const status = async (login: string): Promise<unknown> => (await api('GET', `/users/${login}`)).body['status'];

const person = (changes: JsonObject): object => ({
  profile: { login: 'new@example.com', email: 'new@example.com', firstName: 'New', lastName: 'Person', ...changes },
});
const made = async (changes: JsonObject): Promise<[number, unknown]> => {
  const { status: code, body } = await api('POST', '/users', person(changes));
  return [code, body['errorCauses'] ?? body['profile']];
};
const schema = (properties: JsonObject): ReturnType<typeof call> =>
  api('POST', '/meta/schemas/user/default', { definitions: { base: { id: '#base', type: 'object', properties } } });

describe('statuses of people', () => {
  const ANA = 'ana@example.com';
  const lifecycle = (action: string): ReturnType<typeof call> => api('POST', `/users/${ANA}/lifecycle/${action}`);

  it('locks out after wrong passwords and unlocks (Okta, OpenAPI: POST /api/v1/users/{id}/lifecycle/unlock)', async () => {
    expect((await lifecycle('unlock')).body).toMatchObject({ errorCode: 'E0000032' });
    expect((await console(`/users/${ANA}/wrong-passwords`)).status).toBe(200);
    expect(await status(ANA)).toBe('LOCKED_OUT');
    expect((await console(`/users/${ANA}/wrong-passwords`)).status).toBe(400);
    expect((await lifecycle('suspend')).body).toMatchObject({ errorCode: 'E0000001' });
    expect((await lifecycle('unlock')).status).toBe(200);
    expect(await status(ANA)).toBe('ACTIVE');
    const log = await api('GET', `/logs?filter=${encodeURIComponent('eventType eq "user.account.lock"')}`);
    expect(log.list).toHaveLength(1);
  });

  it('expires a password (Okta, OpenAPI: POST /api/v1/users/{id}/lifecycle/expire_password)', async () => {
    const expired = await lifecycle('expire_password');
    expect(expired.body).toMatchObject({ status: 'PASSWORD_EXPIRED', profile: { login: ANA } });
    expect((await console(`/users/${ANA}/new-password`)).body).toMatchObject({ status: 'ACTIVE' });
  });

  it('resets a password (Okta, OpenAPI: POST /api/v1/users/{id}/lifecycle/reset_password)', async () => {
    expect((await lifecycle('reset_password')).body).toMatchObject({ errorCode: 'E0000028' });
    expect((await lifecycle('reset_password?sendEmail=true')).body).toEqual({});
    const link = await lifecycle('reset_password?sendEmail=false');
    expect(asText(link.body['resetPasswordUrl'])).toContain(sandbox.url);
    expect(await status(ANA)).toBe('RECOVERY');
    await console(`/users/${ANA}/new-password`);
    expect(await status(ANA)).toBe('ACTIVE');
  });

  it.each([
    ['PROVISIONED', () => api('POST', '/users?activate=true', person({}))],
    ['STAGED', () => api('POST', '/users?activate=false', person({}))],
    ['LOCKED_OUT', () => console(`/users/${ANA}/wrong-passwords`)],
    ['PASSWORD_EXPIRED', () => lifecycle('expire_password')],
    ['RECOVERY', () => lifecycle('reset_password?sendEmail=true')],
    ['SUSPENDED', () => lifecycle('suspend')],
    ['DEPROVISIONED', () => lifecycle('deactivate')],
  ])('lets nobody sign in who is %s (Okta, OpenAPI: UserStatus)', async (wanted, arrange) => {
    await arrange();
    const login = ['PROVISIONED', 'STAGED'].includes(wanted) ? 'new@example.com' : ANA;
    expect(await status(login)).toBe(wanted);
    const group = (await api('GET', '/groups?q=Kiro%20Users')).list[0];
    await api(
      'PUT',
      `/groups/${asText(group?.['id'])}/users/${asText((await api('GET', `/users/${login}`)).body['id'])}`,
    );
    const { clientId, issuer } = await kiro(sandbox);
    expect((await signIn(clientId, login, issuer)).error).toBe('access_denied');
    expect((await signIn(clientId, 'ben@example.com', issuer)).error).toBeNull();
  });

  it('lets people sign in once they have finished activating', async () => {
    await api('POST', '/users?activate=true', person({}));
    expect((await console('/users/new@example.com/new-password')).status).toBe(200);
    expect(await status('new@example.com')).toBe('ACTIVE');
  });
});

describe('profiles', () => {
  const SOURCE = 'Okta, OpenAPI: UserProfile';

  it.each([
    ['a login of more than 100 characters', { login: `${'x'.repeat(89)}@example.com` }, 'login'],
    ['an e-mail address of more than 100 characters', { email: `${'x'.repeat(89)}@example.com` }, 'email'],
    ['a login of four characters', { login: 'a@b.' }, 'login'],
    ['a first name of more than 50 characters', { firstName: 'x'.repeat(51) }, 'firstName'],
    ['a last name of more than 50 characters', { lastName: 'x'.repeat(51) }, 'lastName'],
  ])(`refuses %s (${SOURCE})`, async (_what, changes, field) => {
    const { status: code, body } = await api('POST', '/users', person(changes));
    expect([code, body['errorCode'], body['errorSummary']]).toEqual([
      400,
      'E0000001',
      `Api validation failed: ${field}`,
    ]);
    expect(JSON.stringify(body['errorCauses'])).toContain(`${field}: `);
  });

  it(`takes values of just that length (${SOURCE})`, async () => {
    const longest = `${'x'.repeat(88)}@example.com`;
    expect(longest).toHaveLength(100);
    const names = { firstName: 'x'.repeat(50), lastName: 'y'.repeat(50) };
    expect((await made({ login: longest, email: longest, ...names }))[0]).toBe(200);
  });

  it('asks for an e-mail address as login until the pattern says otherwise (Okta, OpenAPI: UserSchemaBaseProperties.login)', async () => {
    expect((await made({ login: 'new.person' }))[0]).toBe(400);
    expect((await schema({ login: { pattern: '.+' } })).status).toBe(200);
    // Not even the least length holds any more
    expect((await made({ login: 'np' }))[0]).toBe(200);
    expect((await made({ login: 'corp/new person', email: 'b@example.com' }))[0]).toBe(200);
    await schema({ login: { pattern: '[-a-z0-9]+' } });
    expect((await made({ login: 'new person' }))[0]).toBe(400);
    expect((await made({ login: 'new-person' }))[0]).toBe(200);
    for (const pattern of ['^(a|b)$', '[z-a]+']) {
      expect((await schema({ login: { pattern } })).body).toMatchObject({ errorCode: 'E0000001' });
    }
    await schema({ login: { pattern: null } });
    expect((await made({ login: 'newest-person' }))[0]).toBe(400);
  });

  it('can do without a last name where the schema says so (Okta, OpenAPI: POST /api/v1/meta/schemas/user/{schemaId})', async () => {
    const nameless = { lastName: null };
    expect((await made(nameless))[0]).toBe(400);
    const { body } = await schema({ lastName: { required: false } });
    expect(body).toMatchObject({ definitions: { base: { required: ['login', 'email', 'firstName'] } } });
    expect(await made(nameless)).toEqual([200, expect.objectContaining({ login: 'new@example.com', lastName: null })]);
    // Neither the login nor the address can become optional
    await schema({ email: { required: false } });
    expect((await made({ login: 'other@example.com', email: null }))[0]).toBe(400);
  });

  it('finds a login with a slash by id alone (Okta, OpenAPI: GET /api/v1/users/{id}, "can only be fetched by id")', async () => {
    await schema({ login: { pattern: '.+' } });
    await made({ login: 'corp/new' });
    expect((await api('GET', '/users/corp%2Fnew')).status).toBe(404);
    const search = encodeURIComponent('profile.login eq "corp/new"');
    const [found] = (await api('GET', `/users?search=${search}`)).list;
    expect((await api('GET', `/users/${asText(found?.['id'])}`)).body).toMatchObject({
      profile: { login: 'corp/new' },
    });
  });
});
