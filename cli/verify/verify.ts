import { checkOrg, readOktaSide, verifyOkta, type OktaClient } from '../../activities/okta/index.js';
import { membershipsOf, reviewOf, type Reviewed } from '../../activities/review/index.js';
import { lookUpIds } from '../../activities/review/user-ids.js';
import { createScimClient } from '../../activities/scim/client.js';
import { toFailure } from '../../activities/scim/failures.js';
import type { OnboardingInput } from '../../runbook/input.js';
import { workflowIdFor } from '../../runbook/names.js';
import type { RunObjects, Task, Trouble } from '../../runbook/outside.js';
import type { Evidence, Finding } from '../../runbook/proof.js';
import { summaryOf, type RosterSummary } from '../../runbook/roster/summary.js';
import type { StepId } from '../../runbook/steps.js';
import type { Seat } from '../../runbook/subscription-list.js';
import { troubleOf } from '../plan/blocked.js';
import { patiently } from '../plan/patience.js';

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
  /** Everybody's verdict; null where it was blocked. */
  roster: RosterSummary | null;
  evidence: (Evidence & { step: StepId })[];
  warnings: string[];
}

/** What can be looked at besides Okta. */
export interface Besides {
  scim: ScimAccess | null;
  /** The Subscriptions tab's list. */
  seats: Seat[] | null;
}

/** Looks at Okta, and at Kiro's side as far as there is access; reads only. Fails where the systems cannot be asked. */
export async function verify(
  client: OktaClient,
  input: OnboardingInput,
  besides: Besides,
  note: (line: string) => void = () => undefined,
): Promise<Verification> {
  const workflowId = workflowIdFor(input.okta.orgUrl, input.domain);
  const task = { input, owner: workflowId };
  try {
    const { warnings } = await patiently(() => checkOrg(client, task), note);
    const { steps, objects } = await patiently(() => verifyOkta(client, task), note);
    const people = await patiently(() => review(client, task, objects, besides), note);
    const findings = [
      ...steps.flatMap(({ step, findings }) => findings.map((finding) => ({ ...finding, step }))),
      ...people.findings.map((finding) => ({ ...finding, step: 'subscription-review' as const })),
    ];
    return {
      workflowId,
      outcome: findings.length === 0 ? 'clean' : 'findings',
      findings,
      candidates: [],
      roster: summaryOf(people.rows, null),
      evidence: [
        ...steps.flatMap(({ step, evidence }) => evidence.map((one) => ({ ...one, step }))),
        ...people.evidence.map((one) => ({ ...one, step: 'subscription-review' as const })),
      ],
      warnings: [...warnings, ...steps.flatMap((step) => step.warnings), ...people.warnings],
    };
  } catch (error) {
    const { findings, candidates } = troubleOf(error);
    const blocked = findings.map((finding) => ({ ...finding, step: null }));
    const nothing = { candidates, roster: null, evidence: [], warnings: [] };
    return { workflowId, outcome: 'blocked', findings: blocked, ...nothing };
  }
}

/** The run's own review; what Okta's steps have found is told with them. */
async function review(
  client: OktaClient,
  task: Task,
  objects: RunObjects,
  { scim, seats }: Besides,
): Promise<Reviewed> {
  const okta = await readOktaSide(client, task, objects);
  try {
    const kiro = scim === null ? null : createScimClient(scim);
    const memberships = kiro === null ? null : await membershipsOf(kiro, task.input, okta.people);
    const loginById = kiro === null ? new Map<string, string>() : await lookUpIds(kiro, seats ?? []);
    return reviewOf({ okta: { ...okta, findings: [] }, memberships, seats, loginById }, task.input);
  } catch (error) {
    throw toFailure(error);
  }
}
