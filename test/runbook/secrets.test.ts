import { describe, expect, it } from 'vitest';
import { checkForm } from '../../runbook/messages/form.js';
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
    ['a part of a path', `https://hooks.example.com/in/${SECRET}`],
    ['a part of a path in a sentence', `Post to https://hooks.example.com/in/${SECRET}/now, please.`],
    ['64 hexadecimal digits', `the key is ${'0123456789abcdef'.repeat(4)}.`],
    ['the same in capitals', '0123456789ABCDEF'.repeat(4)],
    ['the id of an AWS key', 'with AKIAIOSFODNN7EXAMPLE as usual'],
    ['the id of a passing AWS key', 'ASIAIOSFODNN7EXAMPLE'],
    ["Slack's bot token", 'xoxb-not-a-real-token'],
    ["the address of Slack's incoming webhook", 'https://hooks.slack.com/services/T00000000/B00000000/abc'],
    ["the address of Microsoft's", 'https://a.webhook.office.com/webhookb2/x@y/IncomingWebhook/z/w'],
    ['a JWT', `${encode({ alg: 'RS256' })}.${encode({ sub: 'Ana1' })}.${SECRET}`],
    ['five parts whose header is none', `abc.${SECRET}.a.b.c`],
  ])('sees %s', (_, text) => expect(looksLikeSecret(text)).toBe(true));

  it.each([
    ['a sentence', 'Ana entered the token in the Admin Console at 10:15 and it worked.'],
    ['39 characters', SECRET.slice(0, 39)],
    ['a UUID', 'kiro-site-verification=0f8fad5b-d9cb-469f-a165-70867728950e'],
    [
      'a page of the Admin Console',
      'https://example-admin.okta.com/admin/app/oidc_client/instance/0oa1b2C3d4E5f6G7h8I9',
    ],
    ['a SCIM endpoint of AWS', 'https://scim.us-east-1.amazonaws.com/a1b2c3d4e5f-1a2b-3c4d-5e6f-7a8b9c0d1e2f/scim/v2'],
    ['63 hexadecimal digits', '0123456789abcdef'.repeat(4).slice(1)],
    ['a SHA-512', '0123456789abcdef'.repeat(8)],
    ['a sealed token', `sealed: ${JWE}`],
    ['a sealed token at the end of a sentence', `It is ${JWE}.`],
    ['a long name', 'AWS-SSO-Engineering-Platform-Team-Production-2026'],
  ])('lets %s pass', (_, text) => expect(looksLikeSecret(text)).toBe(false));
});

it('takes any path for that of a SCIM endpoint', () => {
  const endpoint = `https://scim.example.com/${SECRET}/scim/v2`;
  expect(looksLikeSecret(endpoint)).toBe(true);
  expect(looksLikeSecret(endpoint, true)).toBe(false);
  expect(looksLikeSecret(`https://user:${SECRET}@scim.example.com/scim/v2`, true)).toBe(true);
  expect(checkForm('scimAccessIssued', { endpoint }).ok).toBe(true);
  expect(checkForm('scimAccessIssued', { endpoint, storedAt: endpoint }).ok).toBe(false);
});

it.each(['a', 'a.', 'https://a/', '/', 'a:', '.', 'a/', 'aB3 '])('looks through a megabyte of "%s" at once', (part) => {
  // Work that took the square of the length would not end in the time of a test.
  looksLikeSecret(part.repeat(1_000_000 / part.length));
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
