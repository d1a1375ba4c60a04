import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import type { Change } from '../../runbook/model/proof.js';
import type { Step } from '../../runbook/onboarding/step.js';

/** What a run would do in a step. `reuse` also where there is nothing to write. */
export type Action = Change['action'] | 'person' | 'wait';

/** What the plan knows of a step. */
export interface Known {
  changes: Change[];
  /** Nothing is left to do, as the org shows; null where it does not show it. */
  holds: string | null;
}

/** The strongest of a step's changes: a step that changes one object and creates another is a `change`. */
export function actionOf(step: Step, { changes, holds }: Known, input: OnboardingInput): Action {
  if (step.lastsUntil !== null) return 'wait';
  if (step.idle(input) !== null) return 'reuse';
  if (step.by !== 'program' && changes.length === 0) return holds === null ? 'person' : 'reuse';
  const has = (action: Change['action']): boolean => changes.some((change) => change.action === action);
  return has('change') ? 'change' : has('create') ? 'create' : 'reuse';
}

/** The step in a few words. */
export function summaryOf(step: Step, { changes, holds }: Known, input: OnboardingInput): string {
  const idle = step.idle(input);
  if (idle !== null) return `left out: ${idle.charAt(0).toLowerCase()}${idle.slice(1)}`;
  if (step.lastsUntil !== null)
    return step.by === 'time' ? `${step.lastsUntil}, at most ${hours(input.waits.syncWindowMs)}` : step.lastsUntil;
  if (holds !== null) return holds;
  if (step.by !== 'program' && step.by !== 'time' && changes.length === 0)
    return input.people[step.by]?.email ?? step.by;
  if (changes.length === 0) return step.withoutWrites ?? 'nothing is configured';
  return (['create', 'change', 'reuse'] as const)
    .map((action) => ({ action, count: changes.filter((change) => change.action === action).length }))
    .filter(({ count }) => count > 0)
    .map(({ action, count }) => `${action} ${count}`)
    .join(', ');
}

const hours = (milliseconds: number): string =>
  milliseconds < 3_600_000 ? `${Math.round(milliseconds / 1000)} s` : `${Math.round(milliseconds / 360_000) / 10} h`;
