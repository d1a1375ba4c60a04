import { generateKeyPairSync } from 'node:crypto';
import { thumbprintOf } from '../../runbook/trust/proof.js';
import type { SigningKey } from '../../sealing/signing.js';

/** A new key of a front end. */
export function keyFor(via: string): SigningKey {
  const { privateKey } = generateKeyPairSync('ed25519');
  const { x = '' } = privateKey.export({ format: 'jwk' });
  return { kid: thumbprintOf(x), key: x, via, privateKey };
}
