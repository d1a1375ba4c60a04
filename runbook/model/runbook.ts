import type { z } from 'zod';
import type { Check, Tidied } from '../messages/verdict.js';
import type { MessageName, MessageOf } from '../messages/schemas.js';
import type { RosterSummary } from '../roster/summary.js';
import type { Prompt } from './prompt.js';
import type { RunInput } from './run-input.js';
import type { Ask, Confirmed, RunState } from './state.js';
import type { StepTable } from './step.js';

/**
 * A runbook as a value: all that the engine, the messages, the prompts, the status and the report need to know of it. What
 * its steps do is in `workflows/`, in a folder of the same name (`RunbookAtWork`).
 *
 * Its functions are synchronous and deterministic: they run in the workflow, also when its history is replayed.
 */
export interface Runbook<State extends RunState = RunState, Input extends RunInput = RunInput> {
  /** The workflow type. */
  readonly name: string;
  /** What people call one run of it, such as "onboarding". */
  readonly title: string;
  /** Above its reports and boards, before the domain. */
  readonly heading: string;
  /** Whom or what one run of it is about, beside the connection, such as a login; absent where there is nothing to name. */
  subject?(input: Input): string;
  readonly steps: StepTable;
  /**
   * Steps that are ready in the same workflow task are started in this order, all others after them by their id. Frozen with
   * the first release of the runbook: the histories of its runs depend on it. Empty for a new runbook.
   */
  readonly startOrder: readonly string[];
  /**
   * For a run that lives for years: bytes of history after which it goes on as a new one, so that it stays small and is
   * replayed in a moment. Absent: when Temporal suggests it.
   */
  readonly historyLimit?: number;
  /** The same in events: what is replayed for each takes time, however small it is. */
  readonly historyEvents?: number;
  /** The messages that it takes, and how. */
  readonly messages: MessageUses<State, Input>;
  /** What must not be missing in a fact of a run that is carried on; a fact that lacks some of it is none. */
  readonly factKeys: Readonly<Record<string, readonly string[]>>;
  /** The state of a run that has just begun. `now` is ISO 8601. */
  newState(now: string): State;
  /** What it takes as its input; each key that has a default may be absent. */
  readonly inputForm: z.ZodType;
  /** The input, complete: what another version or program did not give counts as its default. Null where too little is there. */
  completedInput(given: unknown): Input | null;
  /** Forget what the state holds of a step beside its record, because the step is redone. */
  forget(state: State, step: string): void;
  /** The text for what is asked. */
  promptFor(scene: Scene<State, Input>): Prompt;
  /** An answer was given, and the runbook is looking whether it is so: the person who is asked has nothing to do now. */
  isLooking(ask: Ask, state: State): boolean;
  /** A later step has looked again at the findings of those that are `isReviewedAgain`. */
  isReviewed(state: State): boolean;
  /** What its reports say besides the steps. */
  outlook(run: RunView<State, Input>): Outlook;
  /** What is to be said when a run is over, besides its outcome; null where nothing. */
  lastWords(state: State): string | null;
  /** Whether a run has nothing to tell anybody at its end. Absent: each run tells that it is over. */
  endsQuietly?(state: State): boolean;
}

/** A run as everything outside the engine sees it. */
export interface RunView<State extends RunState = RunState, Input extends RunInput = RunInput> {
  readonly runbook: Runbook<State, Input>;
  readonly state: State;
  readonly input: Input;
  readonly workflowId: string;
  /** Of the newest execution: a run that goes on as a new one keeps its workflow id alone. */
  readonly runId: string;
}

/** A question, and the run that asks it. */
export interface Scene<State extends RunState = RunState, Input extends RunInput = RunInput> extends RunView<
  State,
  Input
> {
  readonly ask: Ask;
}

/** What a check of an answer may look at. */
export interface Setting<State extends RunState = RunState, Input extends RunInput = RunInput> extends RunView<
  State,
  Input
> {
  /**
   * Whether a rule that a later release has added holds here: not where a history took the message before. Asked only where
   * the rule would refuse. Absent: every rule holds.
   */
  holds?: (rule: AddedRule) => boolean;
}

/**
 * Rules that refuse what an earlier release took. The Signals of a run are judged again when its history is replayed, so
 * each such rule needs a name here, and asks `holds` (docs/upgrading.md).
 */
export type AddedRule =
  // A sealed token names its endpoint and an id of its own.
  | 'sealed-for-endpoint'
  // A team is not subscribed by a group that is not pushed, or to a plan that nobody knows.
  | 'team-is-possible'
  // A list is refused that an earlier release read in another way, such as the activity report.
  | 'list-is-understood';

/** How a runbook takes one message. Its schema and fields are the same in every runbook (`runbook/messages/`). */
export interface MessageUse<Value, State extends RunState = RunState, Input extends RunInput = RunInput> {
  /** The step that it answers; null for one that names its step. */
  readonly step: string | null;
  /** What is kept of values that people paste; `check` judges that. Refuses nothing. */
  tidy?(value: Value, setting: Setting<State, Input>): Tidied<Value>;
  /** Whether the content can be right, as far as the run's own knowledge tells. */
  check?(value: Value, setting: Setting<State, Input>): Check<Value>;
  /** Whether it is taken now whatever the common rule says: before it is asked for, or again. `step` is the one that it names. */
  isWelcome?(state: State, step?: string): boolean;
  /** Whether its sender has to be proven where the rule is `sensitive`; absent: never. */
  isSensitive?(value: Value, setting: Setting<State, Input>): boolean;
  /** What has to come first, as a sentence; null where nothing is missing. */
  needs?(state: State): string | null;
}

export type MessageUses<State extends RunState = RunState, Input extends RunInput = RunInput> = {
  readonly [N in MessageName]?: MessageUse<MessageOf<N>, State, Input>;
};

/** What a report says besides the steps. */
export interface Outlook {
  /** What the run has made or found, for programs; null where it has not come to that. */
  facts: Record<string, string | string[] | null>;
  /** The verdict on everybody; null where nobody was looked at. */
  roster: RosterSummary | null;
  /** What a reader should know besides the warnings of the run and its steps. */
  warnings: string[];
  /** What nobody could prove, and why. */
  unproven: string[];
  /** What somebody must do later. */
  duties: string[];
  /** What the report certifies, by name; absent where it is no certificate. */
  stamps?: Record<string, Stamp>;
}

/** One line of a certificate. */
export interface Stamp {
  /** When it was so. ISO 8601; null while it is not. */
  at: string | null;
  /** How it is known; null where it is not known. */
  confirmed: Confirmed | null;
  /** What shows it, or why nothing does. A sentence. */
  evidence: string;
}

/** What stands above a run: its runbook, and whom it is about. */
export const headingFor = ({ runbook, input }: Pick<RunView, 'runbook' | 'input'>): string =>
  [runbook.heading, ...(runbook.subject === undefined ? [] : [runbook.subject(input)])].join(', ');

/** A run without what it does, such as an engine at work. */
export const viewOf = <State extends RunState, Input extends RunInput>({
  runbook,
  state,
  input,
  workflowId,
  runId,
}: RunView<State, Input>): RunView<State, Input> => ({ runbook, state, input, workflowId, runId });

/** The question of a run. */
export const sceneOf = <State extends RunState, Input extends RunInput>(
  view: RunView<State, Input>,
  ask: Ask,
): Scene<State, Input> => ({ ...viewOf(view), ask });
