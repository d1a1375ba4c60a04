import { exportJWK, generateKeyPair, importJWK, type CryptoKey, type JWK } from 'jose';
import type { World } from './okta-state.js';

const ALG = 'RS256';
const making = new WeakMap<World, Promise<JWK>>();

/** The key that signs all tokens of the org; made at first use and kept in the state. */
async function privateJwk(world: World): Promise<JWK> {
  const { state, store } = world;
  if (state.signingKey !== null) return state.signingKey;
  const made =
    making.get(world) ??
    generateKeyPair(ALG, { extractable: true }).then(async ({ privateKey }) => {
      state.signingKey = { ...(await exportJWK(privateKey)), kid: state.signingKid, alg: ALG, use: 'sig' };
      store.save();
      return state.signingKey;
    });
  making.set(world, made);
  return made;
}

/** What tokens are signed with. */
export async function signingKey(world: World): Promise<{ key: CryptoKey | Uint8Array; kid: string; alg: string }> {
  const jwk = await privateJwk(world);
  return { key: await importJWK(jwk, ALG), kid: world.state.signingKid, alg: ALG };
}

/** What `/v1/keys` shows. */
export async function publicJwk(world: World): Promise<JWK> {
  const { kty, n, e, kid, alg, use } = await privateJwk(world);
  return { kty, alg, kid, use, e, n };
}
