import type { Outcome, RunState } from '../../runbook/model/state.js';
import { openFindings, reportOf } from '../../runbook/words/report.js';
import { reports } from '../outside.js';
import type { StepBody } from './engine.js';
import type { Run } from './run.js';

/** The report, written where the worker keeps its reports. Until that is done, the run goes on. */
export const report: StepBody = async (run) => {
  const at = run.now();
  const steps = { ...run.state.steps };
  steps.report = { ...steps.report, state: 'done', confirmed: 'proven', since: at };
  const proof = await write(run, { ...run.state, steps, finishedAt: at, outcome: endOf(run) });
  run.state.finishedAt = at;
  return { ...proof, confirmed: 'proven', summary: 'Written' };
};

/** How a run ends in which nobody has stopped anything. */
export const endOf = ({ state }: Run): Outcome => (openFindings(state).length > 0 ? 'done-with-findings' : 'done');

/** Close the books with that outcome before the guide's end, and write the report. */
export async function writeReport(run: Run, outcome: Outcome): Promise<void> {
  Object.assign(run.state, { finishedAt: run.now(), outcome });
  await write(run, run.state);
}

const write = (run: Run, state: RunState): ReturnType<typeof reports.writeReport> =>
  reports.writeReport.executeWithOptions({ summary: 'Write the report' }, [
    { workflowId: run.workflowId, report: reportOf(state, run.input) },
  ]);
