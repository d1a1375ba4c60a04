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

/** The onboarding: what is done, where the guide says so, by whom, after what, and all else that is known of a step. */
export const ONBOARDING_STEPS = new StepTable<StepId>(ROWS);
