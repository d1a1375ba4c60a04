import { REVOKE_ADVICE } from '../messages/form.js';
import { isSafeToSend } from '../model/loopback.js';
import { lacksToken } from '../model/timing.js';
import { accepted, type Check, invalid, type Tidied } from '../messages/verdict.js';
import { SEAL_ID, SEALED_PURPOSE, sealedHeader } from '../secrets/secrets.js';
import type { MessageOf } from '../messages/schemas.js';
import type { RunInput } from '../model/run-input.js';
import type { Setting } from '../model/runbook.js';
import type { RunState } from '../model/state.js';
import { adminConsole } from '../model/okta-console.js';
import { pastedAddress } from '../messages/pasted.js';
import { otherEndpoint, scimEndpoint } from './scim-endpoint.js';
import { urlOf } from '../model/url-of.js';

/** What a run keeps of the sealed SCIM tokens that it was given. */
export interface SealedTokens {
  /** The one that an answer without one goes on with, as long as the endpoint stays; null where there is none. */
  heldToken: { endpoint: string; token: string } | null;
  /** `jti` of each one that the run has taken: each counts once. */
  usedSeals: string[];
}

/** A run of any runbook that is given SCIM access. */
export type AccessSetting = Setting<RunState & SealedTokens, RunInput>;

const COPY_IT = 'Copy the SCIM endpoint from the Kiro console, Settings, Identity Management, SCIM Endpoint.';

/** The endpoint in its normal form. */
export function tidyScimAccess(given: MessageOf<'scimAccessIssued'>): Tidied<MessageOf<'scimAccessIssued'>> {
  const notes: string[] = [];
  const address = pastedAddress(given.endpoint, notes, 'endpoint');
  const endpoint = scimEndpoint(address);
  if (endpoint !== address) {
    const isShorter = endpoint.length < address.length;
    notes.push(`endpoint: taken as ${endpoint}${isShorter ? '; what stands behind it Okta appends by itself' : ''}.`);
  }
  return { value: { ...given, endpoint }, notes };
}

/** Step 3, Add SCIM access token: the endpoint as Okta will use it, and the token, which must be sealed for this run. */
export function checkScimAccess(
  given: MessageOf<'scimAccessIssued'>,
  setting: AccessSetting,
): Check<MessageOf<'scimAccessIssued'>> {
  const wrong = endpointFault(pastedAddress(given.endpoint, [], 'endpoint'), setting.input.okta.orgUrl);
  if (wrong !== null) return invalid('endpoint', wrong);
  const { value, notes } = tidyScimAccess(given);
  const { endpoint } = value;
  if (!/\/scim\/v2$/.test(endpoint))
    notes.push('The SCIM endpoint does not end in /scim/v2, which is unusual; it is used as it is.');
  if (/(^|\.)kiro\.dev$/.test(new URL(endpoint).hostname))
    notes.push('Compare the SCIM endpoint: kiro.dev is where the console is; it is used as it is.');
  const fault =
    given.token === undefined ? missingToken(endpoint, setting) : tokenFault(given.token, endpoint, setting);
  if (fault !== null) return invalid('token', fault);
  return accepted(value, notes);
}

/** Why that is no SCIM endpoint, as one sentence; null where it may be one. */
export function endpointFault(endpoint: string, orgUrl: string): string | null {
  if (/\s/.test(endpoint)) return `That is more than one value: send the SCIM endpoint alone. ${COPY_IT}`;
  const url = urlOf(endpoint);
  if (url === null) return `That is no address: it must begin with https://. ${COPY_IT}`;
  if (!isSafeToSend(url)) return 'The SCIM endpoint must begin with https://.';
  if (url.username !== '' || url.password !== '') return 'The SCIM endpoint must hold no user name or password.';
  if (/[?#]/.test(endpoint)) return 'The SCIM endpoint must hold no ? or #: send the address before it alone.';
  if ([orgUrl, adminConsole(orgUrl)].some((okta) => new URL(okta).host === url.host))
    return `That is an address of Okta; people are provisioned to Kiro. ${COPY_IT}`;
  if (
    /(^|\.)(console|signin|app)\.(aws\.amazon\.com|kiro\.dev)$|console\.aws\.amazon\.com$|\.awsapps\.com$/.test(
      url.hostname,
    ) ||
    /^\/console(\/|$)/.test(url.pathname)
  ) {
    return 'That is the address of a console. Copy the SCIM endpoint that it shows under Settings, Identity Management.';
  }
  return null;
}

const SEAL_AGAIN = 'Seal it again with `npm run answer -- scimAccessIssued`';

/** Why a sealed token is not taken: it names its key, its run, its purpose, its endpoint, and itself. */
function tokenFault(token: string, endpoint: string, setting: AccessSetting): string | null {
  const { state, workflowId } = setting;
  const header = sealedHeader(token);
  if (header === null) return `The token is not sealed, so it is not taken. ${REVOKE_ADVICE}`;
  if (header.purpose !== SEALED_PURPOSE) return `The token was sealed for another purpose. ${SEAL_AGAIN}.`;
  if (header.workflowId !== workflowId)
    return `The token was sealed for another run. ${SEAL_AGAIN}, for ${workflowId}.`;
  const kid = state.facts.sealingKey?.['kid'];
  if (kid !== undefined && header.kid !== kid)
    return `The token was sealed with another key than this run's, or for an earlier run. ${SEAL_AGAIN}.`;
  const isOldSeal = header.endpoint === undefined && header.jti === undefined;
  if (isOldSeal && setting.holds?.('sealed-for-endpoint') === false) return null;
  if (header.endpoint === undefined || header.jti === undefined)
    return (
      'The token was sealed without `endpoint` (the one address that it may go to) and `jti` (an id of its own) in ' +
      `the protected header. ${SEAL_AGAIN}, or as docs/bots.md says.`
    );
  if (!SEAL_ID.test(header.jti))
    return 'The `jti` in the header of the sealed token must be 16 to 64 of A-Z, a-z, 0-9, - and _.';
  if (scimEndpoint(header.endpoint) !== endpoint)
    return `The token was sealed for another endpoint, and goes nowhere else. ${SEAL_AGAIN}, for ${endpoint}.`;
  if (state.usedSeals.includes(header.jti))
    return `This sealed token was used before, and each counts once. ${SEAL_AGAIN}.`;
  return null;
}

/** Once the check of the access is over, nothing would ask again for a token that cannot follow to a new endpoint. */
function missingToken(endpoint: string, setting: AccessSetting): string | null {
  const { state } = setting;
  const held = state.heldToken;
  if (
    held === null ||
    held.endpoint === endpoint ||
    !lacksToken({ steps: setting.runbook.steps, state }) ||
    state.asks.some(isForAccess)
  )
    return null;
  return `${otherEndpoint(held.endpoint, endpoint)} ${SEAL_AGAIN}.`;
}

const isForAccess = ({ message }: { message: string }): boolean => message === 'scimAccessIssued';
