import { pastedAddress } from '../messages/pasted.js';
import { urlOf } from '../model/url-of.js';

/** Resources of SCIM (RFC 7644, 3.2 and 4), which Okta itself appends to the endpoint. */
const RESOURCE = /(\/v2)\/(Users|Groups|Me|ServiceProviderConfig|ResourceTypes|Schemas|Bulk)(\/.*)?$/i;

/**
 * The one normal form of a SCIM endpoint; docs/bots.md describes it. Without what was pasted around it, without a SCIM
 * resource behind `/v2`, scheme and host in lower case, without a default port, no slash at the end. What is no address
 * stays as it is. Two endpoints are the same where their normal forms are.
 */
export function scimEndpoint(given: string): string {
  const address = pastedAddress(given, [], 'endpoint').replace(RESOURCE, '$1');
  // The parser would hide what makes an address wrong, such as a space or a line break.
  const url = /\s/.test(address) ? null : urlOf(address);
  return url === null ? address : url.href.replace(/\/+$/, '');
}

/** Why a token that was given does not go along to a new endpoint: a sentence. */
export const otherEndpoint = (sealedFor: string, endpoint: string): string =>
  `The SCIM token that was given is sealed for ${sealedFor} and goes nowhere else, so ${endpoint} does not get it.`;
