import { type Step, STEP_IDS, type StepId } from '../../runbook/onboarding/step.js';
import { STEPS } from '../../runbook/onboarding/steps.js';

// Imported before the workflow code, so that all of it finds every two rows of the table the other way round.
(STEPS as Step[]).reverse();
(STEP_IDS as unknown as StepId[]).reverse();
