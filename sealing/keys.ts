import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { calculateJwkThumbprint, type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import { z } from 'zod';
import { makeKeyFile, parsedJson, readKeyFile } from './key-file.js';
import { ALGORITHM } from './seal-token.js';

/** A worker's key. `publicJwk` has no private member. */
export interface SealingKey {
  kid: string;
  /** RFC 7638, as base64url: what people compare. */
  thumbprint: string;
  publicJwk: Record<string, string>;
  privateKey: CryptoKey;
}

/** The first key seals; the others still open what was sealed before a rotation. */
export type SealingKeys = readonly [SealingKey, ...SealingKey[]];

const privateJwk = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  d: z.string(),
  kid: z.string().min(1).optional(),
});
const keyFile = z.union([
  z.object({ keys: z.array(privateJwk).min(1) }),
  privateJwk.transform((key) => ({ keys: [key] })),
]);

/**
 * The worker's sealing keys: those in `KIRO_SEALING_KEY` (a private JWK or a JWK set as text), or of the file that
 * `KIRO_SEALING_KEY_FILE` names, else of `<stateDir>/sealing/key.json`, made on the first start. Workers that start at once
 * agree on one key. Fails with a sentence that says what is wrong and where, never with what stands there.
 */
export async function loadSealingKeys(options: { stateDir: string; env: NodeJS.ProcessEnv }): Promise<SealingKeys> {
  const [text, file] = [options.env['KIRO_SEALING_KEY']?.trim(), options.env['KIRO_SEALING_KEY_FILE']?.trim()];
  if (text && file) throw new Error('KIRO_SEALING_KEY and KIRO_SEALING_KEY_FILE are both set: give one of them.');
  if (text) return readKeys(text, 'KIRO_SEALING_KEY');
  const own = ownFile(options.stateDir);
  if (!file) await makeKeyFile(own, newJwk);
  return readFileKeys(file || own);
}

const ownFile = (stateDir: string): string => join(stateDir, 'sealing', 'key.json');

/**
 * The public key that tokens are sealed to, with `kid`. With `runId`, `kid` names the run of Temporal's, too: whatever seals
 * copies it into the header, so that a token of an earlier run of the same org and domain is told from one of this run.
 */
export function publicJwk([{ kid, publicJwk }]: SealingKeys, runId: string | null = null): Record<string, string> {
  return runId === null ? publicJwk : { ...publicJwk, kid: `${kid}${RUN}${runId}` };
}

/** Between a key's id and a run's, which is a UUID. */
const RUN = ':';

/** The key that a `kid` of `publicJwk` means; undefined where it is none of these. */
export function keyOfRun(keys: SealingKeys, kid: string): SealingKey | undefined {
  const end = kid.lastIndexOf(RUN);
  const ofKey = end === -1 ? kid : kid.slice(0, end);
  return keys.find((key) => key.kid === kid) ?? keys.find((key) => key.kid === ofKey);
}

async function readFileKeys(file: string): Promise<SealingKeys> {
  return readKeys(await readKeyFile(file, 'The sealing key file'), `The sealing key file ${file}`);
}

/** As `loadSealingKeys`, but makes none; empty where there is none. */
export async function loadKeysIfAny(options: {
  stateDir: string;
  env: NodeJS.ProcessEnv;
}): Promise<readonly SealingKey[]> {
  const isNamed = Boolean(options.env['KIRO_SEALING_KEY']?.trim() || options.env['KIRO_SEALING_KEY_FILE']?.trim());
  return isNamed || existsSync(ownFile(options.stateDir)) ? loadSealingKeys(options) : [];
}

/** The RFC 7638 thumbprint of a public key, whatever its `kid` says. @throws Error with a sentence where it is no key */
export async function thumbprintOfJwk({ kty = '', crv = '', x = '', y = '' }: Record<string, string>): Promise<string> {
  return calculateJwkThumbprint({ kty, crv, x, y }).catch(() => {
    throw new Error('The sealing key is no public P-256 JWK; take it from the query sealingKey.');
  });
}

/** `where` is the beginning of a sentence on what is wrong. */
async function readKeys(text: string, where: string): Promise<SealingKeys> {
  const parsed = keyFile.safeParse(parsedJson(text));
  if (!parsed.success) throw new Error(`${where} holds no private P-256 JWK and no JWK set of such keys.`);
  const [current, ...older] = await Promise.all(parsed.data.keys.map((jwk) => toKey(jwk, where)));
  if (current === undefined) throw new Error(`${where} holds no key.`);
  return [current, ...older];
}

async function toKey(jwk: z.output<typeof privateJwk>, where: string): Promise<SealingKey> {
  const { kty, crv, x, y } = jwk;
  const thumbprint = await calculateJwkThumbprint({ kty, crv, x, y });
  const kid = jwk.kid ?? thumbprint;
  const privateKey = await importJWK(jwk, ALGORITHM).catch(() => {
    throw new Error(`${where} holds a key ("${kid}") that is no valid P-256 key.`);
  });
  return { kid, thumbprint, publicJwk: { kty, crv, x, y, kid, use: 'enc', alg: ALGORITHM }, privateKey: privateKey };
}

async function newJwk(): Promise<object> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { crv: 'P-256', extractable: true });
  const jwk: JWK = await exportJWK(privateKey);
  return { ...jwk, kid: await calculateJwkThumbprint(jwk) };
}
