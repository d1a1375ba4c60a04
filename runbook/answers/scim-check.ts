import type { MessageOf } from '../messages/schemas.js';
import { adminConsole } from '../okta-console.js';
import { SEALED_PURPOSE, sealedHeader } from '../secrets.js';
import type { Setting } from './checks.js';
import { REVOKE_ADVICE } from './form.js';
import { pastedAddress } from './pasted.js';
import { accepted, invalid, type Check } from './verdict.js';

/** Resources of SCIM (RFC 7644, 3.2 and 4), which Okta itself appends to the endpoint. */
const RESOURCE = /(\/v2)\/(Users|Groups|Me|ServiceProviderConfig|ResourceTypes|Schemas|Bulk)(\/.*)?$/i;
const COPY_IT = 'Copy the SCIM endpoint from the Kiro console, Settings, Identity Management, SCIM Endpoint.';

/** Step 3, Add SCIM access token: the endpoint as Okta shall use it, and the token, which must be sealed for this run. */
export function checkScimAccess(
  given: MessageOf<'scimAccessIssued'>,
  setting: Setting,
): Check<MessageOf<'scimAccessIssued'>> {
  const notes: string[] = [];
  const address = pastedAddress(given.endpoint, notes, 'endpoint');
  const wrong = endpointFault(address, setting.input.okta.orgUrl);
  if (wrong !== null) return invalid('endpoint', wrong);
  const endpoint = address.replace(RESOURCE, '$1');
  if (endpoint !== address) notes.push(`endpoint: taken as ${endpoint}; what stands behind it Okta appends by itself.`);
  if (!/\/scim\/v2$/.test(endpoint))
    notes.push('The SCIM endpoint does not end in /scim/v2, which is unusual; it is used as it is.');
  if (/(^|\.)kiro\.dev$/.test(new URL(endpoint).hostname))
    notes.push('Compare the SCIM endpoint: kiro.dev is where the console is; it is used as it is.');
  const unsealed = given.token === undefined ? null : tokenFault(given.token, setting);
  if (unsealed !== null) return invalid('token', unsealed);
  return accepted({ ...given, endpoint }, notes);
}

function endpointFault(endpoint: string, orgUrl: string): string | null {
  if (/\s/.test(endpoint)) return `That is more than one value: send the SCIM endpoint alone. ${COPY_IT}`;
  if (!URL.canParse(endpoint)) return `That is no address: it must begin with https://. ${COPY_IT}`;
  const url = new URL(endpoint);
  const isLoopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback))
    return 'The SCIM endpoint must begin with https://.';
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

function tokenFault(token: string, { state, workflowId }: Setting): string | null {
  const header = sealedHeader(token);
  if (header === null) return `The token is not sealed, so it is not taken. ${REVOKE_ADVICE}`;
  if (header.purpose !== SEALED_PURPOSE)
    return 'The token was sealed for another purpose: seal it again with `npm run answer -- scimAccessIssued`.';
  if (header.workflowId !== workflowId)
    return `The token was sealed for another run: seal it again for ${workflowId} with \`npm run answer -- scimAccessIssued\`.`;
  const kid = state.facts.sealingKey?.['kid'];
  if (kid !== undefined && header.kid !== kid)
    return "The token was sealed with another key than this run's: seal it again with `npm run answer -- scimAccessIssued`.";
  return null;
}
