import type { Finding } from '../proof.js';
import type { RunState } from '../state.js';
import { STEP_IDS, type StepId } from '../steps.js';

/** Steps whose findings are about people and access, at which the review looks again. */
const LOOKED_AT_AGAIN: readonly StepId[] = ['sign-in-assignments', 'sync-window'];

/** Findings that still stand. What the review has looked at again is told by it alone, as it is now; a skip stays a skip. */
export function openFindings(state: RunState): (Finding & { step: StepId })[] {
  const isReviewed = state.roster !== null && state.steps['subscription-review'].state === 'done';
  const isSeenAgain = (id: StepId): boolean =>
    isReviewed && LOOKED_AT_AGAIN.includes(id) && state.steps[id].state !== 'skipped';
  return STEP_IDS.filter((id) => !isSeenAgain(id)).flatMap((id) =>
    state.steps[id].findings.map((finding) => ({ ...finding, step: id })),
  );
}
