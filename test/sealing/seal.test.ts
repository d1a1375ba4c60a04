import { beforeAll, describe, expect, it } from 'vitest';
import { CompactEncrypt, importJWK } from 'jose';
import { looksLikeSecret, SEAL_ID, sealedHeader } from '../../runbook/secrets/secrets.js';
import { loadSealingKeys, publicJwk, type SealingKeys } from '../../sealing/keys.js';
import { openToken } from '../../sealing/open-token.js';
import { sealToken } from '../../sealing/seal-token.js';
import { tempDir } from '../support/temp-dir.js';

const RUN = 'kiro-okta/example.okta.com/example.com';
const ENDPOINT = 'https://scim.us-east-1.amazonaws.com/1a2b/scim/v2';
const FOR = { workflowId: RUN, endpoint: ENDPOINT };
const TOKEN = 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6kM9nP2r';

async function freshKeys(): Promise<SealingKeys> {
  return loadSealingKeys({ stateDir: await tempDir('sealing-'), env: {} });
}

const NAMED = { workflowId: RUN, purpose: 'scim-token', endpoint: ENDPOINT, jti: 'j'.repeat(16) };

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
    const jwe = await sealToken(TOKEN, publicJwk(keys), FOR);
    expect(await openToken(jwe, keys, FOR)).toBe(TOKEN);
    const jti = expect.stringMatching(SEAL_ID) as string;
    const named = { kid: keys[0].kid, workflowId: RUN, purpose: 'scim-token', endpoint: ENDPOINT, jti };
    expect(sealedHeader(jwe)).toEqual(named);
    expect(sealedHeader(await sealToken(TOKEN, publicJwk(keys), FOR))?.jti).not.toBe(sealedHeader(jwe)?.jti);
    expect(looksLikeSecret(jwe)).toBe(false);
    expect(jwe).not.toContain(TOKEN);
  });

  it.each([
    ['for another run', { workflowId: 'other', purpose: 'scim-token' }, 'another run'],
    ['for another purpose', { workflowId: RUN, purpose: 'other' }, 'not sealed as a SCIM token'],
    ['with another key', { ...NAMED, kid: 'other' }, 'KIRO_SEALING_KEY_FILE'],
    ['without an endpoint', { workflowId: RUN, purpose: 'scim-token' }, 'without the endpoint'],
    ['for another endpoint', { ...NAMED, endpoint: `${ENDPOINT}/x` }, 'another endpoint'],
    ['for another host', { ...NAMED, endpoint: ENDPOINT.replace('scim.', 'evil.') }, 'another endpoint'],
  ])('is refused %s', async (_, header, message) => {
    await expect(openToken(await sealAs(keys, header), keys, FOR)).rejects.toThrow(message);
  });

  it.each([
    ['raw', `  SCIM endpoint: ${ENDPOINT.replace('https://scim', 'HTTPS://Scim')}/Users/ `],
    ['with the default port', ENDPOINT.replace('.com', '.com:443')],
    ['with a slash at its end', `${ENDPOINT}/`],
  ])('is opened for an endpoint that was sealed %s', async (_, endpoint) => {
    expect(await openToken(await sealAs(keys, { ...NAMED, endpoint }), keys, FOR)).toBe(TOKEN);
  });

  it('is opened whatever run the id of its key names, also where that id has a colon', async () => {
    const jwk = publicJwk(keys, 'a-run');
    expect(jwk).toEqual({ ...publicJwk(keys), kid: `${keys[0].kid}:a-run` });
    expect(await openToken(await sealToken(TOKEN, jwk, FOR), keys, FOR)).toBe(TOKEN);
    const odd: SealingKeys = [{ ...keys[0], kid: 'vault:1', publicJwk: { ...keys[0].publicJwk, kid: 'vault:1' } }];
    for (const runId of [null, 'a-run'])
      expect(await openToken(await sealToken(TOKEN, publicJwk(odd, runId), FOR), odd, FOR)).toBe(TOKEN);
  });

  it('is refused when it was altered, and when it is none', async () => {
    const [header, wrapped, iv, text = '', tag] = (await sealToken(TOKEN, publicJwk(keys), FOR)).split('.');
    const altered = [header, wrapped, iv, `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}`, tag].join('.');
    await expect(openToken(altered, keys, FOR)).rejects.toThrow('damaged');
    const refusal = await openToken(TOKEN, keys, FOR).catch(String);
    expect(refusal).toContain('no sealed token');
    expect(refusal).not.toContain(TOKEN);
  });

  it('whose header was altered is refused', async () => {
    const [, ...rest] = (await sealAs(keys, { workflowId: 'other', purpose: 'scim-token' })).split('.');
    const jwe = await sealToken(TOKEN, publicJwk(keys), FOR);
    await expect(openToken([jwe.split('.')[0], ...rest].join('.'), keys, FOR)).rejects.toThrow('damaged');
  });

  it('needs a public key with kid', async () => {
    await expect(sealToken(TOKEN, { kty: 'EC' }, FOR)).rejects.toThrow('kid');
    await expect(sealToken(TOKEN, { kty: 'EC', kid: 'k' }, FOR)).rejects.toThrow('P-256');
  });
});
