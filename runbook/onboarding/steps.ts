import { KIRO_STEPS } from './kiro-steps.js';
import { PROVISIONING_STEPS } from './provisioning-steps.js';
import { SIGN_IN_STEPS } from './sign-in-steps.js';
import { type Step, STEP_IDS, type StepId } from './step.js';
import { TEAM_STEPS } from './team-steps.js';

/** The whole runbook: what is done, where the guide says so, by whom, after what, and all else that is known of a step. */
export const STEPS: readonly Step[] = [...SIGN_IN_STEPS, ...KIRO_STEPS, ...PROVISIONING_STEPS, ...TEAM_STEPS];

/** The step of that id. */
export function stepOf(id: StepId): Step {
  return STEPS.find((candidate) => candidate.id === id)!;
}

/** All steps that must be over before this one may begin, however far back. */
export function stepsBefore(id: StepId): ReadonlySet<StepId> {
  return BEFORE.get(id)!;
}

/** The step itself and all that depend on its outcome, however far ahead; in the guide's order. */
export function withDependents(id: StepId): StepId[] {
  return STEP_IDS.filter((other) => other === id || stepsBefore(other).has(id));
}

const BEFORE: ReadonlyMap<StepId, ReadonlySet<StepId>> = new Map(STEPS.map(({ id }) => [id, before(id)]));

function before(id: StepId): Set<StepId> {
  return new Set(stepOf(id).after.flatMap((earlier) => [earlier, ...before(earlier)]));
}

/** What skipping a step means, in a sentence for the person who thinks of it. */
export function skippingMeans(id: StepId): string {
  const { skips, connects } = stepOf(id);
  if (skips.length === 0) return 'Nothing else is left out with it; the report names it as left out.';
  const titles = skips.map((other) => `"${stepOf(other).title}"`).join(', ');
  const rest = connects
    ? ' People and groups are then provisioned only if Okta itself shows that the application is connected.'
    : '';
  return `Left out with it: ${titles}.${rest}`;
}
