import { type HeldSecrets, NO_SECRETS } from '../../runbook/secrets/outside-text.js';

/** The sign-in did not come to a token that can be checked; the message says why and what to do. */
export class SignInFailed extends Error {
  override readonly name = 'SignInFailed';
}

/** What Okta's refusals come from, and what mends them. */
const CURES: Record<string, string> = {
  access_denied:
    'Check that this person is assigned to the OIDC application, and that the access policy has a rule for them (npm run verify).',
  invalid_scope: 'The authorization server lacks a scope: redo the step scopes.',
  invalid_client: 'Check the client id, and that the application is active.',
  unauthorized_client: 'The application must allow the authorization code and refresh token grants.',
  invalid_grant: 'Run the command again; a code can be used once, and for a few minutes.',
};

/** Okta's refusal as a failure; its words go without the secrets that were sent. */
export function refusal(
  what: string,
  error: string,
  description: string | null,
  secrets: HeldSecrets = NO_SECRETS,
): SignInFailed {
  const told = secrets.text([error, description ?? ''].join(' '));
  const cure = CURES[error];
  return new SignInFailed(`${what}: ${told}${told.endsWith('.') ? '' : '.'}${cure === undefined ? '' : ` ${cure}`}`);
}
