import type { Finding } from '../proof.js';
import type { RunState } from '../state.js';
import { STEP_IDS, type StepId } from '../steps.js';

/** Steps whose findings are about people and access, at which the review looks again. */
const LOOKED_AT_AGAIN: readonly StepId[] = ['sign-in-assignments', 'sync-window'];

/** Findings that still stand: what the review looks at again is told by it alone, as it is now. */
export function openFindings(state: RunState): (Finding & { step: StepId })[] {
  const isReviewed = state.roster !== null && state.steps['subscription-review'].state === 'done';
  return STEP_IDS.filter((id) => !isReviewed || !LOOKED_AT_AGAIN.includes(id)).flatMap((id) =>
    state.steps[id].findings.map((finding) => ({ ...finding, step: id })),
  );
}
