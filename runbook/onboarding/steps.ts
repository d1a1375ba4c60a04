import type { Role } from '../model/run-input.js';
import { StepTable } from '../model/step.js';
import { KIRO_STEPS } from './kiro-steps.js';
import { PROVISIONING_STEPS } from './provisioning-steps.js';
import { SIGN_IN_STEPS } from './sign-in-steps.js';
import { TEAM_STEPS } from './team-steps.js';

const ROWS = [...SIGN_IN_STEPS, ...KIRO_STEPS, ...PROVISIONING_STEPS, ...TEAM_STEPS] as const;

export type StepId = (typeof ROWS)[number]['id'];

/** The steps that a person does: each needs a prompt. */
export type PersonStepId = Extract<(typeof ROWS)[number], { by: Role }>['id'];

/**
 * The steps from a Kiro profile to the last person arrived, which every runbook has that connects Okta to one. A new step of the
 * onboarding is one of them only if it is named here.
 */
export type ConnectingStepId = Extract<
  StepId,
  | ('kiro-profile' | 'domain' | 'dns-record' | 'dns-propagation' | 'domain-verified' | 'scim-access')
  | ('provisioning-connection' | 'provisioning-features' | 'provisioning-assignments' | 'push-groups')
  | ('subscribe-team' | 'sync-window' | 'subscription-review' | 'pilot-sign-in' | 'report')
>;

/** A step of the onboarding, for the table of another runbook. `after` are the steps that it comes after there. */
export const stepAfter = <Id extends ConnectingStepId, After extends string>(id: Id, ...after: After[]) => ({
  ...(ROWS.find((row) => row.id === id) as Extract<(typeof ROWS)[number], { id: Id }>),
  after,
});

/** The onboarding: what is done, where the guide says so, by whom, after what, and all else that is known of a step. */
export const ONBOARDING_STEPS = new StepTable<StepId>(ROWS);
