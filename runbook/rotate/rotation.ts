import { completedDayTwo } from '../day-two/day-two-input.js';
import { DAY_TWO_FACT_KEYS } from '../day-two/day-two-state.js';
import { terminalText } from '../escape/plain-text.js';
import { ROTATE_TYPE } from '../model/names.js';
import type { Runbook } from '../model/runbook.js';
import type { Difference } from '../model/settings.js';
import type { StepTable } from '../model/step.js';
import { dayTwoForm } from '../onboarding/input-schema.js';
import { COMPROMISED_MESSAGES, PLANNED_MESSAGES } from './rotation-messages.js';
import { rotationOutlook } from './rotation-outlook.js';
import { promptFor } from './rotation-prompts.js';
import {
  forgetStep,
  newRotationState,
  ROTATION_ABOUT,
  type RotationAbout,
  type RotationInput,
  type RotationState,
} from './rotation-state.js';
import { COMPROMISED_STEPS, PLANNED_STEPS } from './rotation-steps.js';

type Rotation = Runbook<RotationState, RotationInput>;

const rotationWith = (steps: StepTable, more: Pick<Rotation, 'heading' | 'messages'>): Rotation => ({
  name: ROTATE_TYPE,
  title: 'rotation',
  steps,
  startOrder: [],
  factKeys: DAY_TWO_FACT_KEYS,
  newState: (now) => newRotationState(steps, now),
  inputForm: dayTwoForm(ROTATION_ABOUT),
  completedInput: (given) => completedDayTwo(given, ROTATION_ABOUT),
  forget: forgetStep,
  promptFor,
  isLooking: () => false,
  isReviewed: () => false,
  outlook: rotationOutlook,
  lastWords: () => null,
  ...more,
});

const PLANNED = rotationWith(PLANNED_STEPS, { heading: 'New SCIM token', messages: PLANNED_MESSAGES });
const COMPROMISED = rotationWith(COMPROMISED_STEPS, {
  heading: 'Leaked SCIM token',
  messages: COMPROMISED_MESSAGES,
});

/** "SCIM token security": the SCIM token of a connection is replaced, in the order that the case calls for. */
export const rotationFor = ({ compromised }: RotationAbout): Rotation => (compromised ? COMPROMISED : PLANNED);

/**
 * What to say instead of "another configuration" where a leak is reported while a planned rotation is going on, and nothing
 * else differs; else null. A leaked token works until it is deleted, so that comes first.
 */
export const leakWhilePlanned = (
  { compromised }: RotationAbout,
  other: Pick<Difference, 'path'>[],
  workflowId: string,
): string | null =>
  compromised && other.every(({ path }) => path === 'about.compromised')
    ? `${terminalText(workflowId)} is a planned rotation that is going on. Delete the leaked token in the Kiro console now; ` +
      `then end the planned rotation (temporal workflow cancel -w '${workflowId}') and run this again.`
    : null;
