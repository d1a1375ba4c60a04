import type { Status, Waiting } from '../runbook/status.js';

/** What people are asked at this moment; a planned look of the runbook's own is no question. */
export const openQuestions = (status: Status): Waiting[] =>
  (status.waitingFor ?? []).filter((one) => one.message !== 'checkNow');

/** The same question, asked at the same time for the same reason. */
export const isSame = (one: Waiting, other: Waiting): boolean => keyOf(one) === keyOf(other);

const keyOf = ({ step, message, since, reason }: Waiting): string => JSON.stringify([step, message, since, reason]);
