import { OFFLINE_ACCESS, VERIFICATION_TOKEN_FORM } from '../guide.js';
import type { MessageName, MessageOf } from '../messages/schemas.js';
import { isNameIn, isRecordName, recordNameOf } from '../record-name.js';
import { SEALED_PURPOSE, sealedHeader } from '../secrets.js';
import { LEFT_OUT_WITH, skippingMeans } from '../skipping.js';
import type { RunState } from '../state.js';
import type { OnboardingInput } from '../input.js';
import { REVOKE_ADVICE } from './form.js';
import { checkReadable } from './list-check.js';
import { accepted, invalid, refused, type Check } from './verdict.js';

/** What a check may look at. */
export interface Setting {
  state: RunState;
  input: OnboardingInput;
  workflowId: string;
}

type Checks = { [N in MessageName]?: (value: MessageOf<N>, setting: Setting) => Check<MessageOf<N>> };

/** Whether the content of an answer can be right, as far as the run's own knowledge tells. Each is synchronous. */
export const CONTENT_CHECKS: Checks = {
  kiroProfileEnabled(value, { state, input }) {
    const issuer = state.facts.authorizationServer?.issuer;
    const clientId = state.facts.oidcApplication?.clientId;
    if (issuer === undefined || clientId === undefined) {
      return refused(
        'too-early',
        'The Okta application and authorization server are not ready yet; there is no issuer or client ID to paste.',
      );
    }
    const notes: string[] = [];
    const pasted = { issuer: tidy(value.issuer, notes, 'issuer'), clientId: tidy(value.clientId, notes, 'clientId') };
    if (pasted.issuer === clientId || pasted.clientId === issuer) {
      return invalid(
        'issuer',
        "Issuer and client ID are swapped: put them into each other's field in the Kiro console, and send them again.",
      );
    }
    if (pasted.issuer === input.okta.orgUrl) {
      return invalid(
        'issuer',
        `That is the issuer of the org itself. Kiro needs the one of the custom authorization server: ${issuer}`,
      );
    }
    if (pasted.issuer !== issuer)
      return invalid('issuer', `The issuer is not the one of our authorization server. It must be exactly ${issuer}`);
    if (pasted.clientId !== clientId) {
      return invalid(
        'clientId',
        `The client ID is not the one of "${input.okta.oidcApplication}". It must be exactly ${clientId}`,
      );
    }
    return accepted({ ...value, ...pasted }, notes);
  },

  domainAdded(value, { input }) {
    const notes: string[] = [];
    const token = tidy(value.verificationToken, notes, 'verificationToken', false);
    if (token === '')
      return invalid('verificationToken', 'The token is empty: copy it from the Domains list of the Kiro console.');
    if (token.toLowerCase() === input.domain)
      return invalid('verificationToken', 'That is the domain, not the verification token that Kiro shows for it.');
    if (/^https?:\/\//i.test(token))
      return invalid('verificationToken', 'That is an address, not the verification token that Kiro shows.');
    if (/\s/.test(token))
      return invalid('verificationToken', 'That is more than one value: send the verification token alone.');
    if (!VERIFICATION_TOKEN_FORM.test(token))
      notes.push(`The verification token has another form than kiro-site-verification=<uuid>; it is used as it is.`);
    if (value.recordName === undefined) return accepted({ ...value, verificationToken: token }, notes);
    const name = recordNameOf(tidy(value.recordName, notes, 'recordName', false));
    // What is published, and looked for, stays in the domain that is verified.
    if (!isRecordName(name) || !isNameIn(name, input.domain)) {
      const whole = `Write the whole name, such as _kiro.${input.domain}, or leave it out for ${input.domain} itself.`;
      return invalid('recordName', `That is no name of a record in ${input.domain}. ${whole}`);
    }
    return accepted({ ...value, verificationToken: token, recordName: name }, notes);
  },

  scimAccessIssued(value, setting) {
    const notes: string[] = [];
    const endpoint = tidy(value.endpoint, notes, 'endpoint');
    const wrong = endpointFault(endpoint);
    if (wrong !== null) return invalid('endpoint', wrong);
    if (!/\/scim\/v2$/.test(endpoint))
      notes.push('The SCIM endpoint does not end in /scim/v2, which is unusual; it is used as it is.');
    if (/(^|\.)kiro\.dev$/.test(new URL(endpoint).hostname))
      notes.push('Compare the SCIM endpoint: kiro.dev is where the console is; it is used as it is.');
    const unsealed = value.token === undefined ? null : tokenFault(value.token, setting);
    if (unsealed !== null) return invalid('token', unsealed);
    return accepted({ ...value, endpoint }, notes);
  },

  skipStep(value) {
    return accepted(value, LEFT_OUT_WITH[value.step] === undefined ? [] : [skippingMeans(value.step)]);
  },

  subscriptionsListed(value, { state }) {
    const others = state.listParts.filter((part) => part !== null);
    const isOther = value.csv === undefined ? (part: object) => 'csv' in part : (part: object) => 'rows' in part;
    if (value.parts === state.listParts.length && others.some(isOther))
      return invalid(value.csv === undefined ? 'rows' : 'csv', 'All parts of a list are of one kind, `csv` or `rows`.');
    return checkReadable(value);
  },

  signInTested(value, { state, input }) {
    const { authorizationServer, oidcApplication } = state.facts;
    if (authorizationServer === undefined || oidcApplication === undefined) {
      return refused(
        'too-early',
        'There is nothing to sign in to yet: the application and the authorization server are not ready.',
      );
    }
    if (!value.ok)
      return invalid('ok', 'The sign-in did not work. Mend what `npm run test-sign-in` said, and run it again.');
    if (value.iss !== authorizationServer.issuer)
      return invalid('iss', `The token came from ${value.iss}; it must come from ${authorizationServer.issuer}.`);
    if (value.cid !== oidcApplication.clientId)
      return invalid('cid', `The token is for client ${value.cid}; it must be for ${oidcApplication.clientId}.`);
    const missing = [...input.scopes, OFFLINE_ACCESS].filter((scope) => !value.scp.includes(scope));
    if (missing.length > 0)
      return invalid('scp', `The token lacks ${missing.join(', ')}: redo scopes or access-policy, and sign in again.`);
    const { audience } = input.okta.authorizationServer;
    if (![value.aud].flat().includes(audience))
      return invalid('aud', `The token is for ${[value.aud].flat().join(', ')}; it must be for ${audience}.`);
    return accepted(value);
  },
};

/** Quotes, spaces and a trailing slash come along when people copy. */
function tidy(text: string, notes: string[], field: string, isUrl = true): string {
  const bare = text
    .trim()
    .replace(/^["'“”‘’]+|["'“”‘’]+$/g, '')
    .trim();
  const tidied = isUrl ? bare.replace(/\/+$/, '') : bare;
  if (tidied !== text) notes.push(`${field}: quotes, spaces or a slash at the end were taken off.`);
  return tidied;
}

function endpointFault(endpoint: string): string | null {
  if (!URL.canParse(endpoint))
    return 'That is no address: copy the SCIM endpoint from the Kiro console, Settings, Identity Management.';
  const url = new URL(endpoint);
  const isLoopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback))
    return 'The SCIM endpoint must begin with https://.';
  if (url.username !== '' || url.password !== '') return 'The SCIM endpoint must hold no user name or password.';
  if (
    /(^|\.)(console|signin|app)\.(aws\.amazon\.com|kiro\.dev)$|console\.aws\.amazon\.com$/.test(url.hostname) ||
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
