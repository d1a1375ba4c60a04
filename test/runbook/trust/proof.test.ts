import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBase64Url, toBase64Url } from '../../../runbook/trust/base64url.js';
import { canonicalJson } from '../../../runbook/trust/canonical-json.js';
import { checkProof, type ProofMoment, withUsed } from '../../../runbook/trust/check-proof.js';
import { digestOf, readProof, thumbprintOf } from '../../../runbook/trust/proof.js';
import { narrowed } from '../../../runbook/trust/sender-keys.js';
import { signed, type SigningKey } from '../../../sealing/signing.js';
import { howOften } from '../../support/how-often.js';

interface Vectors {
  key: { x: string };
  kid: string;
  messages: {
    message: string;
    value: object;
    canonical: string;
    digest: string;
    payload: { iat: number };
    proof: string;
  }[];
}
const vectors = JSON.parse(readFileSync(new URL('../../vectors/proof.json', import.meta.url), 'utf8')) as Vectors;

const RUN = 'kiro-okta/example.okta.com/example.com';
const NOW = Date.parse('2026-05-04T08:00:00Z');
const newKey = (via = 'cli'): SigningKey => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const { x = '' } = privateKey.export({ format: 'jwk' });
  return { kid: thumbprintOf(x), key: x, via, privateKey };
};
const KEY = newKey();
const NONE_USED = { proofs: [], forgottenTo: 0 };
const trusted = [{ key: KEY.key, via: 'cli', people: ['Ana@example.com', 'ben@example.com'] }];
const moment = (changes: Partial<ProofMoment> = {}): ProofMoment => ({
  workflowId: RUN,
  runId: 'r1',
  message: 'skipStep',
  raw: {},
  now: NOW,
  by: 'update',
  trusted,
  used: NONE_USED,
  ...changes,
});
const proofOf = (value: object, more: Partial<Parameters<typeof signed>[1]> = {}, key = KEY, now = NOW): string =>
  (
    signed(key, { workflowId: RUN, message: 'skipStep', value, sub: 'ana@example.com', ...more }, now) as {
      proof: string;
    }
  ).proof;
const why = (compact: string, changes: Partial<ProofMoment> = {}): string | null => {
  const checked = checkProof(compact, moment(changes));
  return checked.ok ? null : `${checked.why.code}: ${checked.why.reason}`;
};

describe('the vectors for other programs', () => {
  it.each(vectors.messages)('$message', ({ message, value, canonical, digest, payload, proof }) => {
    const { by: _by, via: _via, ...rest } = value as Record<string, unknown>;
    expect(canonicalJson(rest)).toBe(canonical);
    expect(digestOf({ ...value, proof: 'x' })).toBe(digest);
    expect(thumbprintOf(vectors.key.x)).toBe(vectors.kid);
    const keys = [{ key: vectors.key.x, via: 'hr-bot', people: ['*'] }];
    expect(why(proof, { message, raw: value, trusted: keys, now: payload.iat * 1_000 })).toBeNull();
  });
});

it('docs/bots.md signs as the vectors do', async () => {
  const doc = readFileSync(new URL('../../../docs/bots.md', import.meta.url), 'utf8');
  const code = /## Signing an answer[\s\S]*?```ts\n([\s\S]*?)```/.exec(doc)?.[1] ?? '';
  type Recipe = { withProof: (answer: object, more: object) => { proof: string } };
  const { withProof } = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as Recipe;
  for (const { message, value, payload, proof } of vectors.messages)
    expect(withProof(value, { ...payload, message, jwk: vectors.key, kid: vectors.kid }).proof).toBe(proof);
});

