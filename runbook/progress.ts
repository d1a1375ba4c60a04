import type { StepState } from './state.js';
import type { Status, Waiting } from './status.js';

/** The state of a step as one character. */
export const STATE_MARKS: Readonly<Record<StepState, string>> = {
  todo: '·',
  running: '▸',
  waiting: '…',
  done: '✓',
  skipped: '–',
  failed: '✗',
};

/** How many steps are behind the run. */
export const stepsBehind = ({ steps }: Pick<Status, 'steps'>): number =>
  steps.filter(({ state }) => state === 'done' || state === 'skipped').length;

// What was asked with the `temporal` command has null for an empty list.

/** What people are asked at this moment. */
export const openQuestions = ({ waitingFor }: Pick<Status, 'waitingFor'>): Waiting[] =>
  (waitingFor ?? []).filter(({ message }) => message !== 'checkNow');

/** What the runbook looks at by itself, again and again: no question to anybody. */
export const plannedLooks = ({ waitingFor }: Pick<Status, 'waitingFor'>): Waiting[] =>
  (waitingFor ?? []).filter(({ message }) => message === 'checkNow');
