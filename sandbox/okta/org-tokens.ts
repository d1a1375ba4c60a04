import { importJWK, jwtVerify, SignJWT } from 'jose';
import { randomText } from './ids.js';
import { publicJwk, signingKey } from './signing.js';
import type { World } from './okta-state.js';

/** Seconds that a service app's access token lives. */
export const ORG_TOKEN_SECONDS = 3600;
const AUDIENCE = 'okta-api';

/** An access token for Okta's own API. */
export async function issueOrgToken(world: World, issuer: string, clientId: string, scopes: string[]): Promise<string> {
  const { key, kid, alg } = await signingKey(world);
  return new SignJWT({ ver: 1, jti: `AT.${randomText(43)}`, cid: clientId, scp: scopes })
    .setProtectedHeader({ kid, alg })
    .setIssuer(issuer)
    .setAudience(AUDIENCE)
    .setSubject(clientId)
    .setIssuedAt()
    .setExpirationTime(`${ORG_TOKEN_SECONDS}s`)
    .sign(key);
}

/** The scopes of a valid token, or null. */
export async function verifyOrgToken(world: World, token: string): Promise<string[] | null> {
  try {
    const key = await importJWK(await publicJwk(world), 'RS256');
    const { payload } = await jwtVerify(token, key, { audience: AUDIENCE });
    const { scp } = payload;
    return Array.isArray(scp) ? scp.filter((scope) => typeof scope === 'string') : [];
  } catch {
    return null;
  }
}
