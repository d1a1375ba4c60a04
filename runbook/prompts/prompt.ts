import type { OnboardingInput } from '../input.js';
import type { Ask, RunState } from '../state.js';

/** What a person is told: written for an admin who has never seen Kiro. */
export interface Prompt {
  title: string;
  why: string;
  /** Numbered when shown: where to click, in order. */
  instructions: string[];
  /** Values to paste into a console, exactly. */
  copy: { label: string; value: string }[];
}

/** What a prompt is made from. */
export interface Scene {
  ask: Ask;
  state: RunState;
  input: OnboardingInput;
}

export type PromptMaker = (scene: Scene) => Prompt;
