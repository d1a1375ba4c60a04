import type { OktaError } from './okta-error.js';

/** 409 codes that mean "try again"; every other 4xx stays refused however often it is tried. */
const TRY_AGAIN = ['E0000112', 'E0000249', 'E0000253', 'E0000254', 'E0000268', 'E0000239', 'E0000240', 'E0000241'];

/** Whether the same call may succeed later by itself. */
export function isTransient(error: OktaError): boolean {
  if (error.status === null || error.status === 429 || error.status === 423 || error.status === 408) return true;
  if (error.status === 501) return false;
  return error.status >= 500 || TRY_AGAIN.includes(error.code ?? '');
}

const CURES: Record<string, string> = {
  E0000004: 'Check OKTA_CLIENT_TOKEN, or the client id and key, of the worker and restart it.',
  E0000011:
    'The token is wrong, expired or revoked, or the service app could get none: check OKTA_CLIENT_* and restart the worker.',
  E0000006:
    'The API client lacks the admin role or the scope for it: give it the Application and API Access Management administrator roles and the scopes in the README.',
  E0000015:
    'The org has no API Access Management licence, which a custom authorization server needs: ask Okta to add it, then redo the step.',
  E0000046: 'A group still grants the user the application: remove that group or the membership first.',
  E0000059: 'The connector could not be tested: check the Base URL and the API token.',
};

/** What to do about a permanent refusal, and whether a person in Okta can mend it. */
export function cureOf(error: OktaError): { fix: string; person: boolean } {
  const cure = CURES[error.code ?? ''];
  if (cure !== undefined) return { fix: cure, person: true };
  if (error.status === 404) return { fix: 'The object is gone: redo the step that makes it.', person: false };
  return { fix: 'Mend what it names, or do the step by hand in the Admin Console; then redo it.', person: false };
}
