import type { Proof } from '../../runbook/model/proof.js';
import { viewOf } from '../../runbook/model/runbook.js';
import { type Outcome, recordOf, type RunState } from '../../runbook/model/state.js';
import { REPORT_STEP } from '../../runbook/model/step.js';
import { openFindings, reportOf } from '../../runbook/words/report.js';
import { reports } from '../outside.js';
import type { StepBody } from './work.js';
import type { Run } from './run.js';

/** The report, written where the worker keeps its reports. Until that is done, the run goes on. */
export const report: StepBody = async (run) => {
  const at = run.now();
  const written = { ...recordOf(run.state, REPORT_STEP), state: 'done', confirmed: 'proven', since: at } as const;
  const steps = { ...run.state.steps, [REPORT_STEP]: written };
  const proof = await write(run, { ...run.state, steps, finishedAt: at, outcome: endOf(run) });
  run.state.finishedAt = at;
  return { ...proof, confirmed: 'proven', summary: 'Written' };
};

/** How a run ends in which nobody has stopped anything. */
export const endOf = (run: Run): Outcome => (openFindings(run).length > 0 ? 'done-with-findings' : 'done');

/** Close the books with that outcome before the guide's end, and write the report. */
export async function writeReport(run: Run, outcome: Outcome): Promise<void> {
  Object.assign(run.state, { finishedAt: run.now(), outcome });
  await write(run, run.state);
}

async function write(run: Run, state: RunState): Promise<Proof> {
  const report = reportOf({ ...viewOf(run), state });
  const { sha256, ...proof } = await reports.writeReport.executeWithOptions({ summary: 'Write the report' }, [
    { workflowId: run.workflowId, report },
  ]);
  if (sha256 !== undefined) run.state.facts.report = { sha256 };
  return proof;
}
