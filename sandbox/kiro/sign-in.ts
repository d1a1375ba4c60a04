import { createHash, randomBytes } from 'node:crypto';
import { KIRO_SCOPES, OFFLINE_ACCESS, REDIRECT_URIS } from '../../runbook/onboarding/guide.js';
import { isObject, parseJson, textOf } from '../kit/json-values.js';
import { grantSeats, hasActiveSeat } from './console/subscriptions.js';
import { readObject, type Routes } from './kiro-state.js';

/** A sign-in that Kiro or Okta refuses; the message is what the person sees. */
class Refused extends Error {}

/**
 * Kiro on somebody's machine: Your organization, the e-mail address, the sign-in at Okta, and one question to a model. Which
 * scopes Kiro asks for, whether it keeps the refresh token and what it checks of the access token is not documented
 * (docs/unverified.md). `refresh` uses the refresh token once, as Kiro may when the access token has ended.
 */
export const signInRoutes: Routes = (app, { state, settings }) => {
  app.post('/sign-in', async (c) => {
    const body = (await readObject(c)) ?? {};
    const email = textOf(body, 'email').trim().toLowerCase();
    try {
      const { profile } = state;
      const domain = state.domains.find((one) => email.endsWith(`@${one.domain}`));
      if (profile === null || domain?.status !== 'Verified')
        throw new Refused('Your organization is not set up for Kiro, or its domain is not verified.');
      const refreshToken = await signIn(profile, email);
      if (body['refresh'] === true && refreshToken !== null)
        await tokens(profile.issuer, {
          grant_type: 'refresh_token',
          client_id: profile.clientId,
          refresh_token: refreshToken,
        });
      grantSeats(state, settings.membershipDelayMs);
      if (!hasActiveSeat(state, email)) throw new Refused('You are signed in, but no subscription is active for you.');
      return c.json({ answer: 'Hello, how can I help you?' });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return c.json({ error: error.message }, 403);
    }
  });
};

interface Profile {
  issuer: string;
  clientId: string;
}

/** The refresh token, or null where Okta gave none. An org that has not all scopes is asked for those it has. */
async function signIn(profile: Profile, email: string): Promise<string | null> {
  const choices = [[...KIRO_SCOPES], ...KIRO_SCOPES.map((scope) => [scope])];
  let refused = new Refused('');
  for (const scopes of choices) {
    try {
      return await byCode(profile, email, [...scopes, OFFLINE_ACCESS]);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      refused = error;
      if (!error.message.includes('invalid_scope')) break;
    }
  }
  throw refused;
}

async function byCode({ issuer, clientId }: Profile, email: string, scopes: string[]): Promise<string | null> {
  const verifier = randomBytes(32).toString('base64url');
  const redirect = REDIRECT_URIS.find((uri) => uri.startsWith('http://localhost')) ?? '';
  const query = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    scope: scopes.join(' '),
    redirect_uri: redirect,
    state: randomBytes(16).toString('base64url'),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    // Who signs in at the sandbox's Okta, without a browser.
    sandbox_user: email,
  });
  const response = await fetch(`${issuer}/v1/authorize?${query.toString()}`, { redirect: 'manual' });
  const location = response.headers.get('location');
  if (location === null) throw new Refused(`Okta shows an error page (${response.status}).`);
  const back = new URL(location).searchParams;
  const code = back.get('code');
  if (code === null) throw new Refused(`Okta refused: ${back.get('error')} ${back.get('error_description') ?? ''}`);
  const grant = { grant_type: 'authorization_code', client_id: clientId, code, redirect_uri: redirect };
  return tokens(issuer, { ...grant, code_verifier: verifier });
}

/** The refresh token of the answer, or null. */
async function tokens(issuer: string, fields: Record<string, string>): Promise<string | null> {
  const response = await fetch(`${issuer}/v1/token`, { method: 'POST', body: new URLSearchParams(fields) });
  const body = parseJson(await response.text());
  if (!response.ok || !isObject(body)) throw new Refused(`Okta gave no token (${response.status}).`);
  return textOf(body, 'refresh_token') || null;
}
