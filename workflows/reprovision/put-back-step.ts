import { isCancellation } from '@temporalio/workflow';
import type { Finding, Proof } from '../../runbook/model/proof.js';
import { changesAfter } from '../../runbook/model/proof.js';
import type { StillOff } from '../../runbook/outside.js';
import { report } from '../engine/end.js';
import { troubleOf } from '../engine/failures.js';
import { requireConnected } from '../onboarding/provisioning-state.js';
import { provisioningAssignments } from '../onboarding/steps/scim-provisioning.js';
import { oldPush, oldPushAtLast } from '../outside.js';
import type { ReprovisionRun, ReprovisionStepBody } from './reprovision-run.js';

/** Step 4, Assignments: everybody who was taken off is assigned again, also who is not configured; then as in the onboarding. */
export const assignAgain: ReprovisionStepBody = async (run) => {
  const { appId } = run.need('scimApplication', 'find');
  await requireConnected(run, appId);
  const back = await putBack(run, appId);
  const result = await provisioningAssignments(run);
  return {
    ...result,
    evidence: [...back.evidence, ...(result.evidence ?? [])],
    changes: changesAfter(back.changes, result.changes ?? []),
    warnings: [...back.warnings, ...(result.warnings ?? [])],
  };
};

/** Nobody stays off because a later step was skipped. */
export const reportAgain: ReprovisionStepBody = async (run) => {
  await putBackBeforeTheEnd(run, oldPush);
  return report(run);
};

/** Before the last report of a run, however it ends: who was taken off is assigned again, and who is still off is named. */
export async function putBackBeforeTheEnd(run: ReprovisionRun, by = oldPushAtLast): Promise<void> {
  const appId = run.state.facts.scimApplication?.appId;
  if (run.state.isPutBack || appId === undefined) return;
  try {
    const { changes, evidence } = await putBack(run, appId, by);
    const record = run.state.steps['old-pushes'];
    record.changes = changesAfter(record.changes, changes);
    record.evidence.push(...evidence);
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble === null || isCancellation(error)) throw error;
    const { groups, users } = run.state.takenOff;
    const names = [...groups.map(({ name }) => `group "${name}"`), ...users.map(({ userName }) => userName)];
    noteStillOff(
      run,
      names.map((name) => ({ name, why: trouble.message })),
    );
  }
}

const NOTHING: Proof = { evidence: [], changes: [], warnings: [] };

async function putBack(run: ReprovisionRun, appId: string, by = oldPush): Promise<Proof> {
  if (run.state.isPutBack) return NOTHING;
  const { stillOff, ...proof } = await by.putBackAssignments.executeWithOptions(
    { summary: 'Assign again who was taken off' },
    [{ ...run.task, appId, taken: run.state.takenOff }],
  );
  noteStillOff(run, stillOff);
  run.state.isPutBack = true;
  return proof;
}

/** The findings of the step that has taken them off. */
function noteStillOff(run: ReprovisionRun, stillOff: StillOff[]): void {
  run.state.stillOff = stillOff;
  run.state.steps['old-pushes'].findings = stillOff.map(({ name, why }): Finding => ({
    severity: 'warning',
    problem: `Still off the SCIM application, and assigned to it before: ${name}. ${why}`,
    fix: 'Assign it on the tab Assignments of the SCIM application, if it is still meant to be there.',
    url: null,
  }));
  run.changed();
}
