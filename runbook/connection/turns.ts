import { isOver, recordOf, type RunState } from '../model/state.js';
import type { StepTable } from '../model/step.js';

// Who may change the connection at a time.
//
// The rule: an onboarding, a rotation and a reprovisioning write to the same objects, so one of them goes at a time, in the order
// of asking. A run holds the turn from its first step that needs it until the last of its steps that writes to Okta is over: while
// it only waits for subscriptions, a pilot or a deleted token it holds up nobody. An offboarding waits for nobody, and nobody
// waits for it: what it takes away, no other run gives back, with one exception. A reprovisioning takes assignments off and
// assigns the same again later. So an offboarding that goes on beside one looks once more when that is done, and takes away what
// came back. An audit and a review only read, and wait for nobody either.

/** A run that has asked for the turn, in the order of asking. */
export interface Turn {
  workflowId: string;
  /** Workflow type. */
  runbook: string;
  /** When it asked. ISO 8601. */
  since: string;
}

/** Runbooks that go beside all others; each one not named here goes alone. */
const BESIDE_ALL: readonly string[] = ['auditConnection', 'offboardUser', 'reviewAccess'];

/** Whether a runbook waits for nobody, and nobody for it. */
export const goesBesideAll = (runbook: string): boolean => BESIDE_ALL.includes(runbook);

/** The runs that this one has to wait for: all that asked before it. Empty: it is its turn. */
export function aheadOf(workflowId: string, turns: readonly Turn[]): Turn[] {
  const waiting = turns.filter(({ runbook }) => !goesBesideAll(runbook));
  const index = waiting.findIndex((turn) => turn.workflowId === workflowId);
  // One that found no room waits for all.
  return index < 0 ? waiting : waiting.slice(0, index);
}

/** Each of the three runbooks has one workflow id a connection, so this is far more than ever wait. */
const MOST_TURNS = 20;

/** The turns once that run has asked; asking again changes nothing, and what waits for nobody takes no place. */
export function withTurn(turns: readonly Turn[], asked: Turn): Turn[] {
  // A record of an earlier version kept a place for each offboarding.
  const kept = turns.filter(({ runbook }) => !goesBesideAll(runbook));
  const isKnown = goesBesideAll(asked.runbook) || kept.some(({ workflowId }) => workflowId === asked.workflowId);
  return isKnown ? kept : [...kept, asked].slice(0, MOST_TURNS);
}

/** The turns once that run is over, or writes no more. */
export const withoutTurn = (turns: readonly Turn[], workflowId: string): Turn[] =>
  turns.filter((turn) => turn.workflowId !== workflowId);

/** What a run knows of its turn. `over`: it writes no more, and has given it back. */
export interface TurnState {
  turn: 'none' | 'held' | 'over';
}

/** Whether a step that writes to Okta is not over yet. */
export const isWriting = ({ state, runbook }: { state: RunState; runbook: { steps: StepTable } }): boolean =>
  runbook.steps.rows.some(({ id, writesTo }) => writesTo === 'okta' && !isOver(recordOf(state, id)));
