import { WORKFLOW_TYPE } from '../model/names.js';
import type { Runbook } from '../model/runbook.js';
import { completedInput, type OnboardingInput } from './input.js';
import { ONBOARDING_INPUT } from './input-schema.js';
import { ONBOARDING_MESSAGES } from './messages.js';
import { ONBOARDING_FACT_KEYS } from './step-row.js';
import { lastUse, outlookOf } from './outlook.js';
import { promptFor } from './prompts.js';
import { forget, newOnboardingState, type OnboardingState } from './state.js';
import { START_ORDER } from './start-order.js';
import { ONBOARDING_STEPS } from './steps.js';
import { isTxtLookUnderWay } from './txt-look.js';

/** The page "Connect your Okta IdP", from preflight to report; its steps are carried out by `workflows/onboarding/`. */
export const ONBOARDING: Runbook<OnboardingState, OnboardingInput> = {
  name: WORKFLOW_TYPE,
  title: 'onboarding',
  heading: 'Okta to Kiro',
  steps: ONBOARDING_STEPS,
  startOrder: START_ORDER,
  messages: ONBOARDING_MESSAGES,
  factKeys: ONBOARDING_FACT_KEYS,
  newState: newOnboardingState,
  inputForm: ONBOARDING_INPUT,
  completedInput,
  forget,
  promptFor,
  isLooking: isTxtLookUnderWay,
  isReviewed: ({ roster, steps }) => roster !== null && steps['subscription-review'].state === 'done',
  outlook: outlookOf,
  lastWords: lastUse,
};
