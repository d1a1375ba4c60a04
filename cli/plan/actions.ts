import type { OnboardingInput } from '../../runbook/input.js';
import type { Change } from '../../runbook/proof.js';
import type { Step, StepId } from '../../runbook/steps.js';

/** What a run would do in a step. `reuse` also where there is nothing to write. */
export type Action = Change['action'] | 'person' | 'wait';

/** Steps in which the world takes its time. */
const WAITS: readonly StepId[] = ['dns-propagation', 'sync-window'];

/** Steps of a program that write nothing to Okta. */
const NO_WRITES: Partial<Record<StepId, string>> = {
  preflight: 'reads only; done for this plan',
  'token-check': 'reads only',
  report: 'files beside the worker',
};

/** What the plan knows of a step. */
export interface Known {
  changes: Change[];
  /** Nothing is left to do, as the org shows; null where it does not show it. */
  holds: string | null;
}

/** The strongest of a step's changes: a step that changes one object and creates another is a `change`. */
export function actionOf(step: Step, { changes, holds }: Known, input: OnboardingInput): Action {
  if (WAITS.includes(step.id)) return 'wait';
  if (step.id === 'pilot-sign-in' && input.pilot === null) return 'reuse';
  if (step.by !== 'program' && changes.length === 0) return holds === null ? 'person' : 'reuse';
  const has = (action: Change['action']): boolean => changes.some((change) => change.action === action);
  return has('change') ? 'change' : has('create') ? 'create' : 'reuse';
}

/** The step in a few words. */
export function summaryOf(step: Step, { changes, holds }: Known, input: OnboardingInput): string {
  if (step.id === 'pilot-sign-in' && input.pilot === null) return 'left out: no pilot is configured';
  if (step.id === 'sync-window') return `until all members have arrived, at most ${hours(input.waits.syncWindowMs)}`;
  if (step.id === 'dns-propagation') return 'until every name server has the record';
  if (holds !== null) return holds;
  if (step.by !== 'program' && step.by !== 'time' && changes.length === 0)
    return input.people[step.by]?.email ?? step.by;
  if (changes.length === 0) return NO_WRITES[step.id] ?? 'nothing is configured';
  return (['create', 'change', 'reuse'] as const)
    .map((action) => ({ action, count: changes.filter((change) => change.action === action).length }))
    .filter(({ count }) => count > 0)
    .map(({ action, count }) => `${action} ${count}`)
    .join(', ');
}

const hours = (milliseconds: number): string =>
  milliseconds < 3_600_000 ? `${Math.round(milliseconds / 1000)} s` : `${Math.round(milliseconds / 360_000) / 10} h`;