describe('a proof', () => {
  it('holds for its message, its run and its sender alone', () => {
    const value = { step: 'scopes', reason: 'because' };
    const proof = proofOf(value);
    expect(why(proof, { raw: { ...value, by: 'eve', via: 'x', proof } })).toBeNull();
    expect(why(proof, { raw: { ...value, reason: 'other' } })).toContain('another content');
    expect(why(proof, { raw: value, message: 'redoStep' })).toContain('of skipStep');
    expect(why(proof, { raw: value, workflowId: `${RUN}/connection` })).toContain('another run');
    expect(why(proofOf(value, { sub: 'eve@example.com' }), { raw: value })).toContain(
      'may not speak for eve@example.com',
    );
    expect(why(proofOf(value, {}, { ...KEY, via: 'slack' }), { raw: value })).toContain('answers through cli');
    expect(why(proofOf(value, {}, newKey()), { raw: value })).toContain('trusts no key');
    // Another key under the thumbprint of a trusted one.
    expect(why(proofOf(value, {}, { ...newKey(), kid: KEY.kid }), { raw: value })).toContain('signature');
    expect(why(proof, { raw: value, trusted: [] })).toContain('trusts no key');
  });

  it('holds once, and not for ever: ten minutes as an Update, a week as a Signal', () => {
    const raw = { step: 'scopes' };
    const proof = proofOf(raw);
    const { payload } = readProof(proof)!;
    const MINUTE = 60_000;
    expect(why(proof, { raw, now: NOW + 10 * MINUTE })).toBeNull();
    expect(why(proof, { raw, now: NOW + 11 * MINUTE })).toContain('too old');
    expect(why(proof, { raw, now: NOW + 6 * 24 * 60 * MINUTE, by: 'signal' })).toBeNull();
    expect(why(proof, { raw, now: NOW + 8 * 24 * 60 * MINUTE, by: 'signal' })).toContain('too old');
    expect(why(proof, { raw, now: NOW - 3 * MINUTE })).toContain('in the future');
    const used = withUsed(NONE_USED, payload, NOW);
    expect(why(proof, { raw, used })).toContain('used before');
    // One that could not count any more is forgotten: a run that lives for years keeps few.
    const later = NOW + 9 * 24 * 60 * MINUTE;
    expect(withUsed(used, { jti: 'b'.repeat(20), iat: later / 1_000 }, later).proofs).toHaveLength(1);
  });

  it('counts once, however many are sent: of a flood the oldest are forgotten, and nothing as old counts', () => {
    let used = NONE_USED as ProofMoment['used'];
    const raw = {};
    const first = proofOf(raw, {}, KEY, NOW - 60_000);
    used = withUsed(used, readProof(first)!.payload, NOW);
    for (let at = 0; at < 2_500; at += 1)
      used = withUsed(used, { jti: `flood-${at}`.padEnd(16, '0'), iat: NOW / 1_000 }, NOW);
    expect(used.proofs).toHaveLength(2_000);
    expect(JSON.stringify(used).length).toBeLessThan(120_000);
    expect(why(first, { raw, used })).toContain('remembers no proofs as old as that');
    expect(why(proofOf(raw, {}, KEY, NOW + 1_000), { raw, used })).toBeNull();
  });

  it('is refused however it is bent', () => {
    const raw = { step: 'scopes' };
    const proof = proofOf(raw);
    fc.assert(
      fc.property(fc.nat(proof.length - 1), fc.constantFrom(...'ABCabc019-_.='), (at, letter) => {
        const bent = proof.slice(0, at) + letter + proof.slice(at + 1);
        fc.pre(bent !== proof);
        expect(why(bent, { raw })).toMatch(/^bad-proof: /);
      }),
      howOften(60, 2_000),
    );
    const [head = '', body = '', tail = ''] = proof.split('.');
    const none = Buffer.from(JSON.stringify({ alg: 'none', kid: KEY.kid, typ: 'kiro-proof+jws' })).toString(
      'base64url',
    );
    for (const bad of [
      `${none}.${body}.`,
      `${none}.${body}.${tail}`,
      `${head}.${body}`,
      `${head}.${body}.${tail}.x`,
      '',
      'x'.repeat(9_000),
    ])
      expect(why(bad, { raw })).toContain('cannot be read');
  });
});

it('base64url is as Node writes it, and has one text for each value', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const text = Buffer.from(bytes).toString('base64url');
      expect(toBase64Url(bytes)).toBe(text);
      expect([...fromBase64Url(text)!]).toEqual([...bytes]);
    }),
  );
  expect(fromBase64Url('AB')).toBeNull();
  expect(fromBase64Url('A')).toBeNull();
  expect(fromBase64Url('AA==')).toBeNull();
});

it('a configuration narrows whom the worker trusts, and never adds anybody', () => {
  const [one] = trusted;
  expect(narrowed(trusted, [])).toEqual(trusted);
  expect(narrowed(trusted, [{ ...one!, people: ['ben@example.com', 'eve@example.com'] }])).toEqual([
    { ...one, people: ['ben@example.com'] },
  ]);
  expect(narrowed(trusted, [{ ...one!, people: ['*'] }])).toEqual(trusted);
  expect(narrowed(trusted, [{ ...one!, key: newKey().key }])).toEqual([]);
  expect(narrowed([{ ...one!, people: ['*'] }], [{ ...one!, people: ['cem@example.com'] }])).toEqual([
    { ...one, people: ['cem@example.com'] },
  ]);
});
