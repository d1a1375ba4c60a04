import { createOktaActivities, planOkta, type OktaClient } from '../../activities/okta/index.js';
import type { OnboardingInput } from '../../runbook/input.js';
import { workflowIdFor } from '../../runbook/names.js';
import type { Trouble } from '../../runbook/outside.js';
import type { Change, Finding, Proof } from '../../runbook/proof.js';
import { STEPS, type StepId } from '../../runbook/steps.js';
import { actionOf, type Action } from './actions.js';
import { troubleOf } from './blocked.js';
import { patiently } from './patience.js';

/** What a run would do, step by step. */
export interface Plan {
  workflowId: string;
  /** Objects that would be made or changed, in Okta and in DNS: one write each. */
  changes: number;
  steps: { id: StepId; title: string; action: Action; changes: Change[] }[];
  /** What stands in the way; a blocked plan has no steps. */
  findings: Finding[];
  /** Namesakes among which the admin must choose. */
  candidates: Trouble['candidates'];
  warnings: string[];
}

/**
 * Makes the plan by the run's own code without its writes. Fails only where the org cannot be asked.
 * @param record what publishing the TXT record would write
 */
export async function plan(
  client: OktaClient,
  input: OnboardingInput,
  note: (line: string) => void = () => undefined,
  record: Proof = { evidence: [], changes: [], warnings: [] },
): Promise<Plan> {
  const workflowId = workflowIdFor(input.okta.orgUrl, input.domain);
  const task = { input, owner: workflowId };
  const blank = { workflowId, changes: 0, steps: [], findings: [], candidates: [], warnings: [] };
  try {
    const { warnings } = await patiently(() => createOktaActivities({ client }).preflight(task), note);
    const planned = await patiently(() => planOkta(client, task), note);
    const steps = STEPS.map((step) => {
      const ofOkta = planned.find((one) => one.step === step.id)?.changes ?? [];
      const changes = step.id === 'dns-record' ? record.changes : ofOkta;
      return { id: step.id, title: step.title, action: actionOf(step, changes, input), changes };
    });
    const writes = steps.flatMap(({ changes }) => changes).filter(({ action }) => action !== 'reuse');
    return {
      ...blank,
      changes: writes.length,
      steps,
      warnings: [...warnings, ...record.warnings, ...planned.flatMap((step) => step.warnings)],
    };
  } catch (error) {
    const { findings, candidates } = troubleOf(error);
    return { ...blank, findings, candidates };
  }
}
