import type { ReprovisionInput, ReprovisionState } from '../../runbook/reprovision/reprovision-state.js';
import type { Run } from '../engine/run.js';
import type { StepBody } from '../engine/work.js';

/** A reprovisioning at work. */
export type ReprovisionRun = Run<ReprovisionState, ReprovisionInput>;
/** What one of its own steps does. */
export type ReprovisionStepBody = StepBody<ReprovisionRun>;
