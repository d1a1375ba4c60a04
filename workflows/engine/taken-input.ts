import { ApplicationFailure, workflowInfo } from '@temporalio/workflow';
import { wrongFields } from '../../runbook/model/input-check.js';
import type { RunInput } from '../../runbook/model/run-input.js';
import type { Runbook } from '../../runbook/model/runbook.js';
import type { RunState } from '../../runbook/model/state.js';
import { refusesWrongInput } from './changes.js';

/**
 * The input of a run, complete. A starter may be any program, so it is checked here as well, and what is wrong is named by
 * its key: what stands there may be a secret. @throws ApplicationFailure `InvalidInput`
 */
export function takenInput<State extends RunState, Input extends RunInput>(
  runbook: Runbook<State, Input>,
  given: unknown,
  hasState: boolean,
): Input {
  const { title } = runbook;
  const wrong = wrongFields(runbook.inputForm, given);
  const input = runbook.completedInput(given);
  if (input === null || (wrong.length > 0 && refusesWrongInput()))
    throw invalid(`The input is not right at ${wrong.join(', ') || 'its top'}.`, title);
  // With a state of its own making, anybody could begin a run behind its questions.
  if (hasState && !carriesOn()) throw invalid('Only a run that carries on another one takes a state.', title);
  return input;
}

/** Not so where a cron or a retry begins a run again with the arguments of the first one. */
function carriesOn(): boolean {
  const { continuedFromExecutionRunId, cronSchedule, attempt } = workflowInfo();
  return continuedFromExecutionRunId !== undefined && !cronSchedule && attempt === 1;
}

const invalid = (problem: string, title: string): ApplicationFailure =>
  ApplicationFailure.nonRetryable(
    `${problem} Start the ${title} with its own command, which checks the input first.`,
    'InvalidInput',
  );
