import { z } from 'zod';
import { newTurn } from '../connection/turns.js';
import type { DayTwoInput } from '../day-two/day-two-input.js';
import type { DayTwoState } from '../day-two/day-two-state.js';
import type { MessageUse, RunView, Scene, Setting } from '../model/runbook.js';
import { newRunState } from '../model/state.js';
import type { StepTable } from '../model/step.js';
import type { SealedTokens } from '../onboarding/scim-check.js';
import type { HeldToken } from '../outside/rotation.js';

/** What a rotation is about: whether somebody may have the old token who should not. */
export const ROTATION_ABOUT = z.strictObject({ compromised: z.boolean() });
export type RotationAbout = z.output<typeof ROTATION_ABOUT>;
export type RotationInput = DayTwoInput<RotationAbout>;

/** The whole state of a rotation. */
export interface RotationState extends DayTwoState, SealedTokens {
  /** The old token as far as the runbook has it, to see it die; null before anybody has looked. */
  oldToken: HeldToken | null;
  /** The new token was the one that the worker has, and the Kiro admin was told so. */
  isSameTold: boolean;
  /** What Okta could not push, as it was last read: `<name>: <Okta's reason>`. */
  failed: string[];
  /** What it could not push for another reason than the token, in the same way. */
  failedOtherwise: string[];
}

/** A rotation with these steps that has just begun. `now` is ISO 8601. */
export const newRotationState = (steps: StepTable, now: string): RotationState => ({
  ...newRunState(steps, now),
  ...newTurn(),
  heldToken: null,
  usedSeals: [],
  oldToken: null,
  isSameTold: false,
  failed: [],
  failedOtherwise: [],
});

/** Forget what was learned in a step that is done again. The old token stays the old one. */
export function forgetStep(state: RotationState, step: string): void {
  if (step === 'new-token') Object.assign(state, { heldToken: null, isSameTold: false });
  if (step === 'failed-tasks') Object.assign(state, { failed: [], failedOtherwise: [] });
}

export type RotationView = RunView<RotationState, RotationInput>;
export type RotationScene = Scene<RotationState, RotationInput>;
export type RotationSetting = Setting<RotationState, RotationInput>;
export type RotationMessage<Value> = MessageUse<Value, RotationState, RotationInput>;
