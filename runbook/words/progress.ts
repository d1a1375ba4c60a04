import type { StepState } from '../model/state.js';
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

/** Whether somebody is asked. A look is a question once the DNS admin should fix what it sees. */
export const isQuestion = ({ message, role }: Pick<Waiting, 'message' | 'role'>): boolean =>
  message !== 'checkNow' || role === 'dns-admin';

/** What people are asked at this moment. */
export const openQuestions = ({ waitingFor }: Pick<Status, 'waitingFor'>): Waiting[] =>
  (waitingFor ?? []).filter(isQuestion);

/** What the runbook looks at by itself, again and again: no question to anybody. */
export const plannedLooks = ({ waitingFor }: Pick<Status, 'waitingFor'>): Waiting[] =>
  (waitingFor ?? []).filter((one) => !isQuestion(one));
