import { type Check, invalid } from '../messages/verdict.js';
import type { MessageOf } from '../messages/schemas.js';
import { always, COMMON_MESSAGES } from '../model/common-messages.js';
import type { MessageUses, Setting } from '../model/runbook.js';
import { isOver, recordOf } from '../model/state.js';
import { checkScimAccess, tidyScimAccess } from '../onboarding/scim-check.js';
import { scimEndpoint } from '../onboarding/scim-endpoint.js';
import type { OffboardInput } from './offboard-input.js';
import type { OffboardState } from './offboard-state.js';

/** The messages of an offboarding. */
export const OFFBOARD_MESSAGES = {
  // Asked as often as a group is left that the API cannot change.
  userRemovedAtSource: {
    step: 'push-group',
    isSensitive: always,
    isWelcome: ({ asks }) => asks.some(({ message }) => message === 'userRemovedAtSource'),
    needs: () => 'Nothing is left to a person yet.',
  },
  seatDeleted: {
    step: 'seat',
    isSensitive: always,
    needs: (state) =>
      state.facts.ended === undefined
        ? 'They still have access: a subscription that is deleted now could come back.'
        : null,
  },
  // May be given at any time, to see in Kiro what else could only be said.
  scimAccessIssued: {
    step: 'kiro-groups',
    // What that endpoint shows says whether somebody is gone.
    isSensitive: always,
    tidy: tidyScimAccess,
    check: checkAccess,
    isWelcome: (state) => !isOver(recordOf(state, 'kiro-groups')) || state.inKiro !== 'gone',
  },
  ...COMMON_MESSAGES,
} satisfies MessageUses<OffboardState, OffboardInput>;

type Access = MessageOf<'scimAccessIssued'>;

/** Only the endpoint of this connection says anything of its people. */
function checkAccess(given: Access, setting: Setting<OffboardState, OffboardInput>): Check<Access> {
  const { endpoint } = tidyScimAccess(given).value;
  const known = setting.state.facts.connection?.endpoint ?? null;
  if (known !== null && scimEndpoint(known) !== endpoint)
    return invalid('endpoint', `The connection is at ${known}: only there is to be seen who is gone.`);
  if (given.token === undefined) return invalid('token', 'Without a token nothing can be seen there.');
  return checkScimAccess(given, setting);
}
