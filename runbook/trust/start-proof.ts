import { canonicalJson } from './canonical-json.js';
import { SETTING_KEYS } from '../model/settings.js';
import type { OnboardingInput } from '../onboarding/input.js';

// A run can be started by anybody who reaches Temporal. The memo of one of ours says who has started it, as a proof.

/** Field of the memo with the proof: the form of a message's proof, over `{ type, input }`, with this as its message. */
export const START = 'start';
/** Field of the memo with the input that the proof is of, in a run that was started with another one: one that carries on another. */
export const STARTED_WITH = 'startedWith';

/** What the proof of a start is of. */
export interface Start {
  /** Workflow type. */
  type: string;
  input: unknown;
}

/** What differs between tasks of one run: people change the settings, and the runbook itself what a run is about. */
const FREE: readonly string[] = [...SETTING_KEYS, 'about', 'fromScratch', 'okta'];

/**
 * What an input says of Okta and Kiro, as text: the same for each task of a run. An org may be called by either of its
 * addresses; the activities themselves see that it is the worker's.
 */
export function groundOf(input: OnboardingInput): string {
  const { orgUrl: _address, knownAs: _name, ...okta } = input.okta;
  const rest = Object.entries(input).filter(([key]) => !FREE.includes(key));
  return canonicalJson({ ...Object.fromEntries(rest), okta });
}
