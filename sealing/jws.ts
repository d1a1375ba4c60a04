import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

// A compact JWS (RFC 7515) with Ed25519 (RFC 8037), as proofs, links and sessions are, by Node's own cryptography.

/** Signs a payload. `typ` says what the text is, so that one kind is never taken for another. */
export function compactJws(
  { kid, privateKey }: { kid: string; privateKey: KeyObject },
  typ: string,
  payload: object,
): string {
  const part = (content: object): string => Buffer.from(JSON.stringify(content)).toString('base64url');
  const content = `${part({ alg: 'EdDSA', kid, typ })}.${part(payload)}`;
  return `${content}.${sign(null, Buffer.from(content), privateKey).toString('base64url')}`;
}

/** Whether that key has signed it. `content`: header and payload as they were sent; `x`: the public key, 32 bytes as base64url. */
export function isSignedWith(x: string, content: string, signature: Uint8Array): boolean {
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  return verify(null, Buffer.from(content), key, signature);
}
