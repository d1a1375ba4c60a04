import type { MessageName, MessageOf } from '../messages/schemas.js';
import type { ChannelName, NoticeEvent, SlackMessage } from './notice-events.js';
import type { UsedProofs } from '../trust/check-proof.js';
import type { SenderMark, TrustedKey } from '../trust/sender-keys.js';
import type { Change, Evidence, Finding, Shown, Testimony } from './proof.js';
import type { Role } from './run-input.js';
import type { StepTable } from './step.js';
import type { Choice, Trouble } from './trouble.js';

export type StepState = 'todo' | 'running' | 'waiting' | 'done' | 'skipped' | 'failed';
export type Outcome = 'running' | 'done' | 'done-with-findings' | 'failed' | 'cancelled';
/** `proven`: read back from the system itself. `attested`: a person said so. */
export type Confirmed = 'proven' | 'attested';

/** What is known of a step. Times are ISO 8601 in UTC. */
export interface StepRecord {
  id: string;
  state: StepState;
  confirmed: Confirmed | null;
  /** When it came into this state. */
  since: string | null;
  startedAt: string | null;
  /** When it was waiting, and for whom; what it still waits for is an `Ask`. */
  waits: Wait[];
  by: string | null;
  via: string | null;
  sender?: SenderMark;
  summary: string | null;
  evidence: Evidence[];
  changes: Change[];
  findings: Finding[];
  warnings: string[];
  /** What people said of it and what systems showed then, oldest first; also of earlier rounds. */
  testimony: Testimony[];
  /** Earlier rounds of a step that was redone, oldest first. */
  history: {
    summary: string | null;
    state: StepState;
    at: string;
    reason: string;
    by: string | null;
    /** Whether that was proven; absent in what an earlier version has kept. */
    sender?: SenderMark;
    /** How that round had ended, where it had: by whom and when. */
    done: { confirmed: Confirmed | null; at: string | null } & Pick<Sender, 'by' | 'via' | 'sender'>;
    evidence: Evidence[];
    changes: Change[];
  }[];
}

/** A time during which a step waited. */
export interface Wait {
  role: Ask['role'];
  from: string;
  to: string;
}

/** Who said something, through what, when. */
export interface Sender {
  by: string | null;
  via: string | null;
  /** Absent in what an earlier version has kept. */
  sender?: SenderMark;
  at: string;
}

export type Answers = { [N in MessageName]?: { value: MessageOf<N> } & Sender };

/** What is asked at this moment. `dns` and `time` are waited for, too, but nobody need answer. */
export interface Ask {
  step: string;
  message: MessageName;
  role: Role | 'dns' | 'time';
  since: string;
  /** When the next reminder goes out; null where nobody is to be reminded. */
  remindAt: string | null;
  reminders: number;
  /** When it is overdue; null where nobody need answer. */
  dueAt: string | null;
  /** The due date has passed, and it was said. */
  overdue: boolean;
  /** Why an earlier answer did not do. */
  reason: string | null;
}

/** Why a step's work was broken off. */
export type Interrupt = { kind: 'skip'; reason: string; sender: Sender } | { kind: 'redo' };

export interface Refusal extends Sender {
  message: string;
  reason: string;
  /** What it said, without secrets and lists; null where there is nothing to show. */
  value: string | null;
}

/** What the engine itself keeps of every run. */
export interface CommonFacts {
  /** Public key (JWK) to seal a SCIM token with. */
  sealingKey?: Record<string, string>;
  /** The pinned message of the run. */
  slack?: SlackMessage;
  /** The report that was written last: of its JSON. */
  report?: { sha256: string };
}

/**
 * The state of a run that every runbook has; plain data, so that it can be shown, tested and carried on. A runbook adds
 * what it needs beside these.
 */
