import { ApplicationFailure } from '@temporalio/common';
import { planRecord } from '../../activities/dns/publish/publishers.js';
import { troubleOf } from '../../activities/needs-person.js';
import type { KiroSide } from '../../activities/okta/given-endpoint.js';
import type { OktaClient } from '../../activities/okta/okta-client.js';
import {
  checkOrg,
  type Choices,
  type PlannedStep,
  type PlannedWrite,
  planObjects,
} from '../../activities/okta/okta-plan.js';
import { workflowIdFor } from '../../runbook/model/names.js';
import { peopleOf, personText } from '../../runbook/model/run-input.js';
import type { Change, Finding, Proof } from '../../runbook/model/proof.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import type { Step } from '../../runbook/model/step.js';
import { ONBOARDING_STEPS, type StepId } from '../../runbook/onboarding/steps.js';
import type { Kept, Trouble } from '../../runbook/outside.js';
import { NOTHING_TAKEN, takenOverBy } from './taken-over.js';
import { patiently } from './okta-access.js';

/** What a run would do, step by step. */
export interface Plan {
  workflowId: string;
  /** Objects that would be made or changed, in Okta and in DNS: one write each. */
  changes: number;
  /** Calls of Okta's API that a run would make, beside looking until Okta has done its own part. */
  calls: Calls;
  steps: PlannedAction[];
  /** What stands in the way; a blocked plan has no steps. */
  findings: Finding[];
  /** Namesakes among which the admin must choose. */
  candidates: Trouble['candidates'];
  warnings: string[];
}

/** What a run would do in one step. */
export interface PlannedAction {
  id: StepId;
  title: string;
  action: Action;
  changes: Change[];
  /** Nothing is left to do for the person, as the org shows; null where it does not show it. */
  holds: string | null;
  /** From which earlier run the step is taken over, so that nobody is asked; null where it is not. */
  takenOver: string | null;
  calls: Calls;
  /** The requests to Okta that would write, in order. */
  writes: PlannedWrite[];
}

export interface Calls {
  reads: number;
  writes: number;
}

export interface PlanOptions {
  note?: (line: string) => void;
  /** The admin's answers to namesakes. */
  choices?: Choices;
  /** What publishing the TXT record would write. */
  record?: Proof;
  /** Kiro's side, to see where Okta writes to. */
  kiro?: KiroSide | null;
  /** What earlier runs have left. */
  kept?: Kept | null;
}

const NO_RECORD: Proof = { evidence: [], changes: [], warnings: [] };

const NOTHING: Pick<PlannedStep, 'changes' | 'writes' | 'reads' | 'holds'> = {
  changes: [],
  writes: [],
  reads: 0,
  holds: null,
};

const warningsOf = ({ findings, warnings }: PlannedStep): string[] => [
  ...findings.map(({ problem, fix }) => `${problem} ${fix}`),
  ...warnings,
];

/** Makes the plan by the run's own code without its writes. Fails only where the org cannot be asked. */
export async function plan(
  client: OktaClient,
  input: OnboardingInput,
  { note = () => undefined, choices = {}, record = NO_RECORD, kiro = null, kept = null }: PlanOptions = {},
): Promise<Plan> {
  const workflowId = workflowIdFor(input);
  const task = { input, owner: workflowId };
  const calls: Calls = { reads: 0, writes: 0 };
  const blank = { workflowId, changes: 0, calls, steps: [], findings: [], candidates: [], warnings: [] };
  try {
    const { warnings } = await patiently(() => checkOrg(client, task), note);
    const { steps: planned, objects } = await patiently(() => planObjects(client, task, { choices, kiro }), note);
    const earlier = kept === null ? NOTHING_TAKEN : takenOverBy(input, kept, objects);
    const steps = ONBOARDING_STEPS.rows.map((step) => {
      const ofOkta = planned.find((one) => one.step === step.id) ?? NOTHING;
      const takenOver = earlier.steps[step.id] ?? null;
      const ofDns = takenOver === null ? record.changes : [];
      const changes = step.writesTo === 'dns' ? ofDns : ofOkta.changes;
      const { writes, reads, holds } = ofOkta;
      const action = actionOf(step, { changes, holds, takenOver }, input);
      const calls = { reads, writes: writes.length };
      return { id: step.id, title: step.title, action, changes, holds, takenOver, calls, writes };
    });
    const changed = steps.flatMap(({ changes }) => changes).filter(({ action }) => action !== 'reuse');
    return {
      ...blank,
      changes: changed.length,
      calls: steps.reduce((sum, step) => addCalls(sum, step.calls), calls),
      steps,
      warnings: [...warnings, ...record.warnings, ...planned.flatMap(warningsOf), ...earlier.asked],
    };
  } catch (error) {
    const { findings, candidates } = troubleOf(error);
    return { ...blank, findings, candidates };
  }
}

