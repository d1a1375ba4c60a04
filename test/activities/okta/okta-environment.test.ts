import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ConfigurationError, readEnvironment, readOrgUrl } from '../../../activities/okta/okta-environment.js';

const ORG = { OKTA_CLIENT_ORGURL: 'https://example.okta.com/' };
const RSA = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const PEM = RSA.export({ type: 'pkcs1', format: 'pem' }).toString();
const EC = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' });

describe('readOrgUrl', () => {
  it.each([
    ['https://example.okta.com/', 'https://example.okta.com'],
    [' https://login.example.com ', 'https://login.example.com'],
    ['http://127.0.0.1:4000/', 'http://127.0.0.1:4000'],
    ['http://localhost:4000', 'http://localhost:4000'],
  ])('reads %s', (text, url) => expect(readOrgUrl(text)).toBe(url));

  it.each([
    [undefined, 'is not set'],
    ['example.okta.com', 'https:// in front'],
    ['http://example.okta.com', 'must start with https://'],
    ['https://example-admin.okta.com', 'use https://example.okta.com'],
    ['https://example.okta.com/oauth2/default', 'no path: use https://example.okta.com'],
    ['https://me:secret@example.okta.com', 'user name or password'],
  ])('refuses %s', (text, sentence) => {
    expect(() => readOrgUrl(text)).toThrow(ConfigurationError);
    expect(() => readOrgUrl(text)).toThrow(sentence);
  });
});

describe('readEnvironment', () => {
  it('takes a token', () => {
    const { credentials } = readEnvironment({ ...ORG, OKTA_CLIENT_TOKEN: '00abc' });
    expect(credentials.mode === 'token' && credentials.token.open()).toBe('00abc');
  });

  it.each([
    ['PEM', PEM],
    ['PEM with escaped newlines', PEM.replaceAll('\n', '\\n')],
    ['JWK', JSON.stringify(RSA.export({ format: 'jwk' }))],
  ])('takes a key as %s', (_form, key) => {
    const { credentials } = readEnvironment({ ...ORG, OKTA_CLIENT_CLIENTID: '0oa1', OKTA_CLIENT_PRIVATEKEY: key });
    expect(credentials).toMatchObject({ mode: 'oauth', clientId: '0oa1', keyId: null });
    expect(credentials).toHaveProperty('scopes', expect.arrayContaining(['okta.apps.manage']));
  });

  it.each([
    [{}, 'No Okta credentials'],
    [{ OKTA_CLIENT_CLIENTID: '0oa1' }, 'without OKTA_CLIENT_PRIVATEKEY'],
    [{ OKTA_CLIENT_PRIVATEKEY: PEM }, 'without OKTA_CLIENT_CLIENTID'],
    [{ OKTA_CLIENT_TOKEN: 'x', OKTA_CLIENT_CLIENTID: '0oa1' }, 'both set'],
    [{ OKTA_CLIENT_TOKEN: 'SSWS 00abc' }, 'without "SSWS"'],
    [{ OKTA_CLIENT_CLIENTID: '0oa1', OKTA_CLIENT_PRIVATEKEY: 'secret-rubbish' }, 'is no private key'],
    [{ OKTA_CLIENT_CLIENTID: '0oa1', OKTA_CLIENT_PRIVATEKEY: String(EC) }, 'must be an RSA key'],
    [{ OKTA_CLIENT_CLIENTID: '0oa1', OKTA_CLIENT_PRIVATEKEY: PEM, OKTA_CLIENT_SCOPES: 'openid' }, 'no Okta API scope'],
  ])('refuses %j', (env, sentence) => {
    const read = () => readEnvironment({ ...ORG, ...env });
    expect(read).toThrow(sentence);
    expect(read).toThrow(ConfigurationError);
    expect(read).not.toThrow(/secret-rubbish|PRIVATE KEY/);
  });
});
