import type { Runbook } from '../../runbook/model/runbook.js';

/**
 * The steps in the order in which the workflow starts them, or breaks them off, when several are due in one workflow task.
 * It does not depend on the rows of the table, so a row can move without moving a workflow command: first the steps of the
 * runbook's frozen order as they were started then, then all others by their id.
 */
export function inStartOrder<Id extends string>({ startOrder }: Pick<Runbook, 'startOrder'>, ids: Iterable<Id>): Id[] {
  const placeOf = (id: string): number => {
    const place = startOrder.indexOf(id);
    return place === -1 ? startOrder.length : place;
  };
  return [...ids].sort((one, other) => placeOf(one) - placeOf(other) || (one < other ? -1 : 1));
}

/** The step and all that depend on its outcome, in that order. */
export const dependentsInOrder = (runbook: Pick<Runbook, 'startOrder' | 'steps'>, id: string): string[] =>
  inStartOrder(runbook, runbook.steps.withDependents(id));
