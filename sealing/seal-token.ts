import { CompactEncrypt, importJWK } from 'jose';
import { SEALED_PURPOSE } from '../runbook/secrets/secrets.js';

// Runs in Node and in a browser: a token is sealed on the machine of the person who holds it.

/** How a token is sealed: agreed key on P-256, wrapped content key (RFC 7518, 4.6), AES-256-GCM. */
export const ALGORITHM = 'ECDH-ES+A256KW';
export const ENCRYPTION = 'A256GCM';

/**
 * Seals a SCIM token to a worker's public key (the query `sealingKey`) for one run and one endpoint: a compact JWE whose
 * protected header names the key, the run, the purpose, the endpoint that alone may get the token (raw, or in its normal
 * form), and an id of its own, so that it counts once. Fails with a sentence where the key is not one of a worker.
 */
export async function sealToken(
  token: string,
  publicJwk: Record<string, string>,
  { workflowId, endpoint }: { workflowId: string; endpoint: string },
): Promise<string> {
  const { kty = '', crv = '', x = '', y = '', kid } = publicJwk;
  if (kid === undefined) throw new Error('The sealing key has no kid; take it from the query sealingKey.');
  const key = await importJWK({ kty, crv, x, y }, ALGORITHM).catch(() => {
    throw new Error('The sealing key is no public P-256 JWK; take it from the query sealingKey.');
  });
  const names = { kid, workflowId, purpose: SEALED_PURPOSE, endpoint, jti: crypto.randomUUID() };
  return new CompactEncrypt(new TextEncoder().encode(token))
    .setProtectedHeader({ alg: ALGORITHM, enc: ENCRYPTION, ...names })
    .encrypt(key);
}
