import type { Choice } from '../model/trouble.js';
import type { RunInput } from '../model/run-input.js';
import type { OnboardingInput } from '../onboarding/input.js';

/** Of which run: `owner` is the workflow id, written as the marker of our objects. */
export interface Task<Input extends RunInput = OnboardingInput> {
  input: Input;
  owner: string;
  /** Objects that were built by hand and adopted as they are: they are ours without our marker. Absent: there are none. */
  adopted?: RunObjects | null;
}

/** The main objects of a connection in Okta, by id; null where there is none, or its step was skipped. */
export interface RunObjects {
  signInAppId: string | null;
  scimAppId: string | null;
  serverId: string | null;
}

/** A task on an object that may have namesakes. */
export interface ChoiceTask extends Task {
  choice: Choice | null;
}

/**
 * Name in the details of an activity's heartbeats: a sentence on what it waits for in the middle of its work, such as the
 * reset of a rate limit; null where for nothing.
 */
export const WAITING = 'waiting';
