import { checkChoice, tidyChoice } from '../model/choice-check.js';
import { accepted, type Check, invalid, refused, type Setting, type Tidied } from '../model/verdict.js';
import { checkDomainAdded, tidyDomainAdded } from './domain-check.js';
import { OFFLINE_ACCESS } from './guide.js';
import { checkReadable } from './list-check.js';
import type { MessageName, MessageOf } from './message-schemas.js';
import { checkProfile, tidyProfile } from './profile-check.js';
import { checkScimAccess, tidyScimAccess } from './scim-check.js';
import { skippingMeans, stepOf } from './steps.js';

type Checks = { [N in MessageName]?: (value: MessageOf<N>, setting: Setting) => Check<MessageOf<N>> };

type Tidying = { [N in MessageName]?: (value: MessageOf<N>, setting: Setting) => Tidied<MessageOf<N>> };

/** What is kept of a message with values that people paste; the checks below judge that. None refuses anything. */
export const TIDYING: Tidying = {
  kiroProfileEnabled: tidyProfile,
  domainAdded: tidyDomainAdded,
  scimAccessIssued: tidyScimAccess,
  objectChosen: tidyChoice,
};

/** Whether the content of an answer can be right, as far as the run's own knowledge tells. Each is synchronous. */
export const CONTENT_CHECKS: Checks = {
  kiroProfileEnabled: checkProfile,
  domainAdded: checkDomainAdded,
  scimAccessIssued: checkScimAccess,

  objectChosen: checkChoice,

  skipStep(value) {
    const isTold = value.early === true || stepOf(value.step).skips.length > 0;
    return accepted(value, isTold ? [skippingMeans(value.step)] : []);
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
