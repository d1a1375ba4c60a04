import { describe, expect, it } from 'vitest';
import { decodeBase64Url, looksLikeSecret, sealedHeader } from '../../runbook/secrets/secrets.js';

const SECRET = 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6kM9nP2r';
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const HEADER = {
  alg: 'ECDH-ES+A256KW',
  enc: 'A256GCM',
  kid: 'k1',
  workflowId: 'kiro-okta/a/bücher',
  purpose: 'scim-token',
};
const JWE = `${encode(HEADER)}.${SECRET}.aaaa.bbbb.cccc`;

describe('looksLikeSecret', () => {
  it.each([
    ['a token alone', SECRET],
    ['a token in a sentence', `The token is ${SECRET}, use it.`],
    ['base64 with signs', 'aB3+E6gH9/K2mN5pQ8sT1vW4yZ7bC0eF3hJ6kM9nP2r='],
    ['an Okta API token', '00aB-dE6gH9jK2mN_pQ8sT1vW4yZ7bC0eF3hJ6kM9n'],
    ['the target of a link', `[https://example.com](${SECRET})`],
    ['what follows a link in angle brackets', `<https://example.com>${SECRET}`],
    ['a JWT', `${encode({ alg: 'RS256' })}.${encode({ sub: 'Ana1' })}.${SECRET}`],
    ['five parts whose header is none', `abc.${SECRET}.a.b.c`],
  ])('sees %s', (_, text) => expect(looksLikeSecret(text)).toBe(true));

  it.each([
    ['a sentence', 'Ana entered the token in the Admin Console at 10:15 and it worked.'],
    ['39 characters', SECRET.slice(0, 39)],
    ['a UUID', 'kiro-site-verification=0f8fad5b-d9cb-469f-a165-70867728950e'],
    ['a URL', `see https://example.okta.com/admin/app/${SECRET}/instance`],
    ['a sealed token', `sealed: ${JWE}`],
    ['a sealed token at the end of a sentence', `It is ${JWE}.`],
    ['a long name', 'AWS-SSO-Engineering-Platform-Team-Production-2026'],
  ])('lets %s pass', (_, text) => expect(looksLikeSecret(text)).toBe(false));
});

it.each(['a', 'a.', 'a:', '.', 'a/', 'aB3 '])('looks through a megabyte of "%s" at once', (part) => {
  const start = performance.now();
  looksLikeSecret(part.repeat(1_000_000 / part.length));
  // Quadratic work takes minutes; a busy machine needs seconds.
  expect(performance.now() - start).toBeLessThan(10_000);
});

describe('sealedHeader', () => {
  it('reads the protected header', () => {
    expect(sealedHeader(JWE)).toEqual({ kid: 'k1', workflowId: 'kiro-okta/a/bücher', purpose: 'scim-token' });
  });

  it.each([
    ['a token', SECRET],
    ['four parts', JWE.split('.').slice(0, 4).join('.')],
    ['a header that is no object', `${encode('x')}.a.b.c.d`],
    ['a header without enc', `${encode({ alg: 'dir' })}.a.b.c.d`],
    ['a header that is no base64url', 'ä.a.b.c.d'],
    ['spaces around', ` ${JWE}`],
  ])('is null for %s', (_, text) => expect(sealedHeader(text)).toBeNull());
});

it('decodes UTF-8 and refuses what is none', () => {
  for (const text of ['', 'a', 'ab', 'abc', 'größe 🌍']) {
    expect(decodeBase64Url(Buffer.from(text).toString('base64url'))).toBe(text);
  }
  expect(decodeBase64Url('_w')).toBeNull();
  expect(decodeBase64Url('a=b')).toBeNull();
});