const addCalls = (one: Calls, other: Calls): Calls => ({
  reads: one.reads + other.reads,
  writes: one.writes + other.writes,
});

/** What a run would do in a step. `reuse` also where there is nothing to write. */
export type Action = Change['action'] | 'person' | 'wait';

/** What the plan knows of a step. */
interface Known {
  changes: Change[];
  /** Nothing is left to do, as the org shows; null where it does not show it. */
  holds: string | null;
  takenOver: string | null;
}

/** The strongest of a step's changes: a step that changes one object and creates another is a `change`. */
function actionOf(step: Step, { changes, holds, takenOver }: Known, input: OnboardingInput): Action {
  if (takenOver !== null && changes.length === 0) return 'reuse';
  if (step.lastsUntil !== null) return 'wait';
  if (step.idle(input) !== null) return 'reuse';
  if (step.by !== 'program' && changes.length === 0) return holds === null ? 'person' : 'reuse';
  const has = (action: Change['action']): boolean => changes.some((change) => change.action === action);
  return has('change') ? 'change' : has('create') ? 'create' : 'reuse';
}

/** The step in a few words. */
export function summaryOf(step: Step, { changes, holds, takenOver }: Known, input: OnboardingInput): string {
  const idle = step.idle(input);
  if (idle !== null) return `skipped: ${idle.charAt(0).toLowerCase()}${idle.slice(1)}`;
  if (takenOver !== null && changes.length === 0) return takenOver;
  if (step.lastsUntil !== null)
    return step.by === 'time' ? `${step.lastsUntil}, at most ${hours(input.waits.syncWindowMs)}` : step.lastsUntil;
  if (holds !== null) return holds;
  if (step.by !== 'program' && step.by !== 'time' && changes.length === 0)
    return personText(peopleOf(step.by, input.people)) ?? step.by;
  if (changes.length === 0) return step.withoutWrites ?? 'nothing is configured';
  return (['create', 'change', 'reuse'] as const)
    .map((action) => ({ action, count: changes.filter((change) => change.action === action).length }))
    .filter(({ count }) => count > 0)
    .map(({ action, count }) => `${action} ${count}`)
    .join(', ');
}

const hours = (milliseconds: number): string =>
  milliseconds < 3_600_000 ? `${Math.round(milliseconds / 1000)} s` : `${Math.round(milliseconds / 360_000) / 10} h`;

/** What the worker would write to DNS; where that is left to a person, nothing. */
export async function planDnsRecord({ dns, domain }: OnboardingInput, env: NodeJS.ProcessEnv): Promise<Proof> {
  const nothing: Proof = { evidence: [], changes: [], warnings: [] };
  if (dns.publish === 'person') return nothing;
  try {
    return await planRecord({ dns, recordName: dns.recordName ?? domain }, env);
  } catch (error) {
    // Nothing is blocked: the run would ask the DNS admin instead.
    if (!(error instanceof ApplicationFailure)) throw error;
    return {
      ...nothing,
      warnings: [`dns.publish: ${dns.publish}. ${error.message} The DNS admin would be asked instead.`],
    };
  }
}
