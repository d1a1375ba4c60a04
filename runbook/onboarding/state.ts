import { newTurn, type TurnState } from '../connection/turns.js';
import type { Proof } from '../model/proof.js';
import type { Prompt } from '../model/prompt.js';
import type { MessageUse, RunView, Scene, Setting } from '../model/runbook.js';
import { newRunState, type RunState, type Sender, type StepRecord } from '../model/state.js';
import type { SubscriptionList } from '../outside/review.js';
import type { RosterSummary } from '../roster/summary.js';
import type { OnboardingInput } from './input.js';
import type { SealedTokens } from './scim-check.js';
import type { OnboardingFacts } from './step-row.js';
import { type ConnectingStepId, ONBOARDING_STEPS, type StepId } from './steps.js';
import { newTxtLook, type TxtLook } from './txt-look.js';

/** What the steps from the Kiro profile on keep, in the onboarding and in every other runbook that has them. */
export interface ConnectingState extends RunState, TurnState, SealedTokens {
  steps: Record<ConnectingStepId, StepRecord>;
  facts: OnboardingFacts;
  /** Parts of a long subscription list, until all have come. */
  listParts: (SubscriptionList | null)[];
  /** The list that is being compared, part by part, while that lasts. */
  listUnderReview: SubscriptionList[];
  /** What the newest comparison went by and who sent its list, as long as its findings wait for a decision. */
  reviewed: (Proof & { sender?: Sender }) | null;
  /** The verdict on everybody, from the newest review. */
  roster: RosterSummary | null;
  extraSyncHours: number;
  /** When the TXT record was seen to have disappeared; null as long as it stands. ISO 8601. */
  recordGoneSince: string | null;
  txtLook: TxtLook;
}

/** The whole state of an onboarding. */
export interface OnboardingState extends ConnectingState {
  steps: Record<StepId, StepRecord>;
}

/** An onboarding that has just begun. */
export const newOnboardingState = (now: string): OnboardingState => ({
  ...newRunState(ONBOARDING_STEPS, now),
  ...newConnecting(),
});

/** What such a run has beside what every run has, when it begins. */
export function newConnecting(): Omit<ConnectingState, keyof RunState> {
  return {
    ...newTurn(),
    heldToken: null,
    usedSeals: [],
    listParts: [],
    listUnderReview: [],
    reviewed: null,
    roster: null,
    extraSyncHours: 0,
    recordGoneSince: null,
    txtLook: newTxtLook(),
  };
}

/** The run has done the step itself, or does it again: it does not stand as an earlier run has left it. */
export function notTakenOver({ facts: { kept } }: ConnectingState, step: string): void {
  if (kept !== undefined) kept.taken = kept.taken.filter((one) => one !== step);
}

/** Forget what was learned in a step that is redone. */
export function forget(state: ConnectingState, step: string): void {
  notTakenOver(state, step);
  if (step === 'pilot-sign-in') delete state.facts.pilotMarks;
  if (step === 'dns-propagation') state.txtLook = newTxtLook();
  if (step === 'subscription-review') Object.assign(state, { listParts: [], listUnderReview: [], roster: null });
}

export type OnboardingView = RunView<OnboardingState, OnboardingInput>;
// What is asked, checked and said of the steps that several runbooks have.
export type ConnectingView = RunView<ConnectingState, OnboardingInput>;
export type OnboardingScene = Scene<ConnectingState, OnboardingInput>;
export type OnboardingSetting = Setting<ConnectingState, OnboardingInput>;
export type OnboardingMessage<Value> = MessageUse<Value, ConnectingState, OnboardingInput>;
/** Writes the text of one question. */
export type PromptMaker = (scene: OnboardingScene) => Prompt;
