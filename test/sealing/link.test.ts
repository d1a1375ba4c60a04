import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Link, linkToken, readLink } from '../../sealing/link.js';
import { loadSigningKey, type SigningKey } from '../../sealing/signing.js';
import type { TrustedKey } from '../../runbook/trust/sender-keys.js';

const newKey = (via: string): Promise<SigningKey> => {
  const jwk = JSON.stringify(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }));
  return loadSigningKey({ env: { KIRO_SENDER_KEY: jwk }, stateDir: '', via });
};
const trusts = ({ key, via }: SigningKey, ...people: string[]): TrustedKey => ({ key, via, people });

const NOW = Date.UTC(2026, 0, 1);
const ANA = {
  workflowId: 'kiro-okta/example.okta.com/example.com',
  person: 'ana@example.com',
  role: 'kiro-admin',
  hours: 2,
} as const;

let key: SigningKey;
let other: SigningKey;
beforeAll(async () => {
  [key, other] = await Promise.all([newKey('runbook'), newKey('hr-bot')]);
});

describe('A link', () => {
  const read = (token: string, trusted = [trusts(key, '*')], now = NOW) =>
    readLink(token, 'kiro-link+jws', trusted, now);

  it('says for whom it is, of which run, and until when', () => {
    const found = read(linkToken(key, 'kiro-link+jws', ANA, NOW)) as { state: string; link: Link };
    expect(found).toMatchObject({
      state: 'good',
      link: { workflowId: ANA.workflowId, person: 'ana@example.com', role: 'kiro-admin', exp: NOW / 1_000 + 7_200 },
    });
    expect(found.link.jti).toMatch(/^[\w-]{24}$/);
  });

  it('ends', () => {
    const token = linkToken(key, 'kiro-link+jws', ANA, NOW);
    expect(read(token, undefined, NOW + 7_199_000).state).toBe('good');
    expect(read(token, undefined, NOW + 7_200_000)).toMatchObject({ state: 'expired', link: { person: ANA.person } });
  });

  it('of a key that is not trusted, or not for that person, is none', () => {
    expect(read(linkToken(other, 'kiro-link+jws', ANA, NOW)).state).toBe('forged');
    expect(read(linkToken(other, 'kiro-link+jws', ANA, NOW), [trusts(other, 'ben@example.com')]).state).toBe('forged');
    expect(read(linkToken(other, 'kiro-link+jws', ANA, NOW), [trusts(other, 'Ana@Example.com')]).state).toBe('good');
  });

  it('for an operator takes a key that speaks for everybody', () => {
    const token = linkToken(key, 'kiro-link+jws', { ...ANA, role: 'operator' }, NOW);
    expect(read(token, [trusts(key, 'ana@example.com')]).state).toBe('forged');
    expect(read(token).state).toBe('good');
  });

  it('is no session, and a session no link', () => {
    expect(readLink(linkToken(key, 'kiro-link+jws', ANA, NOW), 'kiro-session+jws', [trusts(key, '*')], NOW).state).toBe(
      'forged',
    );
    expect(read(linkToken(key, 'kiro-session+jws', ANA, NOW)).state).toBe('forged');
  });

  it('that was changed anywhere is none', () => {
    const token = linkToken(key, 'kiro-link+jws', ANA, NOW);
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.constantFrom(...'AQgw_.-~'), (at, letter) => {
        const changed = `${token.slice(0, at)}${letter}${token.slice(at + 1)}`;
        // The last letter of a signature has bits that count for nothing.
        fc.pre(changed !== token && at < token.length - 1);
        return read(changed).state === 'forged';
      }),
    );
    for (const text of ['', 'x', 'a.b.c', `${token}.x`, 'x'.repeat(100_000)]) expect(read(text).state).toBe('forged');
  });
});
