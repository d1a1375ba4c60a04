import type { OnboardingInput } from '../input.js';
import type { Ask, RunState } from '../state.js';

/** What a person is told: written for an admin who has never seen Kiro. */
export interface Prompt {
  title: string;
  why: string;
  /** The place to begin at; the address is null where nobody but the reader knows it. */
  where: { place: string; url: string | null };
  /** Numbered when shown: where to click, in order. */
  instructions: string[];
  /** Values to paste into a console, exactly. */
  copy: { label: string; value: string }[];
  /** How the runbook finds out whether it is right. */
  verified: string;
  /** What happens when it is. */
  next: string;
}

/** What a prompt is made from. */
export interface Scene {
  ask: Ask;
  state: RunState;
  input: OnboardingInput;
}

export type PromptMaker = (scene: Scene) => Prompt;
