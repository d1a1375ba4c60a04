import { createOktaActivities, readRoster, verifyOkta, type OktaClient } from '../../activities/okta/index.js';
import { createReviewActivities } from '../../activities/review/index.js';
import type { OnboardingInput } from '../../runbook/input.js';
import { workflowIdFor } from '../../runbook/names.js';
import type { Trouble } from '../../runbook/outside.js';
import type { Evidence, Finding } from '../../runbook/proof.js';
import type { StepId } from '../../runbook/steps.js';
import { troubleOf } from '../plan/blocked.js';
import { patiently } from '../plan/patience.js';
import { arrivalFindings } from './arrival.js';

/** Where Kiro's side can be asked; the token stays in this process. */
export interface ScimAccess {
  endpoint: string;
  token: string;
}

/** Whether a finished onboarding still holds. */
export interface Verification {
  workflowId: string;
  outcome: 'clean' | 'findings' | 'blocked';
  findings: (Finding & { step: StepId | null })[];
  /** Namesakes among which the admin must choose. */
  candidates: Trouble['candidates'];
  evidence: (Evidence & { step: StepId })[];
  warnings: string[];
}

/** Looks at Okta, and at Kiro's side where there is access; reads only. Fails where the systems cannot be asked. */
export async function verify(
  client: OktaClient,
  input: OnboardingInput,
  scim: ScimAccess | null,
  note: (line: string) => void = () => undefined,
): Promise<Verification> {
  const workflowId = workflowIdFor(input.okta.orgUrl, input.domain);
  const task = { input, owner: workflowId };
  try {
    const { warnings } = await patiently(() => createOktaActivities({ client }).preflight(task), note);
    const steps = await patiently(() => verifyOkta(client, task), note);
    const arrival = scim === null ? null : await patiently(() => checkArrival(client, task, scim), note);
    const findings = [
      ...steps.flatMap(({ step, findings }) => findings.map((finding) => ({ ...finding, step }))),
      ...(arrival === null ? [] : arrivalFindings(arrival)).map((finding) => ({
        ...finding,
        step: 'push-groups' as const,
      })),
    ];
    return {
      workflowId,
      outcome: findings.length === 0 ? 'clean' : 'findings',
      findings,
      candidates: [],
      evidence: [
        ...steps.flatMap(({ step, evidence }) => evidence.map((one) => ({ ...one, step }))),
        ...(arrival?.evidence ?? []).map((one) => ({ ...one, step: 'push-groups' as const })),
      ],
      warnings: [
        ...warnings,
        ...steps.flatMap((step) => step.warnings),
        ...(arrival?.warnings ?? ['Without --scim-endpoint and a token nobody can see who has arrived in Kiro.']),
      ],
    };
  } catch (error) {
    const { findings, candidates } = troubleOf(error);
    const blocked = findings.map((finding) => ({ ...finding, step: null }));
    return { workflowId, outcome: 'blocked', findings: blocked, candidates, evidence: [], warnings: [] };
  }
}

/** The run's own check; the token is not sealed, since it does not leave this process. */
function checkArrival(client: OktaClient, task: { input: OnboardingInput; owner: string }, scim: ScimAccess) {
  const review = createReviewActivities({
    openToken: async (token) => token,
    readRoster: (audience) => readRoster(client, audience),
  });
  return review.checkArrival({ ...task, endpoint: scim.endpoint, sealedToken: scim.token });
}
