import { condition } from '@temporalio/workflow';
import { TURN_WANTED } from '../../runbook/connection/connection-updates.js';
import type { ConnectionNews } from '../../runbook/connection/record.js';
import { isAtRest, isWriting, lendsTurn, type TurnState } from '../../runbook/connection/turns.js';
import { recordOf, type RunState } from '../../runbook/model/state.js';
import type { StepTable } from '../../runbook/model/step.js';
import type { KnownConnection } from '../../runbook/outside.js';
import { has } from '../engine/changes.js';
import { programUpdate } from '../engine/program-update.js';
import type { Run } from '../engine/run.js';
import type { StepBody } from '../engine/work.js';
import { connection } from '../outside.js';
import { isRecordUpToDate } from './keep-record.js';

/** A run that takes the turn (`runbook/connection/turns.ts` has the rule). */
type TurnRun = Run<RunState & TurnState>;

/**
 * Ask for the turn, and wait where other runs go first. With `startsRecord: false` a connection without a record is left without
 * one: nobody else changes it. Gives what is known of the connection.
 */
export async function takeTurn(run: TurnRun, step: string, { startsRecord = true } = {}): Promise<KnownConnection> {
  const task = { ...run.task, runbook: run.runbook.name, startsRecord };
  const summary = 'Ask for the turn to change the connection';
  const asked = await connection.takeTurn.executeWithOptions({ summary }, [{ ...task, isPatient: false }]);
  const { known } = asked.ahead.length === 0 ? asked : await untilGranted(run, step, asked.ahead, task);
  Object.assign(run.state, { turn: 'held', lentTo: null });
  run.changed();
  return known;
}

type TurnTask = Omit<Parameters<typeof connection.takeTurn>[0], 'isPatient'>;

/** Wait for runs to be done; `status` names them. */
export async function untilGranted(run: Run, step: string, ahead: readonly string[], task: TurnTask) {
  recordOf(run.state, step).summary = `after ${ahead.join(', ')}`;
  const granted = await run.look(step, 'time', () =>
    connection.takeTurn.executeWithOptions({ summary: 'Wait for the turn' }, [{ ...task, isPatient: true }]),
  );
  recordOf(run.state, step).summary = null;
  return granted;
}

/** Runs of which a step is asking now, for all of them. */
const asking = new WeakSet<Run>();
/** Whether a run takes the turn at all: one of an earlier version is replayed as it was. */
const takes = new WeakMap<Run, boolean>();

function takesTurns(run: Run): boolean {
  // Asked once, so that all steps of a run do the same.
  const known = takes.get(run) ?? has(run, 'turn-for-writes');
  takes.set(run, known);
  return known;
}

/** These steps, each of those that write to Okta once the run has the turn; a step that is done again takes it again. */
export function holdingTurn<R extends TurnRun, Id extends string>(
  { rows }: StepTable,
  bodies: Record<Id, StepBody<R>>,
): Record<Id, StepBody<R>> {
  const writing = new Set(rows.filter(({ writesTo }) => writesTo === 'okta').map(({ id }) => id));
  const held = Object.entries<StepBody<R>>(bodies).map(([id, body]) => [
    id,
    writing.has(id) ? holding(id, body) : body,
  ]);
  return Object.fromEntries(held) as Record<Id, StepBody<R>>;
}

const holding =
  <R extends TurnRun>(step: string, body: StepBody<R>): StepBody<R> =>
  async (run) => {
    while (run.state.turn !== 'held' && takesTurns(run)) {
      // Steps that begin side by side ask once.
      if (asking.has(run)) await condition(() => !asking.has(run));
      else {
        asking.add(run);
        await takeAgain(run, step).finally(() => asking.delete(run));
      }
    }
    return body(run);
  };

async function takeAgain(run: TurnRun, step: string): Promise<void> {
  if (run.state.turn === 'lent') {
    // The record hears of it first. Then no news say so any more: what came late would give up the new place in the line.
    await condition(() => isRecordUpToDate(run));
    run.state.turn = 'none';
    run.changed();
    await condition(() => isRecordUpToDate(run));
  }
  await takeTurn(run, step, { startsRecord: false });
}

/** That another run waits behind this one, and asks to go first; for runbooks that let others go. */
export const TURN_UPDATES = {
  turnWanted: programUpdate(
    'A run waits behind this one, and asks to go first while this one waits for people.',
    TURN_WANTED,
    (run: TurnRun, { workflowId }) => {
      run.state.wantedBy = workflowId;
      run.changed();
      return { accepted: true };
    },
  ),
};

/**
 * Beside the steps: the turn is over once no step is left that writes to Okta, and `isBusy` says no. It is lent as soon as the run
 * only waits for people, where another run asks for it. The record hears both with the news.
 */
export async function giveTurnBack<R extends TurnRun>(
  run: R,
  isBusy: (run: R) => boolean = () => false,
): Promise<void> {
  for (;;) {
    await condition(() => run.state.turn === 'held' && (mayLend(run) || (!isWriting(run) && !isBusy(run))));
    if (!takesTurns(run)) return;
    if (isWriting(run)) lend(run);
    else run.state.turn = 'over';
    run.changed();
  }
}

const mayLend = (run: TurnRun): boolean => run.state.wantedBy !== null && lendsTurn(run.runbook.name) && isAtRest(run);

function lend(run: TurnRun): void {
  const { wantedBy } = run.state;
  const lentTo = wantedBy === null ? null : { workflowId: wantedBy, at: run.now() };
  Object.assign(run.state, { turn: 'lent', lentTo, wantedBy: null } satisfies TurnState);
}

/** For the record: that the turn was given back, and with `tellsHeld` also that the run has it, where the record began after that. */
export function newsOfTurn({ state }: TurnRun, { tellsHeld = false } = {}): Pick<ConnectionNews, 'turn'> {
  if (state.turn === 'over' || state.turn === 'lent') return { turn: false };
  return tellsHeld && state.turn === 'held' ? { turn: true } : {};
}
