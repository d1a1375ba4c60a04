import { createRemoteJWKSet, jwtVerify } from 'jose';
import type { Secret } from '../../runbook/secrets/secret.js';
import { type PublicClient, SignInFailed } from './oauth.js';

/** What the access token says; the fields of the message `signInTested`. */
export interface Claims {
  iss: string;
  scp: string[];
  cid: string;
  aud: string | string[];
  /** `exp` minus `iat`. */
  lifetimeSeconds: number;
}

/** Seconds by which this machine's clock may differ from Okta's. */
const CLOCK_TOLERANCE = 120;

/** The claims of an access token whose signature holds by the server's own keys. Never repeats the token. */
export async function readClaims({ issuer }: PublicClient, accessToken: Secret): Promise<Claims> {
  const keys = createRemoteJWKSet(new URL(`${issuer}/v1/keys`));
  try {
    const { payload } = await jwtVerify(accessToken.open(), keys, { clockTolerance: CLOCK_TOLERANCE });
    const { iss, aud, exp, iat, scp, cid } = payload;
    return {
      iss: iss ?? '',
      scp: Array.isArray(scp) ? scp.filter((scope) => typeof scope === 'string') : [],
      cid: typeof cid === 'string' ? cid : '',
      aud: aud ?? '',
      lifetimeSeconds: Math.max((exp ?? 0) - (iat ?? 0), 0),
    };
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    throw new SignInFailed(
      `The access token could not be verified with the keys of ${issuer}/v1/keys (${reason}): check the issuer, and this machine's clock.`,
    );
  }
}

/** What of the claims is not as the guide wants it, in sentences. */
export function problemsOf(
  claims: Claims,
  wanted: PublicClient & { scopes: readonly string[]; audience: string | null },
): string[] {
  const missing = wanted.scopes.filter((scope) => !claims.scp.includes(scope));
  const audiences = [claims.aud].flat();
  return [
    ...(claims.iss === wanted.issuer ? [] : [`iss is ${claims.iss}, and Kiro is given ${wanted.issuer}.`]),
    ...(claims.cid === wanted.clientId ? [] : [`cid is ${claims.cid}, and Kiro is given ${wanted.clientId}.`]),
    ...(missing.length === 0 ? [] : [`scp lacks ${missing.join(', ')}: redo the steps scopes and access-policy.`]),
    ...(wanted.audience === null || audiences.includes(wanted.audience)
      ? []
      : [`aud is ${audiences.join(', ')}, and the configuration says ${wanted.audience}.`]),
  ];
}

/** What is allowed, but not as the configuration says; where there is none, nothing is known of the org's own hardening. */
export function notesOf({ lifetimeSeconds }: Claims, wantedMinutes: number | undefined): string[] {
  const minutes = lifetimeSeconds / 60;
  return wantedMinutes === undefined || minutes === wantedMinutes
    ? []
    : [`The access token lives ${minutes} min, and not ${wantedMinutes}.`];
}
