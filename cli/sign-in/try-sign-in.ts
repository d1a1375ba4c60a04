import { createHash, randomBytes } from 'node:crypto';
import { everyText } from '../../runbook/escape/characters.js';
import { terminalText } from '../../runbook/escape/plain-text.js';
import { Secret } from '../../runbook/secrets/secret.js';
import { listenForCallback } from './callback.js';
import { type Claims, notesOf, problemsOf, readClaims } from './claims.js';
import { authorizeUrl, exchangeCode, type PublicClient, refresh, revoke, SignInFailed, type Tokens } from './oauth.js';

/** What is to be tested. */
export interface Wanted extends PublicClient {
  /** With `offline_access`. */
  scopes: string[];
  /** Null where nobody says which. */
  audience: string | null;
  /** How long an access token lives as the configuration says; absent where there is none. */
  accessMinutes?: number;
}

/** What a real sign-in found; never a token. */
export interface SignInFindings {
  ok: boolean;
  /** Null where there is no token to read. */
  claims: Claims | null;
  refreshed: boolean;
  problems: string[];
  notes: string[];
}

/**
 * One sign-in as Kiro's clients do it (notes of Okta's "Token Preview": the only real proof): code flow with PKCE on
 * a registered port, the token checked, refreshed once, and everything revoked. `show` is given the address to open.
 */
export async function testSignIn(
  wanted: Wanted,
  options: { show: (url: string) => void; timeoutMs: number },
): Promise<SignInFindings> {
  const [state, nonce, verifier] = [random(), random(), new Secret(random())];
  const callback = await listenForCallback(state, options.timeoutMs);
  try {
    const { redirectUri } = callback;
    const challenge = createHash('sha256').update(verifier.open()).digest('base64url');
    options.show(authorizeUrl(wanted, { scopes: wanted.scopes, redirectUri, state, nonce, challenge }));
    const code = await callback.code;
    return await checkTokens(wanted, await exchangeCode(wanted, { code, redirectUri, verifier }));
  } catch (error) {
    return { ok: false, claims: null, refreshed: false, problems: [sentence(error)], notes: [] };
  } finally {
    await callback.close();
  }
}

async function checkTokens(wanted: Wanted, first: Tokens): Promise<SignInFindings> {
  const held = [first];
  const problems: string[] = [];
  const notes: string[] = [];
  let claims: Claims | null = null;
  let refreshed = false;
  try {
    claims = await readClaims(wanted, first.accessToken);
    problems.push(...problemsOf(claims, wanted));
    notes.push(...notesOf(claims, wanted.accessMinutes));
    if (first.refreshToken === null) {
      problems.push(
        'There is no refresh token: the application needs the refresh token grant, the rule offline_access.',
      );
    } else {
      const second = await refresh(wanted, first.refreshToken);
      held.push(second);
      problems.push(
        ...problemsOf(await readClaims(wanted, second.accessToken), wanted).map((one) => `Refreshed: ${one}`),
      );
      refreshed = true;
    }
  } catch (error) {
    problems.push(sentence(error));
  }
  notes.push(...(await revokeAll(wanted, held)));
  return { ok: problems.length === 0, claims, refreshed, problems, notes };
}

/** Leaves nothing behind. A rotated refresh token replaces the first one. */
async function revokeAll(client: PublicClient, held: Tokens[]): Promise<string[]> {
  const refreshTokens = new Set(held.flatMap(({ refreshToken }) => (refreshToken === null ? [] : [refreshToken])));
  try {
    let all = true;
    for (const token of refreshTokens) all = (await revoke(client, token, 'refresh_token')) && all;
    for (const { accessToken } of held) all = (await revoke(client, accessToken, 'access_token')) && all;
    return all ? [] : ['Okta did not revoke every token of this test; they expire by themselves.'];
  } catch (error) {
    return [`The tokens of this test could not be revoked: ${sentence(error)}`];
  }
}

function sentence(error: unknown): string {
  if (error instanceof SignInFailed) return error.message;
  throw error;
}

const random = (): string => randomBytes(32).toString('base64url');

/** The findings for a person. */
export function findingsText(found: SignInFindings): string {
  const { ok, claims, refreshed, problems, notes } = everyText(found, terminalText);
  return [
    ok ? 'The sign-in works as Kiro needs it.' : 'The sign-in does not work as Kiro needs it:',
    ...problems.map((problem) => `- ${problem}`),
    ...(claims === null
      ? []
      : [
          `  iss        ${claims.iss}`,
          `  cid        ${claims.cid}`,
          `  scp        ${claims.scp.join(' ')}`,
          `  aud        ${[claims.aud].flat().join(' ')}`,
          `  lifetime   ${claims.lifetimeSeconds} s`,
          `  refreshed  ${refreshed ? 'yes' : 'no'}`,
        ]),
    ...notes.map((note) => `Note: ${note}`),
  ].join('\n');
}
