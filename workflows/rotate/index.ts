import type { ConnectionNews } from '../../runbook/connection/record.js';
import { recordOf } from '../../runbook/model/state.js';
import { completedDayTwo } from '../../runbook/day-two/day-two-input.js';
import { rotationFor } from '../../runbook/rotate/rotation.js';
import {
  ROTATION_ABOUT,
  type RotationAbout,
  type RotationInput,
  type RotationState,
} from '../../runbook/rotate/rotation-state.js';
import type { REPORT_STEP } from '../../runbook/model/step.js';
import type { RotationStepId } from '../../runbook/rotate/rotation-steps.js';
import type { Report } from '../../runbook/words/report.js';
import { dayTwoAtWork } from '../day-two/day-two-at-work.js';
import { keep } from '../engine/inbox.js';
import { runToItsEnd } from '../engine/workflow.js';
import { afterTokenTrouble, withHeldToken } from '../onboarding/scim-token.js';
import { compare } from './compare.js';
import { failedTasks, intoOkta, pushAfter } from './in-okta.js';
import { newToken, probe } from './new-token.js';
import { oldIsDead, revokeOld } from './old-token.js';
import type { RotationRun, RotationStepBody } from './rotation-run.js';

/** What each step does; their order is in `runbook/rotate/rotation-steps.ts`. */
const BODIES: Record<Exclude<RotationStepId, typeof REPORT_STEP>, RotationStepBody> = {
  'new-token': newToken,
  probe,
  'into-okta': intoOkta,
  'push-after': pushAfter,
  'revoke-old': revokeOld,
  'old-is-dead': oldIsDead,
  'failed-tasks': failedTasks,
  compare,
};

/** The record counts from the new token on once Okta has it. */
function newsOf({ state }: RotationRun): Partial<ConnectionNews> {
  const access = state.answers.scimAccessIssued;
  if (access === undefined || recordOf(state, 'into-okta').state !== 'done') return {};
  const { endpoint, storedAt = null } = access.value;
  return { endpoint, token: { issuedAt: access.at, storedAt } };
}

const atWork = (about: RotationAbout) =>
  dayTwoAtWork<RotationState, RotationAbout>({
    runbook: rotationFor(about),
    bodies: BODIES,
    effects: {
      scimAccessIssued: (run, value, sender) => keep(run, 'scimAccessIssued', withHeldToken(run, value), sender),
    },
    news: newsOf,
    afterTrouble: afterTokenTrouble,
  });

/**
 * Give a connection another SCIM token, without a gap or, after a leak, with the old one gone first. `state` is that of the run
 * which this one carries on.
 */
export function rotateScimToken(given: RotationInput, state?: RotationState): Promise<Report> {
  const about = completedDayTwo(given, ROTATION_ABOUT)?.about ?? { compromised: false };
  return runToItsEnd(atWork(about), given, state);
}
