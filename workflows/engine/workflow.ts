import {
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  makeContinueAsNewFunc,
  isCancellation,
  workflowInfo,
} from '@temporalio/workflow';
import type { RunInput } from '../../runbook/model/run-input.js';
import type { RunState } from '../../runbook/model/state.js';
import { senderText } from '../../runbook/words/phrases.js';
import { START, STARTED_WITH } from '../../runbook/trust/start-proof.js';
import { type Report, reportOf } from '../../runbook/words/report.js';
import { announce, announceEnd } from './announce.js';
import { beside } from './beside.js';
import { endOf, writeReport } from './end.js';
import { noteBase } from './changes.js';
import { carryOut } from './engine.js';
import { listen } from './handlers.js';
import { remind } from './remind.js';
import { Run } from './run.js';
import { takenInput } from './taken-input.js';
import { beginTrust } from './senders.js';
import { show, showPage } from './show.js';
import type { RunbookAtWork } from './work.js';

/**
 * A run of any runbook, from its input to its report: its steps, its messages, and beside them what it shows, whom it
 * reminds and what it tells. `state` is that of the run which this one carries on, where its history has become long.
 *
 * @throws ApplicationFailure `InvalidInput` where the input lacks what nothing can be done without, `RunStopped` where a
 *   person has stopped the run
 */
export async function runToItsEnd<State extends RunState, Input extends RunInput>(
  work: RunbookAtWork<State, Input>,
  given: unknown,
  state: State | undefined,
): Promise<Report> {
  const input = takenInput(work.runbook, given, state !== undefined);
  const { workflowId, runId } = workflowInfo();
  const run = new Run(work.runbook, input, { workflowId, runId }, state);
  noteBase(run);
  beginTrust(run);
  listen(run, work);
  const watchers = beside([
    () => show(run),
    () => remind(run),
    () => announce(run),
    ...work.beside.map((go) => () => go(run)),
  ]);
  try {
    await carryOut(run, work);
    if (run.isCarriedOn) {
      await watchers.end();
      // A run that was cancelled while its work came to rest does not go on as a new one.
      if (CancellationScope.current().consideredCancelled) throw new CancelledFailure('Cancelled');
      return await goOn(given)(run.input, run.state);
    }
  } catch (error) {
    if (!isCancellation(error)) throw error;
    await CancellationScope.nonCancellable(async () => {
      await work.beforeBreakingOff?.(run);
      await writeReport(run, 'cancelled');
    });
    await tellEnd(run, work, watchers);
    throw error;
  }
  const { stopped } = run.state;
  if (stopped === null) run.state.outcome = endOf(run);
  else {
    await work.beforeBreakingOff?.(run);
    await writeReport(run, 'failed');
  }
  await tellEnd(run, work, watchers);
  if (stopped !== null)
    throw ApplicationFailure.nonRetryable(
      `Stopped by ${senderText(stopped, 'a person')}: ${stopped.reason}`,
      'RunStopped',
    );
  return reportOf(run);
}

/** Goes on as a new run. The proof of its start is of what the first of them was started with, which goes along. */
function goOn(given: unknown): (input: RunInput, state: RunState) => Promise<never> {
  const { memo = {} } = workflowInfo();
  const isProven = memo[START] !== undefined;
  const startedWith = memo[STARTED_WITH] ?? given;
  return makeContinueAsNewFunc(isProven ? { memo: { ...memo, [STARTED_WITH]: startedWith } } : {});
}

async function tellEnd<State extends RunState, Input extends RunInput>(
  run: Run<State, Input>,
  { atEnd }: RunbookAtWork<State, Input>,
  watchers: ReturnType<typeof beside>,
): Promise<void> {
  await watchers.end();
  await atEnd(run);
  await announceEnd(run);
  showPage(run);
}
