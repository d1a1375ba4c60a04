import { oktaHost } from '../model/names.js';
import {
  type Ask,
  type Confirmed,
  type Outcome,
  type Refusal,
  type RunState,
  type StepState,
  warningsOf,
} from '../model/state.js';
import type { Trouble } from '../model/trouble.js';
import type { OnboardingInput } from '../onboarding/input.js';
import { type Field, MESSAGE_INFO } from '../onboarding/message-fields.js';
import type { MessageName } from '../onboarding/message-schemas.js';
import { promptFor } from '../onboarding/prompts.js';
import { STEP_IDS, type StepId } from '../onboarding/step.js';
import { skippingMeans, stepOf } from '../onboarding/steps.js';
import { isTxtLookUnderWay } from '../onboarding/txt-look.js';
import type { Prompt } from './prompts.js';

/** Somebody, or something, that is waited for. */
export interface Waiting {
  step: StepId;
  message: MessageName;
  role: Ask['role'];
  /** E-mail address from the configuration; null where none is named. */
  person: string | null;
  title: string;
  why: string;
  /** Section of the guide; null where the runbook adds the step. */
  guide: string | null;
  since: string;
  /** Where to begin, with a link where one is known. */
  where: Prompt['where'];
  instructions: string[];
  copy: { label: string; value: string }[];
  fields: Field[];
  /** Objects among which to choose; empty where there is nothing to choose. */
  candidates: Trouble['candidates'];
  /** How the answer is checked, and what happens then. */
  verified: string;
  next: string;
  /** What it means to leave the step out (`skipStep`). */
  skipping: string;
  remindAt: string | null;
  reminders: number;
  dueAt: string | null;
  overdue: boolean;
  /** Why an earlier answer did not do. */
  reason: string | null;
  /** It was answered, and the runbook is looking whether it is so: nothing to do before it tells. */
  looking: boolean;
  /** What the newest look saw, line by line: front ends that can ask Temporal for it add it (`withNewestLook`). */
  newestLook?: string[];
}

/** The answer to the query `status`. Times are ISO 8601 in UTC; what is not known is null. */
export interface Status {
  workflowId: string;
  domain: string;
  oktaOrg: string;
  outcome: Outcome;
  startedAt: string;
  steps: {
    id: StepId;
    state: StepState;
    confirmed: Confirmed | null;
    /** When it began, and when it came into this state. */
    startedAt: string | null;
    since: string | null;
    by: string | null;
    via: string | null;
    summary: string | null;
  }[];
  waitingFor: Waiting[];
  refusals: Refusal[];
  refusedCount: number;
  warnings: string[];
}

/** What the run is doing now, for people and programs. */
export function statusOf(state: RunState, input: OnboardingInput, workflowId: string): Status {
  return {
    workflowId,
    domain: input.domain,
    oktaOrg: oktaHost(input.okta.orgUrl),
    outcome: state.outcome,
    startedAt: state.startedAt,
    steps: STEP_IDS.map((id) => {
      const { state: now, confirmed, startedAt, since, by, via, summary } = state.steps[id];
      return { id, state: now, confirmed, startedAt, since, by, via, summary };
    }),
    // What was open when a run was stopped is no longer waited for.
    waitingFor: state.outcome === 'running' ? state.asks.map((ask) => waiting(ask, state, input)) : [],
    refusals: state.refusals,
    refusedCount: state.refusedCount,
    warnings: warningsOf(state),
  };
}

function waiting(ask: Ask, state: RunState, input: OnboardingInput): Waiting {
  const person = ask.role === 'dns' || ask.role === 'time' ? null : (input.people[ask.role]?.email ?? null);
  const { step, message, role, since, remindAt, reminders, dueAt, overdue, reason } = ask;
  const prompt = promptFor({ ask, state, input });
  return {
    step,
    message,
    role,
    person,
    ...prompt,
    skipping: skippingMeans(step),
    guide: stepOf(step).guide,
    since,
    fields: MESSAGE_INFO[message].fields,
    candidates: state.troubles[step]?.candidates ?? [],
    remindAt,
    reminders,
    dueAt,
    overdue,
    reason,
    looking: isTxtLookUnderWay(ask, state),
  };
}
