import type { Role } from '../onboarding/input.js';
import type { MessageName, MessageOf } from '../onboarding/message-schemas.js';
import { STEP_IDS, type StepId } from '../onboarding/step.js';
import type { TxtMiss } from '../outside/dns.js';
import type { Reaches } from '../outside/okta.js';
import type { SubscriptionList } from '../outside/review.js';
import type { RosterSummary } from '../roster/summary.js';
import type { ChannelName, NoticeEvent, SlackMessage } from './notice-events.js';
import type { Change, Evidence, Finding, Proof } from './proof.js';
import type { Choice, Trouble } from './trouble.js';

export type StepState = 'todo' | 'running' | 'waiting' | 'done' | 'skipped' | 'failed';
export type Outcome = 'running' | 'done' | 'done-with-findings' | 'failed' | 'cancelled';
/** `proven`: read back from the system itself. `attested`: a person said so. */
export type Confirmed = 'proven' | 'attested';

/** What is known of a step. Times are ISO 8601 in UTC. */
export interface StepRecord {
  id: StepId;
  state: StepState;
  confirmed: Confirmed | null;
  /** When it came into this state. */
  since: string | null;
  startedAt: string | null;
  /** When it was waiting, and for whom; what it still waits for is an `Ask`. */
  waits: Wait[];
  by: string | null;
  via: string | null;
  summary: string | null;
  evidence: Evidence[];
  changes: Change[];
  findings: Finding[];
  warnings: string[];
  /** Earlier rounds of a step that was redone, oldest first. */
  history: {
    summary: string | null;
    state: StepState;
    at: string;
    reason: string;
    by: string | null;
    /** How that round had ended, where it had: by whom and when. */
    done: { confirmed: Confirmed | null; at: string | null } & Pick<Sender, 'by' | 'via'>;
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
  at: string;
}

export type Answers = { [N in MessageName]?: { value: MessageOf<N> } & Sender };

/** What is asked at this moment. `dns` and `time` are waited for, too, but nobody need answer. */
export interface Ask {
  step: StepId;
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
}

/** What later steps need of earlier ones. */
export interface Facts {
  sealingKey?: Record<string, string>;
  oidcApplication?: { appId: string; clientId: string };
  authorizationServer?: { serverId: string; issuer: string };
  scimApplication?: { appId: string };
  provisioning?: { connection: string; createUsers: string; updateUserAttributes: string };
  /** How Okta was set up when the Okta admin was asked to connect it; absent where it was not set up at all. */
  setUp?: { reaches: Reaches; exchanged: boolean };
  /** The pinned message of the run. */
  slack?: SlackMessage;
}

/** The whole state of a run; plain data, so that it can be shown, tested and carried on. */
export interface RunState {
  startedAt: string;
  finishedAt: string | null;
  outcome: Outcome;
  steps: Record<StepId, StepRecord>;
  facts: Facts;
  answers: Answers;
  asks: Ask[];
  /** Steps that could not be done, and why. */
  troubles: Partial<Record<StepId, Trouble & { message: string }>>;
  choices: Partial<Record<StepId, Choice>>;
  /** What a person says is done (`stepDone`) where no API step has failed. */
  attested: Partial<Record<StepId, Sender & { note: string | null }>>;
  decisions: Partial<Record<StepId, Sender & { decision: 'accept' | 'repair' | 'stop'; reason: string }>>;
  /** The sealed SCIM token that an answer without one goes on with, as long as the endpoint stays; null where there is none. */
  heldToken: { endpoint: string; token: string } | null;
  /** `jti` of each sealed token that the run has taken: each counts once. */
  usedSeals: string[];
  /** Parts of a long subscription list, until all have come. */
  listParts: (SubscriptionList | null)[];
  /** The list that is being compared, part by part, while that lasts. */
  listUnderReview: SubscriptionList[];
  /** What the newest comparison went by, as long as its findings wait for a decision. */
  reviewed: Proof | null;
  /** The verdict on everybody, from the newest review. */
  roster: RosterSummary | null;
  extraSyncHours: number;
  /** Steps that are to be broken off, as soon as the engine comes to it. */
  interrupts: Partial<Record<StepId, Interrupt>>;
  /** Who has stopped the run, and why. */
  stopped: (Sender & { reason: string }) | null;
  refusals: Refusal[];
  refusedCount: number;
  warnings: string[];
  /** What each configured channel still has to tell, oldest first. */
  outbox: Partial<Record<ChannelName, NoticeEvent[]>>;
  /** The notice that a channel is sending: its id, and how many events of the outbox it tells. */
  sending: Partial<Record<ChannelName, { id: string; events: number }>>;
  /** Notices that a channel gave up on, why the last one, and whether it has taken none since. */
  undelivered: Partial<Record<ChannelName, { notices: number; reason: string; isDown: boolean }>>;
  /** When the TXT record was seen to have disappeared; null as long as it stands. ISO 8601. */
  recordGoneSince: string | null;
  txtLook: TxtLook;
}

/** What the looks at the TXT record have told the run. */
export interface TxtLook {
  /** What is wrong with the record; null where nothing is known. */
  miss: TxtMiss | null;
  /** `kind` of the miss that was told last; null where nothing was told since somebody wanted a look. */
  told: string | null;
  /** How often a miss was told since then. */
  times: number;
  /** When the look that is under way began; ISO 8601. */
  since: string | null;
  /** Who has published the record, as far as anybody says; `elsewhere` where its step was left out. */
  published: 'nobody' | 'person' | 'runbook' | 'elsewhere';
}

export const newTxtLook = (): TxtLook => ({ miss: null, told: null, times: 0, since: null, published: 'nobody' });

/** A step that has not begun. */
export const blankStep = (id: StepId): StepRecord => ({
  id,
  state: 'todo',
  confirmed: null,
  since: null,
  startedAt: null,
  waits: [],
  by: null,
  via: null,
  summary: null,
  evidence: [],
  changes: [],
  findings: [],
  warnings: [],
  history: [],
});

/** A run that has just begun. */
export function newRunState(now: string): RunState {
  return {
    startedAt: now,
    finishedAt: null,
    outcome: 'running',
    steps: Object.fromEntries(STEP_IDS.map((id) => [id, blankStep(id)])) as Record<StepId, StepRecord>,
    facts: {},
    answers: {},
    asks: [],
    troubles: {},
    choices: {},
    attested: {},
    decisions: {},
    heldToken: null,
    usedSeals: [],
    listParts: [],
    listUnderReview: [],
    reviewed: null,
    roster: null,
    extraSyncHours: 0,
    interrupts: {},
    stopped: null,
    refusals: [],
    refusedCount: 0,
    warnings: [],
    outbox: {},
    sending: {},
    undelivered: {},
    recordGoneSince: null,
    txtLook: newTxtLook(),
  };
}

/** Forget a step's outcome, keeping its history. */
export function resetStep(state: RunState, id: StepId, reason: string, sender: Sender): void {
  const old = state.steps[id];
  const { summary, state: was, evidence, changes, confirmed, since, by, via } = old;
  const done = { confirmed, at: since, by, via };
  const round = { summary, state: was, at: sender.at, reason, by: sender.by, done, evidence, changes };
  state.steps[id] = { ...blankStep(id), history: was === 'todo' ? old.history : [...old.history, round] };
}

/** The step begins anew: whatever an attempt that was broken off has left behind is forgotten, but for its history. */
export function beginAgain(state: RunState, id: StepId): void {
  state.steps[id] = { ...blankStep(id), history: state.steps[id].history };
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
