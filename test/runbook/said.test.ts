import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { inputDigest } from '../../runbook/model/input-digest.js';
import { saidText } from '../../runbook/model/said.js';
import { VERSION } from '../../runbook/model/version.js';
import { input } from '../workflows/fake-world.js';

const SECRET = 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6kM9nP2r';

describe('what a message said', () => {
  it.each<[string, string, unknown, string | null]>([
    ['fields by name', 'kiroProfileEnabled', { issuer: 'a', clientId: 'b', by: 'ana' }, 'issuer a; clientId b'],
    ['a value of another type', 'teamSubscribed', { groups: 'Kiro Team', tier: 7 }, 'groups Kiro Team; tier 7'],
    ['a list by its length', 'subscriptionsListed', { csv: 'User\r\nana\r\n' }, 'csv of 2 lines'],
    ['rows likewise', 'subscriptionsListed', { rows: [{}, {}] }, 'rows of 2 lines'],
    [
      'a token never',
      'scimAccessIssued',
      { endpoint: 'https://a', token: 'x' },
      'endpoint https://a; token (not shown)',
    ],
    [
      'nor a secret in the wrong field',
      'scimAccessIssued',
      { endpoint: 'https://a', storedAt: SECRET },
      'endpoint https://a; storedAt (looks like a secret, and is not shown)',
    ],
    [
      'nor what may be one in an address',
      'scimAccessIssued',
      { endpoint: 'https://admin:Sup3r@scim.example.com/v2?key=1#x', storedAt: 'see https://a/b?c=d there' },
      'endpoint https://scim.example.com/v2; storedAt see https://a/b there',
    ],
    ['nor a field that nobody knows', 'domainVerified', { password: 'x' }, null],
    ['nothing of a message that nobody knows', 'noSuchMessage', { reason: 'x' }, null],
    ['nothing of no object', 'stepDone', 'step', null],
  ])('shows %s', (_what, name, value, shown) => {
    expect(saidText(name, value)).toBe(shown);
  });

  it('breaks on nothing, however deep it is nested', () => {
    const deep = JSON.parse(`${'['.repeat(200_000)}${']'.repeat(200_000)}`) as unknown;
    expect(saidText('kiroProfileEnabled', { issuer: deep })).toBe('issuer (cannot be shown)');
  });

  it('is short, however long the message is', () => {
    expect(saidText('stepDone', { step: 'x', note: 'y'.repeat(1_000) })).toBe(`step x; note ${'y'.repeat(300)}…`);
    expect(saidText('stepDone', { note: 'y'.repeat(1_000_000) })).toBe('note (1000000 characters)');
  });
});

describe('the digest of a configuration', () => {
  it('does not depend on the order of keys, and on everything else', () => {
    const turned = Object.fromEntries(Object.entries(input).reverse()) as typeof input;
    expect(inputDigest(turned)).toBe(inputDigest(input));
    expect(inputDigest({ ...input, domain: 'example.org' })).not.toBe(inputDigest(input));
    expect(inputDigest({ ...input, push: { groups: ['b', 'a'] } } as never)).not.toBe(
      inputDigest({ ...input, push: { groups: ['a', 'b'] } } as never),
    );
  });

  it('is SHA-256 of the JSON with sorted keys, so that other programs can compute it', () => {
    const json = '{"a":["ü",1,null,true],"b":{"c":"\\n"}}';
    const value = { b: { c: '\n' }, a: ['ü', 1, null, true], left: undefined };
    expect(inputDigest(value as never)).toBe(createHash('sha256').update(json).digest('hex'));
  });
});

it('has the version of the package in its reports', () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  expect(VERSION).toBe(version);
});
