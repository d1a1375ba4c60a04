import type { Step } from '../../runbook/model/step.js';
import { ONBOARDING_STEPS, type StepId } from '../../runbook/onboarding/steps.js';

// Imported before the workflow code, so that all of it finds every two rows of the table the other way round.
(ONBOARDING_STEPS.rows as Step[]).reverse();
(ONBOARDING_STEPS.ids as unknown as StepId[]).reverse();
