import { workflowInfo } from '@temporalio/workflow';
import type { RunState } from '../../runbook/model/state.js';
import { has } from './changes.js';
import type { Run } from './run.js';

/** The input of the next run has to fit one message of Temporal's. Characters. */
const MAX_STATE = 1_500_000;

/**
 * Whether this run goes on as a new one, with an empty history: when Temporal suggests it, and all that the run does
 * is wait. Then nothing that writes is under way, and each wait is taken up again where it was.
 */
export function shallCarryOn(run: Run): boolean {
  if (!isLong(run) || run.state.outcome !== 'running') return false;
  const records = Object.values(run.state.steps);
  const isIdle = records.every(({ state }) => state !== 'running') && run.state.asks.length > 0;
  return isIdle && isSmall(run.state);
}

function isLong(run: Run): boolean {
  const { historyLimit, historyEvents } = run.runbook;
  const { continueAsNewSuggested, historySize, historyLength } = workflowInfo();
  if (continueAsNewSuggested) return true;
  // Asked only where it matters: a shorter history is not marked with it.
  if (historyEvents !== undefined && historyLength > historyEvents && has(run, 'carry-on-by-events')) return true;
  return historyLimit !== undefined && historySize > historyLimit && has(run, 'carry-on-by-size');
}

const isSmall = (state: RunState): boolean => JSON.stringify(state).length < MAX_STATE;
