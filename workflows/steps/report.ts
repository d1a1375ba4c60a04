import { openFindings } from '../../runbook/report-findings.js';
import { reportOf } from '../../runbook/report.js';
import type { Outcome } from '../../runbook/state.js';
import type { StepBody } from '../engine.js';
import { reports } from '../outside.js';
import type { Run } from '../run.js';

/** The report, written where the worker keeps its reports. */
export const report: StepBody = async (run) => {
  return writeReport(run, openFindings(run.state).length > 0 ? 'done-with-findings' : 'done');
};

/** Close the books with that outcome, and write the report. */
export async function writeReport(run: Run, outcome: Outcome): ReturnType<StepBody> {
  const { state } = run;
  state.finishedAt = run.now();
  if (outcome !== 'failed' && outcome !== 'cancelled') {
    Object.assign(state.steps.report, { state: 'done', confirmed: 'proven', since: state.finishedAt });
  }
  state.outcome = outcome;
  const proof = await reports.writeReport.executeWithOptions({ summary: 'Write the report' }, [
    { workflowId: run.workflowId, report: reportOf(state, run.input) },
  ]);
  return { ...proof, confirmed: 'proven', summary: 'Written' };
}
