import { STEP_IDS, STEPS, type Step, type StepId } from '../../runbook/steps.js';

// Imported before the workflow code, so that all of it finds every two rows of the table the other way round.
(STEPS as Step[]).reverse();
(STEP_IDS as unknown as StepId[]).reverse();
