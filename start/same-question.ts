import type { Waiting } from '../runbook/status.js';

/** The same question, asked at the same time for the same reason. */
export const isSame = (one: Waiting, other: Waiting): boolean => keyOf(one) === keyOf(other);

const keyOf = ({ step, message, since, reason }: Waiting): string => JSON.stringify([step, message, since, reason]);
