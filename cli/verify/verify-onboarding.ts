import type { OktaClient } from '../../activities/okta/okta-client.js';
import { checkOrg } from '../../activities/okta/okta-plan.js';
import { readOktaSide } from '../../activities/okta/okta-roster.js';
import { verifyOkta } from '../../activities/okta/okta-verify.js';
import type { KiroSide } from '../../activities/okta/verify-connection.js';
import { membershipsOf } from '../../activities/review/kiro-members.js';
import { type Reviewed, reviewOf } from '../../activities/review/roster-review.js';
import { lookUpIds } from '../../activities/review/subscription-seats.js';
import { createScimClient } from '../../activities/scim/scim-api.js';
import { toFailure } from '../../activities/scim/scim-failures.js';
import { workflowIdFor } from '../../runbook/model/names.js';
import type { Evidence, Finding } from '../../runbook/model/proof.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import type { StepId } from '../../runbook/onboarding/steps.js';
import type { RunObjects, Task, Trouble } from '../../runbook/outside.js';
import type { Seat } from '../../runbook/roster/subscription-list.js';
import { type RosterSummary, summaryOf } from '../../runbook/roster/summary.js';
import { patiently, troubleOf } from '../plan/okta-access.js';
import { type Besides, requireAnswer, type ScimAccess } from './besides-okta.js';
import {
  type NotLookedAt,
  type Proven,
  type Sorted,
  sortedPeople,
  sortedRecord,
  type Wrong,
} from './proven-and-wrong.js';

/** Whether a finished onboarding still holds: what was seen to be right, what is wrong, and what nobody looked at. */
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
  proven: Proven[];
  wrong: Wrong[];
  notLookedAt: NotLookedAt[];
  counts: Record<'proven' | 'wrong' | 'notLookedAt', number>;
}

/** What lives in Kiro alone, and no API shows. */
const NOBODY_SEES =
  'No program can see these, so nothing is said of them: issuer and client ID in the Kiro profile, whether Kiro shows the ' +
  'domain as Verified, and which SCIM token Okta holds (Admin Console, Provisioning, Integration, Edit, Test API Credentials).';

/** Looks at Okta, and at Kiro's side and DNS as far as there is access; reads only. Fails where Okta cannot be asked. */
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
    const answers = await patiently(() => requireAnswer(besides.scim), note);
    const kiro = answers.isTaken ? openKiro(besides.scim) : null;
    const { steps, objects } = await patiently(() => verifyOkta(client, task, kiro), note);
    const people = await patiently(() => review(client, task, objects, { kiro, seats: besides.seats }), note);
    const record = sortedRecord(besides.record === undefined ? null : await besides.record(), input);
    const seen: Sorted[] = [
      ...steps.map(({ step, proven, findings, notLookedAt }) => ({
        proven: proven.map((one) => ({ ...one, step })),
        findings: findings.map((one) => ({ ...one, step })),
        notLookedAt: notLookedAt.map((one) => ({ ...one, step })),
      })),
      answers.sorted,
      record,
    ];
    const all = [...seen, sortedPeople(people, { hasSeats: besides.seats !== null, hasKiro: kiro !== null })];
    const wrong = all.flatMap((one) => one.findings);
    // Of the people `wrong` has all; here the first of each kind stand for the others, or they would bury the rest.
    const findings = [
      ...seen.flatMap((one) => one.findings),
      ...people.findings.map((one) => ({ ...one, step: 'subscription-review' as const })),
    ];
    const lists = {
      proven: all.flatMap((one) => one.proven),
      wrong: wrong.map(({ id, step, label, expected, found, fix }) => ({ id, step, label, expected, found, fix })),
      notLookedAt: all.flatMap((one) => one.notLookedAt),
    };
    return {
      workflowId,
      outcome: findings.length === 0 ? 'clean' : 'findings',
      findings: findings.map(({ severity, problem, fix, url, step }) => ({ severity, problem, fix, url, step })),
      candidates: [],
      roster: summaryOf(people.rows, null),
      evidence: [
        ...steps.flatMap(({ step, evidence }) => evidence.map((one) => ({ ...one, step }))),
        ...people.evidence.map((one) => ({ ...one, step: 'subscription-review' as const })),
      ],
      warnings: [...warnings, ...steps.flatMap((step) => step.warnings), ...people.warnings, NOBODY_SEES],
      ...lists,
      counts: countsOf(lists),
    };
  } catch (error) {
    const { findings, candidates } = troubleOf(error);
    const blocked = findings.map((finding) => ({ ...finding, step: null }));
    const lists = { proven: [], wrong: [], notLookedAt: [] };
    const nothing = { candidates, roster: null, evidence: [], warnings: [], ...lists, counts: countsOf(lists) };
    return { workflowId, outcome: 'blocked', findings: blocked, ...nothing };
  }
}

const countsOf = (lists: Pick<Verification, 'proven' | 'wrong' | 'notLookedAt'>): Verification['counts'] => ({
  proven: lists.proven.length,
  wrong: lists.wrong.length,
  notLookedAt: lists.notLookedAt.length,
});

const openKiro = (scim: ScimAccess | null): KiroSide | null =>
  scim === null ? null : { endpoint: scim.endpoint, client: createScimClient(scim) };

/** The run's own review; what Okta's steps have found is told with them. */
async function review(
  client: OktaClient,
  task: Task,
  objects: RunObjects,
  { kiro, seats }: { kiro: KiroSide | null; seats: Seat[] | null },
): Promise<Reviewed & { absentGroups: string[]; groups: string[] }> {
  const okta = await readOktaSide(client, task, objects);
  try {
    const memberships = kiro === null ? null : await membershipsOf(kiro.client, task.input, okta.people);
    const loginById = kiro === null ? new Map<string, string>() : await lookUpIds(kiro.client, seats ?? []);
    const reviewed = reviewOf({ okta: { ...okta, findings: [] }, memberships, seats, loginById }, task.input);
    const absent = (memberships ?? []).filter(({ name, exists }) => !exists && !okta.failedGroups.includes(name));
    const seen = (memberships ?? []).filter(({ exists, view }) => exists && view !== 'none');
    return { ...reviewed, absentGroups: absent.map(({ name }) => name), groups: seen.map(({ name }) => name) };
  } catch (error) {
    throw toFailure(error);
  }
}
