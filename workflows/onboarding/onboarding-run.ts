import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import type { OnboardingState } from '../../runbook/onboarding/state.js';
import type { GivenAccess, ScimTask } from '../../runbook/outside.js';
import type { Run } from '../engine/run.js';
import type { StepBody } from '../engine/work.js';

/** An onboarding at work. */
export type OnboardingRun = Run<OnboardingState, OnboardingInput>;
/** What one of its steps does. */
export type OnboardingStepBody = StepBody<OnboardingRun>;

/** What every activity that asks Kiro's SCIM endpoint is told; without access it has nothing to ask with. */
export function scimTask(run: OnboardingRun): ScimTask {
  const access = run.state.answers.scimAccessIssued?.value;
  return { ...run.task, endpoint: access?.endpoint ?? '', sealedToken: access?.token ?? null };
}

/** The SCIM access of this run, as Okta's activities compare with it; nothing where none was given. */
export function givenAccess(run: OnboardingRun): Partial<GivenAccess> {
  const access = run.state.answers.scimAccessIssued;
  if (access === undefined) return {};
  return { endpoint: access.value.endpoint, sealedToken: access.value.token ?? null, givenAt: access.at };
}
