import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { z } from 'zod';
import { canonicalJson } from './canonical-json.js';
import { fromBase64Url, toBase64Url } from './base64url.js';

// A proof of who sends a message: a compact JWS (RFC 7515) with Ed25519 (RFC 8037). docs/bots.md shows how to make one.

export const PROOF_TYPE = 'kiro-proof+jws';

/** Through what a sender answers; a bot has a name of its own. */
export type Via = 'terminal' | 'cli' | 'slack' | 'page' | 'runbook' | (string & {});

const header = z.strictObject({ alg: z.literal('EdDSA'), kid: z.string().min(1).max(100), typ: z.literal(PROOF_TYPE) });

const payload = z.strictObject({
  workflowId: z.string().min(1).max(2_000),
  /** Only for the execution of this id. */
  runId: z.string().min(1).max(100).optional(),
  message: z.string().min(1).max(100),
  digest: z.string().length(43),
  /** Who sends it. */
  sub: z.string().min(1).max(200),
  via: z.string().min(1).max(60),
  /** When it was signed: seconds since the epoch. */
  iat: z.number().int().positive(),
  /** Counts once. */
  jti: z.string().regex(/^[A-Za-z0-9_-]{16,64}$/),
});

export type ProofPayload = z.output<typeof payload>;

/** A proof that was read, and not checked yet. */
export interface Proof {
  kid: string;
  payload: ProofPayload;
  /** What was signed, and the signature. */
  signed: string;
  signature: Uint8Array;
}

/** Longer than any of ours. Characters. */
const MAX_PROOF = 6_000;

/** Null for what is no proof by its form. */
export function readProof(compact: string): Proof | null {
  if (compact.length > MAX_PROOF) return null;
  const [head = '', body = '', tail = '', ...more] = compact.split('.');
  const signature = fromBase64Url(tail);
  const read = { head: header.safeParse(parsed(head)), body: payload.safeParse(parsed(body)) };
  if (more.length > 0 || signature?.length !== 64 || !read.head.success || !read.body.success) return null;
  return { kid: read.head.data.kid, payload: read.body.data, signed: `${head}.${body}`, signature };
}

function parsed(part: string): unknown {
  try {
    const bytes = fromBase64Url(part);
    // Read as UTF-8, strictly: the workflow's TextDecoder would put a mark in the place of a wrong byte.
    return bytes === null ? null : JSON.parse(decodeURIComponent(percentEncoded(bytes)));
  } catch {
    return null;
  }
}

const percentEncoded = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');

/** What a proof says of a message: SHA-256 of its canonical form as it is sent, without `proof`, `by` and `via`. */
export function digestOf(message: object): string {
  const { proof: _proof, by: _by, via: _via, ...rest } = message as Record<string, unknown>;
  return toBase64Url(sha256(utf8ToBytes(canonicalJson(rest))));
}

/** The id of a key: its RFC 7638 thumbprint. `key`: 32 bytes as base64url, the `x` of its JWK. */
export function thumbprintOf(key: string): string {
  const known = thumbprints.get(key);
  if (known !== undefined) return known;
  const thumbprint = toBase64Url(sha256(utf8ToBytes(canonicalJson({ crv: 'Ed25519', kty: 'OKP', x: key }))));
  // Asked for each trusted key with each message; the trusted keys are a thousand at most.
  if (thumbprints.size < 2_000) thumbprints.set(key, thumbprint);
  return thumbprint;
}
const thumbprints = new Map<string, string>();

/** Whether that key has signed it; `key` as in `thumbprintOf`. Takes some milliseconds. */
export function isSignedBy({ signed, signature }: Proof, key: string): boolean {
  const point = fromBase64Url(key);
  try {
    return point?.length === 32 && ed25519.verify(signature, utf8ToBytes(signed), point, { zip215: false });
  } catch {
    return false;
  }
}
