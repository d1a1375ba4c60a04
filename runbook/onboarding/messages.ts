import { OFFLINE_ACCESS } from './guide.js';
import type { MessageName, MessageOf } from '../messages/schemas.js';
import { accepted, type Check, invalid, refused } from '../messages/verdict.js';
import { COMMON_MESSAGES } from '../model/common-messages.js';
import { isOver } from '../model/state.js';
import { lacksToken } from '../model/timing.js';
import { checkDomainAdded, isUnusualRecord, tidyDomainAdded } from './domain-check.js';
import type { MayBeEmpty } from '../roster/subscription-list.js';
import { checkReadable } from './list-check.js';
import { checkProfile, tidyProfile } from './profile-check.js';
import { checkScimAccess, tidyScimAccess } from './scim-check.js';
import type { ConnectingState, OnboardingMessage, OnboardingSetting } from './state.js';
import { ONBOARDING_STEPS, type StepId } from './steps.js';
import { checkTeam } from './team-check.js';

/** Messages of day two, which no onboarding takes. */
type LaterMessage = 'userRemovedAtSource' | 'seatDeleted' | 'tokenRevoked' | 'accessReviewed';

type Messages = {
  [N in Exclude<MessageName, LaterMessage>]: OnboardingMessage<MessageOf<N>> & { step: StepId | null };
};

/** The messages of the onboarding: the step that each answers, and when it is right. */
export const ONBOARDING_MESSAGES: Messages = {
  kiroProfileEnabled: { step: 'kiro-profile', tidy: tidyProfile, check: checkProfile },
  domainAdded: { step: 'domain', tidy: tidyDomainAdded, check: checkDomainAdded, isSensitive: isUnusualRecord },
  // "Published" also means "look now", however often it is said.
  dnsRecordPublished: {
    step: 'dns-record',
    isWelcome: ({ asks }) =>
      asks.some(
        ({ step, message }) =>
          message === 'dnsRecordPublished' || (step === 'dns-propagation' && message === 'checkNow'),
      ),
    needs: (state) => needsAnswer('dnsRecordPublished', 'domainAdded', 'the verification token', state),
  },
  domainVerified: {
    step: 'domain-verified',
    needs: (state) => needsAnswer('domainVerified', 'domainAdded', 'the verification token', state),
  },
  scimAccessIssued: {
    step: 'scim-access',
    tidy: tidyScimAccess,
    check: checkScimAccess,
    // Another endpoint or token than the one that was taken, also where the step is done again.
    isSensitive: (_value, { state: { answers, steps } }) =>
      answers.scimAccessIssued !== undefined || steps['scim-access'].history.length > 0,
    isWelcome: (state) => lacksToken({ steps: ONBOARDING_STEPS, state }),
  },
  provisioningConfigured: {
    step: 'provisioning-connection',
    needs: (state) =>
      needsAnswer('provisioningConfigured', 'scimAccessIssued', 'the SCIM endpoint', state) ??
      (state.facts.scimApplication === undefined ? 'The SCIM application is not there yet.' : null),
  },
  signInTested: {
    step: 'token-check',
    check: checkSignIn,
    isWelcome: ({ answers }) => answers.signInTested === undefined,
  },
  teamSubscribed: {
    step: 'subscribe-team',
    check: checkTeam,
    needs: ({ answers }) => (answers.kiroProfileEnabled === undefined ? 'The Kiro profile is not enabled yet.' : null),
  },
  subscriptionsListed: {
    step: 'subscription-review',
    check: (value, setting) => checkList(value, setting),
    isWelcome: ({ steps }) => isOver(steps['subscribe-team']) && !isOver(steps['subscription-review']),
    needs: () => 'The team is not subscribed yet, so there is no list to review.',
  },
  syncWindowExtended: { step: 'sync-window', isWelcome: ({ steps }) => !isOver(steps['sync-window']) },
  ...COMMON_MESSAGES,
};

/** What a person attests makes sense only once what it speaks of exists. */
const needsAnswer = (
  name: MessageName,
  needed: MessageName,
  what: string,
  { answers }: ConnectingState,
): string | null => (answers[needed] === undefined ? `${name} needs ${what} first (${needed}).` : null);

/** Whether a list, or a part of one, can be taken. */
export function checkList(
  value: MessageOf<'subscriptionsListed'>,
  { state, holds }: OnboardingSetting,
  may: MayBeEmpty = {},
): Check<MessageOf<'subscriptionsListed'>> {
  const others = state.listParts.filter((part) => part !== null);
  const isOther = value.csv === undefined ? (part: object) => 'csv' in part : (part: object) => 'rows' in part;
  if (value.parts === state.listParts.length && others.some(isOther))
    return invalid(value.csv === undefined ? 'rows' : 'csv', 'All parts of a list are of one kind, `csv` or `rows`.');
  return checkReadable(value, holds, may);
}

function checkSignIn(
  value: MessageOf<'signInTested'>,
  { state, input }: OnboardingSetting,
): Check<MessageOf<'signInTested'>> {
  const { authorizationServer, oidcApplication } = state.facts;
  if (authorizationServer === undefined || oidcApplication === undefined) {
    return refused(
      'too-early',
      'There is nothing to sign in to yet: the application and the authorization server are not ready.',
    );
  }
  if (!value.ok)
    return invalid('ok', 'The sign-in did not work. Correct what `npm run test-sign-in` said, and run it again.');
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
}
