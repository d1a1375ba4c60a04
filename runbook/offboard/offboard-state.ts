import { newTurn } from '../connection/turns.js';
import type { DayTwoFacts, DayTwoState } from '../day-two/day-two-state.js';
import type { RunView, Scene } from '../model/runbook.js';
import { newRunState, type StepRecord } from '../model/state.js';
import type { StepTable } from '../model/step.js';
import type { SealedTokens } from '../onboarding/scim-check.js';
import type { LeaverInKiro } from '../outside/offboard.js';
import type { Access, Held, Leaver, StillOpen } from './access.js';
import type { OffboardInput } from './offboard-input.js';

/** What later steps need of earlier ones. */
export interface OffboardFacts extends DayTwoFacts {
  leaver?: Leaver;
  access?: Access;
  /** When both applications were seen to be gone. ISO 8601. */
  ended?: { at: string };
}

/** The whole state of an offboarding. */
export interface OffboardState extends DayTwoState, SealedTokens {
  steps: Record<string, StepRecord>;
  facts: OffboardFacts;
  /** Reprovisionings that may give back what they have taken off: when they have, it is looked once more. Workflow ids. */
  behind: string[];
  /** Groups that a person is asked to take the leaver out of. */
  held: Held[];
  /** Applications that the leaver still has, through something that Okta does not name. */
  open: StillOpen[];
  /** Ids of groups that Okta was seen not to have them in any more. */
  left: string[];
  /** Ids of groups whose other uses an admin has agreed to lose. */
  consented: string[];
  /** How many refresh tokens were revoked; null where nobody revoked any. */
  revoked: number | null;
  /** What was seen in Kiro; null before anybody has looked. */
  inKiro: LeaverInKiro['verdict'] | null;
}

/** An offboarding that has just begun. */
export const newOffboardState =
  (steps: StepTable) =>
  (now: string): OffboardState => ({
    ...newRunState(steps, now),
    ...newTurn(),
    behind: [],
    held: [],
    open: [],
    left: [],
    consented: [],
    revoked: null,
    inKiro: null,
    heldToken: null,
    usedSeals: [],
  });

/** Forget what was learned in a step that is redone. */
export function forget(state: OffboardState, step: string): void {
  if (step === 'push-group' || step === 'assignments')
    Object.assign(state, { held: [], open: [], left: [], consented: [] });
  if (step === 'refresh-tokens') state.revoked = null;
  if (step === 'kiro-groups') state.inKiro = null;
}

export type OffboardView = RunView<OffboardState, OffboardInput>;
export type OffboardScene = Scene<OffboardState, OffboardInput>;
