import { isForPeople } from '../words/notices.js';
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
//
// People may take days. So a run that waits for its turn asks the runs before it to let it go first (Update `turnWanted`). An
// onboarding or a rotation does so as soon as it writes nothing: no step that writes to Okta is at work, or all that it does is
// wait for people. It takes the turn again, at the end of the line, before the next such step begins. A reprovisioning lets
// nobody go first: it has taken people off, and must give them back.

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

/** Runbooks that let a run go first which waits behind them, while they wait for people. */
const LENDS: readonly string[] = ['connectOktaToKiro', 'rotateScimToken'];

/** Whether a run of that type lets others go first while it waits for people. */
export const lendsTurn = (runbook: string): boolean => LENDS.includes(runbook);

/** What a run knows of its turn. */
export interface TurnState {
  /** `over`: it writes no more, and has given the turn back. `lent`: it has given it back, and takes it again to write. */
  turn: 'none' | 'held' | 'lent' | 'over';
  /** Workflow id of a run that asks to go first; null once it was let go. */
  wantedBy: string | null;
  /** Which run was let go first, and when (ISO 8601); null where none was, and once this run has its turn again. */
  lentTo: { workflowId: string; at: string } | null;
}

/** Of a run that has not asked for its turn yet. */
export const newTurn = (): TurnState => ({ turn: 'none', wantedBy: null, lentTo: null });

/** Whether a step that writes to Okta is not over yet. */
export const isWriting = ({ state, runbook }: { state: RunState; runbook: { steps: StepTable } }): boolean =>
  runbook.steps.rows.some(({ id, writesTo }) => writesTo === 'okta' && !isOver(recordOf(state, id)));

/**
 * Whether the run only waits: no step is at work or about to begin, and those that write to Okta wait for people, if they have
 * begun. After an answer such a step either begins anew, or is one that people do (`by`), and then it only reads what they did.
 */
export const isAtRest = ({ state, runbook: { steps } }: { state: RunState; runbook: { steps: StepTable } }): boolean =>
  steps.rows.every(({ id, writesTo, by }) => {
    const { state: now } = recordOf(state, id);
    if (now === 'todo') return [...steps.before(id)].some((earlier) => !isOver(recordOf(state, earlier)));
    if (now !== 'waiting') return now !== 'running';
    const asks = state.asks.filter(({ step }) => step === id);
    const onlyReads = by !== 'program' || state.troubles[id] !== undefined;
    const isAsking = asks.length > 0 && asks.every(({ role, message }) => isForPeople(role) && message !== 'checkNow');
    return writesTo !== 'okta' || (onlyReads && isAsking);
  });

/** For a question about what people put into Okta: which run was let go first, because it was open. Null where none was. */
export const wentFirst = ({ turn, lentTo }: TurnState): string | null =>
  turn === 'held' || lentTo === null
    ? null
    : `First do what ${lentTo.workflowId} asks (\`npm run status -- --workflow-id '${lentTo.workflowId}'\`): it went ahead at ${lentTo.at}, since this question was open.`;
