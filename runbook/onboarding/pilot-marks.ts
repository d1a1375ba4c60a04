import type { Consequence, Proof } from '../model/proof.js';
import type { SignInMarks } from '../outside/okta.js';
import type { OnboardingInput } from './input.js';
import { type ConsequenceName, DOMAIN_SIGN_IN, PILOT_TOKEN } from './step-row.js';

/** What a pilot's sign-in proves, where a model has answered and Okta shows the token; nothing where it does not. */
export function provenByPilot(
  { pilot, domain }: Pick<OnboardingInput, 'pilot' | 'domain'>,
  { seen, at, text, evidence }: SignInMarks & Proof,
): Consequence[] {
  if (at === null || (seen !== 'token' && seen !== 'event')) return [];
  const shown = (name: ConsequenceName, said: string): Consequence => ({ name, at, text: said, evidence });
  const isOfDomain = pilot?.toLowerCase().endsWith(`@${domain.toLowerCase()}`) === true;
  return [
    shown(PILOT_TOKEN, text),
    ...(isOfDomain
      ? [shown(DOMAIN_SIGN_IN, `Kiro let ${pilot ?? ''} sign in by this domain, and a model answered. ${text}`)]
      : []),
  ];
}

/** The warning where Okta shows that Kiro is set up in another way than this run asked for, with what to do. */
export const contraryWarning = (contrary: string): string =>
  `${contrary} Compare the Issuer URI and the Client ID in the Kiro console, and the scopes in Okta, with this report; correct what differs, and run the onboarding again.`;

/** What Kiro does with Okta's refresh token, as far as the pilot has shown it: a sentence. */
export function refreshTokenText({ refreshToken, at }: SignInMarks): string {
  if (refreshToken === 'used') return 'Kiro keeps the refresh token of Okta and has used it.';
  if (refreshToken === 'issued')
    return `Okta gave Kiro a refresh token${at === null ? '' : ` at ${at}`}. It was not used until this look: whether Kiro keeps it shows once the first access token has ended.`;
  return 'Unknown: Okta shows no refresh token of the sign-in.';
}
