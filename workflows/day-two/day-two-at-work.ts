import { goesBesideAll, lendsTurn } from '../../runbook/connection/turns.js';
import type { ConnectionNews } from '../../runbook/connection/record.js';
import type { DayTwoInput } from '../../runbook/day-two/day-two-input.js';
import type { DayTwoState } from '../../runbook/day-two/day-two-state.js';
import { giveTurnBack, holdingTurn, newsOfTurn, TURN_UPDATES } from '../connection/hold-turn.js';
import { closeRecord, keepRecord, newsOfRun } from '../connection/keep-record.js';
import { report } from '../engine/end.js';
import type { Run } from '../engine/run.js';
import type { RunbookAtWork } from '../engine/work.js';

/** A runbook of day two: what its steps and messages do, and what is different from others. */
export interface DayTwoWork<State extends DayTwoState, About>
  extends
    Pick<RunbookAtWork<State, DayTwoInput<About>>, 'runbook' | 'bodies' | 'effects'>,
    Partial<
      Pick<
        RunbookAtWork<State, DayTwoInput<About>>,
        'queries' | 'updates' | 'beside' | 'afterTrouble' | 'beforeBreakingOff'
      >
    > {
  /** Whether the run has something to write to Okta, besides its steps (`giveTurnBack`). */
  isBusy?: (run: Run<State, DayTwoInput<About>>) => boolean;
  /** What the run has to say of the connection, besides that it goes on. */
  news?: (run: Run<State, DayTwoInput<About>>) => Partial<ConnectionNews>;
}

/** As a runbook of the engine, which tells the record of the connection what it does, and gives its turn back at the end. */
export function dayTwoAtWork<State extends DayTwoState, About>({
  bodies,
  beside = [],
  news,
  isBusy,
  ...work
}: DayTwoWork<State, About>): RunbookAtWork<State, DayTwoInput<About>> {
  const newsOf = (run: Run<State, DayTwoInput<About>>): ConnectionNews => ({
    ...newsOfRun(run),
    ...objectsOf(run.state),
    ...news?.(run),
    ...newsOfTurn(run),
  });
  const takesTurn = !goesBesideAll(work.runbook.name);
  return {
    queries: {},
    updates: lendsTurn(work.runbook.name) ? TURN_UPDATES : {},
    afterTrouble: () => Promise.resolve(),
    ...work,
    bodies: { report, ...(takesTurn ? holdingTurn(work.runbook.steps, bodies) : bodies) },
    beside: [
      (run) => keepRecord(run, newsOf),
      ...(takesTurn ? [(run: Run<State, DayTwoInput<About>>) => giveTurnBack(run, isBusy)] : []),
      ...beside,
    ],
    atEnd: (run) => closeRecord(run, newsOf),
  };
}

/**
 * The objects that the record did not know when this run began. What it knew may have changed since: a run can last for weeks,
 * and must not put old ids back.
 */
function objectsOf({ facts: { connection, unrecorded } }: DayTwoState): Pick<ConnectionNews, 'objects' | 'issuer'> {
  return connection === undefined ? {} : { objects: {}, ...unrecorded };
}
