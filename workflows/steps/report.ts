import { reportMarkdown } from '../../runbook/report-markdown.js';
import { reportOf } from '../../runbook/report.js';
import type { Outcome } from '../../runbook/state.js';
import { reports } from '../outside.js';
import type { StepBody } from '../engine.js';
import type { Run } from '../run.js';

/** The report, written where the worker keeps its reports. */
export const report: StepBody = async (run) => {
  const hasFindings = Object.values(run.state.steps).some((record) => record.findings.length > 0);
  return writeReport(run, hasFindings ? 'done-with-findings' : 'done');
};

/** Close the books with that outcome, and write the report. */
export async function writeReport(run: Run, outcome: Outcome): ReturnType<StepBody> {
  const { state } = run;
  state.finishedAt = run.now();
  if (outcome !== 'failed' && outcome !== 'cancelled') {
    Object.assign(state.steps.report, { state: 'done', confirmed: 'proven', since: state.finishedAt });
  }
  state.outcome = outcome;
  const found = reportOf(state, run.input);
  const proof = await reports.writeReport.executeWithOptions({ summary: 'Write the report' }, [
    { workflowId: run.workflowId, markdown: reportMarkdown(found), json: JSON.stringify(found, null, 2) },
  ]);
  return { ...proof, confirmed: 'proven', summary: 'Written' };
}
