import { accepted, type Check, invalid } from '../messages/verdict.js';
import type { MessageOf } from '../messages/schemas.js';
import { always, COMMON_MESSAGES } from '../model/common-messages.js';
import type { MessageUses } from '../model/runbook.js';
import { isOver, recordOf } from '../model/state.js';
import { checkScimAccess, tidyScimAccess } from '../onboarding/scim-check.js';
import { scimEndpoint } from '../onboarding/scim-endpoint.js';
import type { RotationInput, RotationMessage, RotationSetting, RotationState } from './rotation-state.js';

type Messages = MessageUses<RotationState, RotationInput>;

const NEW_TOKEN: RotationMessage<MessageOf<'scimAccessIssued'>> = {
  step: 'new-token',
  isSensitive: always,
  tidy: tidyScimAccess,
  check: checkNewAccess,
};

const INTO_OKTA: RotationMessage<MessageOf<'provisioningConfigured'>> = {
  step: 'into-okta',
  needs: ({ answers }) =>
    answers.scimAccessIssued === undefined
      ? 'There is no new token yet to put into Okta: answer the step that asks for it first.'
      : null,
};

/** The messages of a rotation that is planned: the old token stays until Okta pushes with the new one. */
export const PLANNED_MESSAGES: Messages = {
  ...COMMON_MESSAGES,
  scimAccessIssued: NEW_TOKEN,
  provisioningConfigured: INTO_OKTA,
  tokenRevoked: {
    step: 'revoke-old',
    isSensitive: always,
    needs: (state) =>
      isOver(recordOf(state, 'push-after'))
        ? null
        : 'Leave the old token until Okta is seen to push with the new one. If the old one has leaked, or is deleted already, ' +
          'cancel this run and run `npm run rotate-token -- --compromised`.',
  },
};

/** The messages of a rotation after a leak: the old token goes first. */
export const COMPROMISED_MESSAGES: Messages = {
  ...COMMON_MESSAGES,
  scimAccessIssued: {
    ...NEW_TOKEN,
    needs: (state) =>
      isOver(recordOf(state, 'revoke-old'))
        ? null
        : 'Delete the leaked token first (tokenRevoked), and make the new one after that.',
  },
  provisioningConfigured: INTO_OKTA,
  tokenRevoked: { step: 'revoke-old', isSensitive: always },
};

/** A rotation keeps the endpoint: another one is that of another Kiro profile. */
function checkNewAccess(
  given: MessageOf<'scimAccessIssued'>,
  setting: RotationSetting,
): Check<MessageOf<'scimAccessIssued'>> {
  const checked = checkScimAccess(given, setting);
  const known = setting.state.facts.connection?.endpoint ?? null;
  if ((!checked.ok && checked.why.field === 'endpoint') || known === null) return checked;
  const { endpoint } = tidyScimAccess(given).value;
  if (endpoint !== scimEndpoint(known))
    return invalid(
      'endpoint',
      `${endpoint} is not the SCIM endpoint of this connection, which is ${known}. A new token of the same Kiro profile has the ` +
        'same endpoint. If the profile was made anew, this is no rotation: cancel this run and run `npm run reprovision`.',
    );
  return checked.ok ? accepted(checked.value, checked.notes) : checked;
}
