import type { SenderMark } from '../trust/sender-keys.js';
import { type Field, MESSAGE_INFO } from '../messages/fields.js';
import { witnessed } from '../model/consequences.js';
import type { MessageName } from '../messages/schemas.js';
import { oktaHost } from '../model/names.js';
import type { Prompt } from '../model/prompt.js';
import { asksForProof, nobodyProven } from '../model/sender.js';
import { peopleOf, personText } from '../model/run-input.js';
import { headingFor, type RunView, type Scene, sceneOf } from '../model/runbook.js';
import { type Ask, type Confirmed, type Outcome, type Refusal, type StepState, warningsOf } from '../model/state.js';
import { skippingMeans } from '../model/step.js';
import type { Trouble } from '../model/trouble.js';
import { reasonOf } from './prompts.js';

/** Somebody, or something, that is waited for. */
export interface Waiting extends Prompt {
  step: string;
  message: MessageName;
  role: Ask['role'];
  /** E-mail address from the configuration, or several with a comma between them; null where none is named. */
  person: string | null;
  /** Section of the guide; null where the runbook adds the step. */
  guide: string | null;
  since: string;
  fields: Field[];
  /** Objects among which to choose; empty where there is nothing to choose. */
  candidates: Trouble['candidates'];
  /** What it means to skip the step (`skipStep`); empty where the runbook lets nothing be skipped. */
  skipping: string;
  remindAt: string | null;
  reminders: number;
  dueAt: string | null;
  overdue: boolean;
  /** Why an earlier answer did not do; of a step in trouble, what `why` says. */
  reason: string | null;
  /** The reason says by itself why it is asked again. Absent in the status of an earlier version. */
  reasonSaysWhy?: boolean;
  /** Only a proven sender may answer, so Temporal's Web UI cannot. Absent in the status of an earlier version. */
  needsProof?: boolean;
  /** It was answered, and the runbook is looking whether it is so: nothing to do before it tells. */
  looking: boolean;
  /** What the newest look saw, line by line: front ends that can ask Temporal for it add it (`withNewestLook`). */
  newestLook?: string[];
}

/** The answer to the query `status`. Times are ISO 8601 in UTC; what is not known is null. */
export interface Status {
  workflowId: string;
  /** Workflow type. Absent in the status of an earlier version. */
  runbook?: string;
  /** What people call such a run, and what stands above it; absent likewise. */
  title?: string;
  heading?: string;
  domain: string;
  oktaOrg: string;
  outcome: Outcome;
  startedAt: string;
  steps: {
    id: string;
    /** Absent in the status of an earlier version. */
    title?: string;
    state: StepState;
    confirmed: Confirmed | null;
    /** When it began, and when it came into this state. */
    startedAt: string | null;
    since: string | null;
    by: string | null;
    via: string | null;
    /** Absent in the status of an earlier version. */
    sender?: SenderMark;
    summary: string | null;
  }[];
  waitingFor: Waiting[];
  refusals: Refusal[];
  refusedCount: number;
  warnings: string[];
}

/** What the run is doing now, for people and programs. */
export function statusOf(run: RunView): Status {
  const { runbook, state, input, workflowId } = run;
  return {
    workflowId,
    runbook: runbook.name,
    title: runbook.title,
    heading: headingFor(run),
    domain: input.domain,
    oktaOrg: oktaHost(input.okta.orgUrl),
    outcome: state.outcome,
    startedAt: state.startedAt,
    steps: runbook.steps.rows.map(({ id, title }) => {
      const { state: now, confirmed, startedAt, since, by, via, sender = null, summary } = witnessed(run, id);
      return { id, title, state: now, confirmed, startedAt, since, by, via, sender, summary };
    }),
    // What was open when a run was stopped is no longer waited for.
    waitingFor: state.outcome === 'running' ? state.asks.map((ask) => waiting(sceneOf(run, ask))) : [],
    refusals: state.refusals,
    refusedCount: state.refusedCount,
    // First, since it is known from the beginning: those who follow the run see it once.
    warnings: [nobodyProven(run), ...warningsOf(state)].filter((one) => one !== null),
  };
}

function waiting(scene: Scene): Waiting {
  const { ask, runbook, state, input } = scene;
  const { step, message, role, since, remindAt, reminders, dueAt, overdue } = ask;
  const { guide } = runbook.steps.of(step);
  const prompt = runbook.promptFor(scene);
  const { reason, saysWhy } = reasonOf(scene, prompt);
  return {
    step,
    message,
    role,
    person: role === 'dns' || role === 'time' ? null : personText(peopleOf(role, input.people)),
    ...prompt,
    skipping: runbook.messages.skipStep === undefined ? '' : skippingMeans(runbook.steps, step),
    guide,
    since,
    fields: MESSAGE_INFO[message].fields,
    candidates: state.troubles[step]?.candidates ?? [],
    remindAt,
    reminders,
    dueAt,
    overdue,
    reason,
    reasonSaysWhy: saysWhy,
    needsProof: asksForProof(scene, ask),
    looking: runbook.isLooking(ask, state),
  };
}
