import { generateKeyPairSync } from 'node:crypto';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { checkProof } from '../../runbook/trust/check-proof.js';
import { linkToken, readLink } from '../../sealing/link.js';
import { loadSigningKey, readTrustedKeys, signed } from '../../sealing/signing.js';
import { startMemo, unprovenStart } from '../../sealing/start-proof.js';
import { tempDir } from '../support/temp-dir.js';

let stateDir: string;
beforeEach(async () => {
  stateDir = await tempDir('signing-');
});

const newJwk = (): string => JSON.stringify(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }));
const KEY = (JSON.parse(newJwk()) as { x: string }).x;
const inFile = async (text: string): Promise<string> => {
  const file = join(stateDir, 'given.json');
  await writeFile(file, text, { mode: 0o600 });
  return file;
};

describe('KIRO_SENDERS_FILE', () => {
  const read = async (text: string) =>
    readTrustedKeys({ env: { KIRO_SENDERS_FILE: await inFile(text) }, stateDir, isEmbedded: false });
  const line = { key: KEY, via: 'slack', people: ['*'] };

  it.each([
    ['no JSON', '{', /is no JSON\. It is a JSON list of the lines that `npm run sender-key` prints\.$/],
    ['one line without its list', JSON.stringify(line), /holds no list: put \[ and \] around its lines/],
    ['a text in the list', '["x"]', /holds something else than an object in line 1 of the list/],
    [
      'a short key',
      JSON.stringify([line, { ...line, key: 'AAAA' }]),
      /is not right at "key" in line 2 .* 32 bytes as base64url/,
    ],
    [
      'nobody',
      JSON.stringify([{ ...line, people: [] }]),
      /is not right at "people" in line 1 .* a list of e-mail addresses/,
    ],
    ['another key', JSON.stringify([{ ...line, kid: 'x' }]), /has a key that nothing reads in line 1/],
    ['a private key', `[${newJwk()}]`, /is not right at "key"|holds a private key in line 1/],
  ])('with %s is refused in a sentence', async (_, text, why) => {
    const failed = await read(text).then(String, (error: Error) => error.message);
    expect(failed).toMatch(why);
    // The error does not show a private key that somebody put there.
    const { d } = text.includes('"d"') ? (JSON.parse(text) as [{ d: string }])[0] : { d: null };
    if (d !== null) expect(failed).not.toContain(d);
  });

  it('that is not there is named', async () => {
    const missing = readTrustedKeys({ env: { KIRO_SENDERS_FILE: '/no/such.json' }, stateDir, isEmbedded: false });
    await expect(missing).rejects.toThrow('KIRO_SENDERS_FILE (/no/such.json) cannot be read (ENOENT).');
  });

  it('holds what sender-key prints', async () => {
    expect(await read(JSON.stringify([line]))).toEqual([line]);
  });
});

describe('the key of a front end', () => {
  it('is made once, for the account alone', async () => {
    const [one, other] = await Promise.all([1, 2].map(() => loadSigningKey({ env: {}, stateDir, via: 'cli' })));
    expect(one!.kid).toBe(other!.kid);
    expect((await stat(join(stateDir, 'senders', 'cli.json'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(stateDir, 'senders'))).mode & 0o777).toBe(0o700);
  });

  it.each([
    ['{}', 'KIRO_SENDER_KEY holds no private Ed25519 JWK (kty OKP, with d): npm run sender-key makes one.'],
    [
      JSON.stringify({ kty: 'OKP', crv: 'Ed25519', x: KEY, d: 'AA' }),
      'KIRO_SENDER_KEY holds an Ed25519 JWK that is no valid key.',
    ],
  ])('that is none is refused in a sentence: %s', async (text, why) => {
    await expect(loadSigningKey({ env: { KIRO_SENDER_KEY: text }, stateDir, via: 'cli' })).rejects.toThrow(why);
  });

  it('is given in one way', async () => {
    const env = { KIRO_SENDER_KEY: newJwk(), KIRO_SENDER_KEY_FILE: await inFile(newJwk()) };
    await expect(loadSigningKey({ env, stateDir, via: 'cli' })).rejects.toThrow('give one of them');
    const none = loadSigningKey({ env: { KIRO_SENDER_KEY_FILE: '/no/key' }, stateDir, via: 'cli' });
    await expect(none).rejects.toThrow('The sender key file /no/key cannot be read (ENOENT).');
  });

  it('given by the environment counts for the worker of the same command', async () => {
    const env = { KIRO_SENDER_KEY: newJwk() };
    const trusted = await readTrustedKeys({ env, stateDir, isEmbedded: true });
    for (const via of ['terminal', 'cli', 'slack', 'page', 'runbook']) {
      const key = await loadSigningKey({ env, stateDir, via });
      const { proof } = signed(key, { workflowId: 'w', message: 'checkNow', value: {}, sub: 'root' }) as {
        proof: string;
      };
      const moment = {
        workflowId: 'w',
        runId: 'r',
        message: 'checkNow',
        raw: {},
        now: Date.now(),
        by: 'update',
      } as const;
      const checked = checkProof(proof, { ...moment, trusted, used: { proofs: [], forgottenTo: 0 } });
      expect(checked).toMatchObject({
        ok: true,
        proven: { sub: 'root', via, isOperator: ['terminal', 'cli'].includes(via) },
      });
    }
  });
});

describe('the worker of a command', () => {
  it('knows the keys of the page, and its own for links, from the beginning', async () => {
    const trusted = await readTrustedKeys({ env: {}, stateDir, isEmbedded: true });
    for (const via of ['page', 'runbook']) {
      const own = await loadSigningKey({ env: {}, stateDir, via });
      expect(trusted).toContainEqual({ key: own.key, via, people: ['*'] });
      const link = linkToken(own, 'kiro-link+jws', {
        workflowId: 'w',
        person: 'ana@example.com',
        role: 'kiro-admin',
        hours: 1,
      });
      expect(readLink(link, 'kiro-link+jws', trusted)).toMatchObject({ state: 'good' });
    }
    expect(await readTrustedKeys({ env: {}, stateDir, isEmbedded: false })).toEqual([]);
  });
});

describe('A key with two lines', () => {
  it('starts runs for the people of both, and for no others', async () => {
    const key = await loadSigningKey({ env: { KIRO_SENDER_KEY: newJwk() }, stateDir, via: 'answer' });
    const trusted = ['ana@example.com', 'ben@example.com'].map((person) => ({
      key: key.key,
      via: 'answer',
      people: [person],
    }));
    const start = { type: 'kiroOkta', input: {} };
    const unproven = (sub: string) => {
      const { start: proof } = startMemo(key, { workflowId: 'run', ...start, sub });
      return unprovenStart({ workflowIds: ['run'], ...start, proof }, trusted);
    };
    expect(unproven('ana@example.com')).toBeNull();
    expect(unproven('ben@example.com')).toBeNull();
    expect(unproven('eve@example.com')).toMatch(/^The key \S+ may not speak for eve@example\.com\.$/);
  });
});