export interface RunState {
  startedAt: string;
  finishedAt: string | null;
  outcome: Outcome;
  steps: Record<string, StepRecord>;
  facts: CommonFacts;
  answers: Answers;
  asks: Ask[];
  /** Steps that could not be done, and why. */
  troubles: Partial<Record<string, Trouble & { message: string }>>;
  choices: Partial<Record<string, Choice>>;
  /** What a person says is done (`stepDone`) where no API step has failed. */
  attested: Partial<Record<string, Sender & { note: string | null }>>;
  decisions: Partial<Record<string, Sender & { decision: 'accept' | 'repair' | 'stop'; reason: string }>>;
  /** Consequences that steps have shown, by name (`consequences.ts`). */
  shown: Partial<Record<string, Shown>>;
  /** Steps that are to be broken off, as soon as the engine comes to it. */
  interrupts: Partial<Record<string, Interrupt>>;
  /** Who has stopped the run, and why. */
  stopped: (Sender & { reason: string }) | null;
  refusals: Refusal[];
  refusedCount: number;
  warnings: string[];
  /** What each configured channel still has to tell, oldest first. */
  outbox: Partial<Record<ChannelName, NoticeEvent[]>>;
  /** The notice that a channel is sending: its id, and how many events of the outbox it tells. */
  sending: Partial<Record<ChannelName, { id: string; events: number }>>;
  /** Whose proofs count in this run, and which have counted. */
  trust: Trust;
  /** Notices that a channel gave up on, why the last one, and whether it has taken none since. */
  undelivered: Partial<Record<ChannelName, { notices: number; reason: string; isDown: boolean }>>;
}

/** Whose proofs count in a run. */
export interface Trust {
  /** The keys that the worker trusts; null before they were read. */
  keys: TrustedKey[] | null;
  /** When they were read last. ISO 8601. */
  readAt: string | null;
  used: UsedProofs;
}

/** A step that has not begun. */
export const blankStep = (id: string): StepRecord => ({
  id,
  state: 'todo',
  confirmed: null,
  since: null,
  startedAt: null,
  waits: [],
  by: null,
  via: null,
  sender: null,
  summary: null,
  evidence: [],
  changes: [],
  findings: [],
  warnings: [],
  testimony: [],
  history: [],
});

/** The common part of a run that has just begun. */
export function newRunState<Id extends string>(steps: StepTable<Id>, now: string) {
  return {
    startedAt: now,
    finishedAt: null,
    outcome: 'running',
    steps: Object.fromEntries(steps.ids.map((id) => [id, blankStep(id)])) as Record<Id, StepRecord>,
    facts: {},
    answers: {},
    asks: [],
    troubles: {},
    choices: {},
    attested: {},
    decisions: {},
    shown: {},
    interrupts: {},
    stopped: null,
    refusals: [],
    refusedCount: 0,
    warnings: [],
    outbox: {},
    sending: {},
    trust: { keys: null, readAt: null, used: { proofs: [], forgottenTo: 0 } },
    undelivered: {},
  } satisfies RunState;
}

/**
 * What is known of that step.
 * @throws RangeError where the runbook has no such step
 */
export function recordOf({ steps }: Pick<RunState, 'steps'>, id: string): StepRecord {
  const record = steps[id];
  if (record === undefined) throw new RangeError(`no step ${id}`);
  return record;
}

/** Forget a step's outcome, keeping its history. */
export function resetStep(state: RunState, id: string, reason: string, sender: Sender): void {
  const old = recordOf(state, id);
  const { summary, state: was, evidence, changes, confirmed, since, by, via, sender: mark = null } = old;
  const done = { confirmed, at: since, by, via, sender: mark };
  const asked = { at: sender.at, reason, by: sender.by, sender: sender.sender ?? null };
  const round = { summary, state: was, ...asked, done, evidence, changes };
  const history = was === 'todo' ? old.history : [...old.history, round];
  state.steps[id] = { ...blankStep(id), history, testimony: old.testimony };
}

/** The step begins anew: whatever an attempt that was broken off has left behind is forgotten, but for its history. */
export function beginAgain(state: RunState, id: string): void {
  const { history, testimony } = recordOf(state, id);
  state.steps[id] = { ...blankStep(id), history, testimony };
  delete state.troubles[id];
}

/** Nothing is left to do for the step. */
export function isOver(record: Pick<StepRecord, 'state'>): boolean {
  return record.state === 'done' || record.state === 'skipped' || record.state === 'failed';
}

/** What should be known of the run as a whole: a sentence each. */
export function warningsOf(state: RunState): string[] {
  const lost = Object.entries(state.undelivered).map(
    ([channel, { notices, reason }]) =>
      `${notices} notice(s) could not be delivered by ${channel}, the last one because: ${reason}`,
  );
  return [...state.warnings, ...lost];
}
