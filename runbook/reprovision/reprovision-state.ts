import { z } from 'zod';
import type { DayTwoInput } from '../day-two/day-two-input.js';
import type { DayTwoFacts } from '../day-two/day-two-state.js';
import type { RunView, Scene } from '../model/runbook.js';
import { newRunState, type StepRecord } from '../model/state.js';
import { forget, newConnecting, type ConnectingState } from '../onboarding/state.js';
import type { OnboardingFacts } from '../onboarding/step-row.js';
import type { OldPushes, StillOff, TakenOff } from '../outside/old-push-activities.js';
import { REPROVISION_STEPS, type ReprovisionStepId } from './reprovision-steps.js';

/** A run is about the connection alone, which the configuration names. */
export const aboutReprovision = z.strictObject({});
export type ReprovisionInput = DayTwoInput<z.output<typeof aboutReprovision>>;

/** The whole state of a reprovisioning. */
export interface ReprovisionState extends ConnectingState {
  steps: Record<ReprovisionStepId, StepRecord>;
  facts: OnboardingFacts & DayTwoFacts;
  /** SCIM endpoint of the connection as it was when the run began; null where nobody knew it. */
  endpointBefore: string | null;
  /** What the Okta admin was shown last; null before that, and once all of it is gone. */
  oldPushes: OldPushes | null;
  /** All assignments that this run may have taken off, or asked somebody to take off. */
  takenOff: TakenOff;
  /** All of them were assigned again, but for those in `stillOff`. */
  isPutBack: boolean;
  stillOff: StillOff[];
  /** Names of groups whose push was taken off. */
  unpushed: string[];
  /** Seats that the old profile has left: a name each, with what the list says. */
  leftSeats: string[];
}

/** A reprovisioning that has just begun. */
export const newReprovisionState = (now: string): ReprovisionState => ({
  ...newRunState(REPROVISION_STEPS, now),
  ...newConnecting(),
  endpointBefore: null,
  oldPushes: null,
  takenOff: { groups: [], users: [] },
  isPutBack: true,
  stillOff: [],
  unpushed: [],
  leftSeats: [],
});

/** Forget what was learned in a step that is redone. What was taken off is never forgotten. */
export function forgetStep(state: ReprovisionState, step: string): void {
  forget(state, step);
  if (step === 'old-pushes') state.oldPushes = null;
  if (step === 'old-seats') Object.assign(state, { listParts: [], leftSeats: [] });
}

export type ReprovisionView = RunView<ReprovisionState, ReprovisionInput>;
export type ReprovisionScene = Scene<ReprovisionState, ReprovisionInput>;
