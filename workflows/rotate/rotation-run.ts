import type { MessageOf } from '../../runbook/messages/schemas.js';
import { recordOf, type Sender } from '../../runbook/model/state.js';
import type { RotationInput, RotationState } from '../../runbook/rotate/rotation-state.js';
import type { RotationStepId } from '../../runbook/rotate/rotation-steps.js';
import { SkippedToo } from '../engine/failures.js';
import type { Run } from '../engine/run.js';
import type { StepBody } from '../engine/work.js';

/** A rotation at work. */
export type RotationRun = Run<RotationState, RotationInput>;
/** What one of its steps does. */
export type RotationStepBody = StepBody<RotationRun>;

/** The new SCIM access. @throws SkippedToo where making it was skipped */
export function newAccess(run: RotationRun): { value: MessageOf<'scimAccessIssued'> } & Sender {
  const access = run.state.answers.scimAccessIssued;
  if (access === undefined) throw new SkippedToo('No new token was made, and this needs one.');
  return access;
}

/** The SCIM application. @throws SkippedToo where nobody knows it */
export function scimAppOf({ state }: RotationRun): string {
  const appId = state.facts.connection?.scimAppId ?? null;
  if (appId === null) throw new SkippedToo('The SCIM application of this connection is not known.');
  return appId;
}

/** Whether that step was skipped. */
export const isSkipped = ({ state }: RotationRun, id: RotationStepId): boolean =>
  recordOf(state, id).state === 'skipped';

/** When the new token was put into Okta. ISO 8601. @throws SkippedToo where that was skipped */
export function putInAt({ state }: RotationRun): string {
  const { state: now, since } = recordOf(state, 'into-okta');
  const at = state.answers.provisioningConfigured?.at ?? since;
  if (now !== 'done' || at === null) throw new SkippedToo('The new token was not put into Okta.');
  return at;
}
