import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ConfigurationError, readEnvironment, readOrgUrl } from '../../../activities/okta/okta-environment.js';

const ORG = { OKTA_CLIENT_ORGURL: 'https://example.okta.com/' };
const RSA = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const PEM = RSA.export({ type: 'pkcs1', format: 'pem' }).toString();
const PUBLIC = createPublicKey(RSA);
const encrypted = (): string =>
  RSA.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'word' }).toString();
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
    ['example.okta.com', 'must start with "https://". Write "https://example.okta.com".'],
    ['http://example.okta.com', 'not encrypted'],
    ['https://example-admin.okta.com', 'Write "https://example.okta.com"'],
    ['https://example-admin.okta-gov.com', 'Write "https://example.okta-gov.com"'],
    ['https://admin.example.com', 'looks like an Admin Console'],
    ['https://example.okta.com/oauth2/default', 'Write "https://example.okta.com"'],
    ['https://me:secret@example.okta.com', 'user name or a password'],
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
    ['quoted PEM', `"${PEM.replaceAll('\n', '\\n')}"`],
    ['base64 of PEM', Buffer.from(PEM).toString('base64')],
    ['base64 of JWK', Buffer.from(JSON.stringify(RSA.export({ format: 'jwk' }))).toString('base64')],
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

it.each([
  ['a key set', '{"keys":[{"kty":"RSA","kid":"k1","e":"AQAB","n":"AQAB"}]}', 'is a whole key set (JWKS)'],
  ['a path', './okta-key.pem', 'is the path of a file'],
  ['a path in the home folder', '~/keys/okta', 'is the path of a file'],
  ['an encrypted key', encrypted(), 'is an encrypted key'],
  ['a public key', PUBLIC.export({ type: 'spki', format: 'pem' }).toString(), 'is a public key'],
  ['a public JWK', JSON.stringify(PUBLIC.export({ format: 'jwk' })), 'is a public key'],
  ['a certificate', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----', 'is a certificate'],
  [
    'a key of OpenSSH',
    '-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----',
    'is a key of OpenSSH',
  ],
  ['a JWK of another kind', '{"kty":"EC","crv":"P-256","d":"AQAB"}', 'must be an RSA key'],
  ['half a JWK', '{"kty":"RSA","n":', 'begins like JSON and is none'],
  ['half a PEM', PEM.slice(0, 200), 'is a damaged PEM'],
  ['a PEM on one line', PEM.replaceAll('\n', ' '), 'is a damaged PEM'],
])('names %s for what it is, in place of the private key', (_, key, flaw) => {
  const read = () => readEnvironment({ ...ORG, OKTA_CLIENT_CLIENTID: '0oa1', OKTA_CLIENT_PRIVATEKEY: key });
  expect(read).toThrow(`OKTA_CLIENT_PRIVATEKEY ${flaw}`);
  expect(read).toThrow(ConfigurationError);
});
