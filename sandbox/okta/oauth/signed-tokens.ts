import { createHash } from 'node:crypto';
import {
  type CryptoKey,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  type JWTPayload,
  jwtVerify,
  SignJWT,
} from 'jose';
import { newId, now, randomText } from '../ids.js';
import type { World } from '../okta-state.js';
import type { User } from '../org-objects.js';
import type { AuthorizationServer, RefreshToken, Rule } from '../server-objects.js';

const MINUTE_MS = 60_000;

/** What a set of tokens is for. */
export interface Grant {
  server: AuthorizationServer;
  issuer: string;
  clientId: string;
  user: User;
  scopes: string[];
  rule: Rule;
  nonce: string | null;
}

/** Codes and refresh tokens are kept as hashes only. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

/** A JWT as Okta's custom servers issue it. `expires_in` is in seconds. */
export async function accessToken(
  world: World,
  grant: Grant,
): Promise<{ token: string; jti: string; expires_in: number }> {
  const { key, kid, alg } = await signingKey(world);
  const { server, issuer, clientId, user, scopes, rule } = grant;
  const jti = `AT.${randomText(43)}`;
  const seconds = rule.accessMinutes * 60;
  const issuedAt = Math.floor(Date.now() / 1000);
  const token = await new SignJWT({
    ver: 1,
    jti,
    cid: clientId,
    uid: user.id,
    scp: scopes,
    auth_time: issuedAt,
  })
    .setProtectedHeader({ kid, alg })
    .setIssuer(issuer)
    .setAudience(server.audiences)
    .setSubject(user.profile.login)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + seconds)
    .sign(key);
  return { token, jti, expires_in: seconds };
}

/** Who signed in, as a JWT for the client. */
export async function idToken(world: World, grant: Grant): Promise<string> {
  const { key, kid, alg } = await signingKey(world);
  const { issuer, clientId, user, scopes, nonce } = grant;
  const { email, displayName } = user.profile;
  return new SignJWT({
    ver: 1,
    jti: `ID.${randomText(43)}`,
    amr: ['pwd'],
    ...(nonce === null ? {} : { nonce }),
    ...(scopes.includes('email') ? { email, email_verified: true } : {}),
    ...(scopes.includes('profile') ? { name: displayName, preferred_username: user.profile.login } : {}),
  })
    .setProtectedHeader({ kid, alg })
    .setIssuer(issuer)
    .setAudience(clientId)
    .setSubject(user.id)
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(key);
}

/** A new refresh token; what is kept of it is its hash. `accessTokens` were issued with the one that it replaces. */
export function refreshToken({ state }: World, grant: Grant, accessTokens: string[] = []): string {
  const { server, issuer, clientId, user, scopes, rule } = grant;
  const token = randomText(43);
  const at = now();
  const kept: RefreshToken = {
    id: newId('refreshToken'),
    hash: hashOf(token),
    serverId: server.id,
    clientId,
    userId: user.id,
    scopes,
    issuer,
    accessTokens,
    created: at,
    lastUpdated: at,
    expiresAt: expiry(rule),
  };
  state.refreshTokens.push(kept);
  return token;
}

/** The earlier of the lifetime and the window in which the token must be used. */
export function expiry({ refreshMinutes, refreshWindowMinutes }: Rule): string {
  const minutes = refreshMinutes === 0 ? refreshWindowMinutes : Math.min(refreshMinutes, refreshWindowMinutes);
  return new Date(Date.now() + minutes * MINUTE_MS).toISOString();
}

/** The claims of an access token of this server that is still valid, or null. */
export async function verifyAccessToken(world: World, issuer: string, token: string): Promise<JWTPayload | null> {
  try {
    const { payload } = await jwtVerify(token, await importJWK(await publicJwk(world), 'RS256'), { issuer });
    return world.state.revoked.includes(payload.jti ?? '') ? null : payload;
  } catch {
    return null;
  }
}

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
