import type { Finding } from '../proof.js';
import type { RunState } from '../state.js';
import { STEP_IDS, stepOf, type StepId } from '../steps.js';

/** Findings that still stand. What the review has looked at again is told by it alone, as it is now; a skip stays a skip. */
export function openFindings(state: RunState): (Finding & { step: StepId })[] {
  const isReviewed = state.roster !== null && state.steps['subscription-review'].state === 'done';
  const isSeenAgain = (id: StepId): boolean =>
    isReviewed && stepOf(id).isReviewedAgain && state.steps[id].state !== 'skipped';
  return STEP_IDS.filter((id) => !isSeenAgain(id)).flatMap((id) =>
    state.steps[id].findings.map((finding) => ({ ...finding, step: id })),
  );
}
