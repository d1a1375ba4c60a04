import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { CompactEncrypt, importJWK } from 'jose';
import { looksLikeSecret, sealedHeader } from '../../runbook/secrets.js';
import { loadSealingKeys, openToken, publicJwk, sealToken, type SealingKeys } from '../../sealing/index.js';

const RUN = 'kiro-okta/example.okta.com/example.com';
const TOKEN = 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6kM9nP2r';

async function freshKeys(): Promise<SealingKeys> {
  return loadSealingKeys({ stateDir: await mkdtemp(join(tmpdir(), 'sealing-')), env: {} });
}

/** Seals with any header, as somebody with another program might. */
async function sealAs(keys: SealingKeys, header: Record<string, string>): Promise<string> {
  const key = await importJWK(publicJwk(keys), 'ECDH-ES+A256KW');
  return new CompactEncrypt(new TextEncoder().encode(TOKEN))
    .setProtectedHeader({ alg: 'ECDH-ES+A256KW', enc: 'A256GCM', kid: keys[0].kid, ...header })
    .encrypt(key);
}

describe('a sealed token', () => {
  let keys: SealingKeys;
  beforeAll(async () => {
    keys = await freshKeys();
  });

  it('is opened for its run, and tells what it is without being opened', async () => {
    const jwe = await sealToken(TOKEN, publicJwk(keys), RUN);
    expect(await openToken(jwe, keys, RUN)).toBe(TOKEN);
    expect(sealedHeader(jwe)).toEqual({ kid: keys[0].kid, workflowId: RUN, purpose: 'scim-token' });
    expect(looksLikeSecret(jwe)).toBe(false);
    expect(jwe).not.toContain(TOKEN);
  });

  it.each([
    ['for another run', { workflowId: 'other', purpose: 'scim-token' }, 'another run'],
    ['for another purpose', { workflowId: RUN, purpose: 'other' }, 'not sealed as a SCIM token'],
    ['with another key', { workflowId: RUN, purpose: 'scim-token', kid: 'other' }, 'KIRO_SEALING_KEY_FILE'],
  ])('is refused %s', async (_, header, message) => {
    await expect(openToken(await sealAs(keys, header), keys, RUN)).rejects.toThrow(message);
  });

  it('is refused when it was altered, and when it is none', async () => {
    const [header, wrapped, iv, text = '', tag] = (await sealToken(TOKEN, publicJwk(keys), RUN)).split('.');
    const altered = [header, wrapped, iv, `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}`, tag].join('.');
    await expect(openToken(altered, keys, RUN)).rejects.toThrow('damaged');
    const refusal = await openToken(TOKEN, keys, RUN).catch(String);
    expect(refusal).toContain('no sealed token');
    expect(refusal).not.toContain(TOKEN);
  });

  it('whose header was altered is refused', async () => {
    const [, ...rest] = (await sealAs(keys, { workflowId: 'other', purpose: 'scim-token' })).split('.');
    const jwe = await sealToken(TOKEN, publicJwk(keys), RUN);
    await expect(openToken([jwe.split('.')[0], ...rest].join('.'), keys, RUN)).rejects.toThrow('damaged');
  });

  it('needs a public key with kid', async () => {
    await expect(sealToken(TOKEN, { kty: 'EC' }, RUN)).rejects.toThrow('kid');
    await expect(sealToken(TOKEN, { kty: 'EC', kid: 'k' }, RUN)).rejects.toThrow('P-256');
  });
});
