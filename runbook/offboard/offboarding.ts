import { DAY_TWO_FACT_KEYS } from '../day-two/day-two-state.js';
import { OFFBOARD_TYPE } from '../model/names.js';
import type { Runbook } from '../model/runbook.js';
import type { CommonFacts } from '../model/state.js';
import { dayTwoForm } from '../onboarding/input-schema.js';
import { lastWords, outlookOf } from './certificate.js';
import { completedOffboardInput, OFFBOARD_ABOUT, type OffboardInput } from './offboard-input.js';
import { OFFBOARD_MESSAGES } from './offboard-messages.js';
import { offboardPromptFor } from './offboard-prompts.js';
import { forget, newOffboardState, type OffboardFacts, type OffboardState } from './offboard-state.js';
import { OFFBOARD_STEPS } from './offboard-steps.js';

/** Somebody leaves: the guide's "Removing a user and deprovisioning behavior", from the login to the leaver's certificate. */
export const OFFBOARDING: Runbook<OffboardState, OffboardInput> = {
  name: OFFBOARD_TYPE,
  title: 'offboarding',
  heading: 'Leaving Kiro',
  subject: ({ about }) => about.login,
  steps: OFFBOARD_STEPS,
  startOrder: [],
  messages: OFFBOARD_MESSAGES,
  factKeys: {
    ...DAY_TWO_FACT_KEYS,
    leaver: ['login', 'status'],
    access: ['memberships', 'kiroGroups', 'accessMinutes', 'userName'],
    ended: ['at'],
  } satisfies Record<Exclude<keyof OffboardFacts, keyof CommonFacts>, readonly string[]>,
  newState: newOffboardState(OFFBOARD_STEPS),
  inputForm: dayTwoForm(OFFBOARD_ABOUT),
  completedInput: completedOffboardInput,
  forget,
  promptFor: offboardPromptFor,
  isLooking: () => false,
  isReviewed: () => false,
  outlook: outlookOf,
  lastWords,
};
