import { always } from '../model/common-messages.js';
import type { MessageUses } from '../model/runbook.js';
import { isOver } from '../model/state.js';
import { checkList, ONBOARDING_MESSAGES } from '../onboarding/messages.js';
import { scimEndpoint } from '../onboarding/scim-endpoint.js';
import type { ReprovisionInput, ReprovisionState } from './reprovision-state.js';

const { signInTested: _isOfSignIn, scimAccessIssued, subscriptionsListed, ...shared } = ONBOARDING_MESSAGES;

const SAME_ENDPOINT =
  'This is the SCIM endpoint that Okta has written to before. If the profile was made anew, compare it with the one that the ' +
  'Kiro console shows now; it is used as it is.';

/** The messages of a reprovisioning: those of the onboarding, but for the sign-in, which is not touched. */
export const REPROVISION_MESSAGES: MessageUses<ReprovisionState, ReprovisionInput> = {
  ...shared,
  scimAccessIssued: {
    ...scimAccessIssued,
    // Okta has an endpoint, and gets another one.
    isSensitive: always,
    check(given, setting) {
      const check = scimAccessIssued.check!(given, setting);
      const before = setting.state.endpointBefore;
      const isSame = check.ok && before !== null && scimEndpoint(before) === check.value.endpoint;
      return isSame ? { ...check, notes: [...check.notes, SAME_ENDPOINT] } : check;
    },
  },
  // Two steps ask for a list, one after the other: one that nobody has asked for could be of either.
  subscriptionsListed: {
    ...subscriptionsListed,
    // Nobody is subscribed anew before the old seats are looked at.
    check: (value, setting) => checkList(value, setting, { mayBeEmpty: !isOver(setting.state.steps['old-seats']) }),
    isWelcome: ({ steps }) =>
      [steps['old-seats'], steps['subscription-review']].some(
        ({ state }) => state === 'running' || state === 'waiting',
      ),
    needs: () => 'Nobody has asked for a list of subscriptions yet.',
  },
};
