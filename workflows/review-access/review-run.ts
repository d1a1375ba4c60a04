import type { ReviewAbout } from '../../runbook/review-access/review-input.js';
import type { ReviewState } from '../../runbook/review-access/review-state.js';
import type { DayTwoRun } from '../day-two/enter.js';
import type { StepBody } from '../engine/work.js';

/** A review of access at work. */
export type ReviewRun = DayTwoRun<ReviewState, ReviewAbout>;
/** What one of its steps does. */
export type ReviewStepBody = StepBody<ReviewRun>;
