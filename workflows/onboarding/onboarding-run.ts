import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import type { ConnectingState } from '../../runbook/onboarding/state.js';
import type { GivenAccess, ScimTask } from '../../runbook/outside.js';
import type { Run } from '../engine/run.js';
import type { StepBody } from '../engine/work.js';

/** An onboarding at work, or another runbook that has its steps from the Kiro profile on. */
export type OnboardingRun = Run<ConnectingState, OnboardingInput>;
/** What one of its steps does. */
export type OnboardingStepBody = StepBody<OnboardingRun>;

/** What every activity that asks Kiro's SCIM endpoint gets; without access it has nothing to ask with. */
export function scimTask(run: OnboardingRun): ScimTask {
  const access = run.state.answers.scimAccessIssued?.value;
  return { ...run.task, endpoint: access?.endpoint ?? '', sealedToken: access?.token ?? null };
}

/**
 * The SCIM access of this run, as Okta's activities compare with it; nothing where none was given. `givenAt` is absent while
 * no push counts.
 */
export function givenAccess(run: OnboardingRun): Partial<GivenAccess> {
  const access = run.state.answers.scimAccessIssued;
  if (access === undefined) return {};
  const { endpoint, token } = access.value;
  const from = pushesCountFrom(run);
  return { endpoint, sealedToken: token ?? null, ...(from === null ? {} : { givenAt: from }) };
}

/** The SCIM access was replaced in this run by another one: what Okta holds, if anything, is the earlier token. */
export function isExchanged({ state }: OnboardingRun): boolean {
  const { history, since } = state.steps['scim-access'];
  const { at } = state.answers.scimAccessIssued ?? {};
  // A new token for the same endpoint may come after the step, when a later step needs it.
  return history.some((round) => round.state === 'done') || (at !== undefined && since !== null && at > since);
}

/**
 * From when on a push shows that Okta uses the access of this run. ISO 8601, by Temporal's clock; null while none does.
 * After an exchange Okta goes on with the earlier token, so only what it pushes after the new one was put in counts.
 */
export function pushesCountFrom(run: OnboardingRun): string | null {
  const { answers, steps } = run.state;
  if (!isExchanged(run)) return answers.scimAccessIssued?.at ?? null;
  const { state, since } = steps['provisioning-connection'];
  return answers.provisioningConfigured?.at ?? (state === 'done' ? since : null);
}
