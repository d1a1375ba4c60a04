import { patched } from '@temporalio/workflow';
import type { AddedRule } from '../../runbook/model/runbook.js';
import type { Run } from './run.js';

// What a run that began with an earlier version does as that version did (docs/upgrading.md).

/**
 * Changes that every run has which begins from `BASE` on, without a marker of their own. Add nothing here: see `Change`. An
 * `AddedRule` has its own marker, as a rule: most runs refuse nothing, and leave none.
 */
const IN_BASE = [
  'carry-on-by-size',
  'connection-record',
  'keep-known-search-attributes',
  'kept-by-record',
  'look-after-pilot',
  'proven-senders',
  'turn-for-writes',
] as const;

/** One marker for all of them: each marker takes two events of the history. */
const BASE = 'base-2026-11';

/** Whether a run refuses an input that an earlier version took. Asked only where the input is wrong: other runs have no marker of it. */
export const refusesWrongInput = (): boolean => patched('checked-input');

/** A change that has come since `BASE` has its name here, and leaves its own marker. */
type Change = (typeof IN_BASE)[number] | 'carry-on-by-events' | AddedRule;

/** At the very beginning of a run, and of each that carries it on: whether it begins with all that is in `BASE`. */
export function noteBase(run: Pick<Run, 'isOfBase'>): void {
  run.isOfBase = patched(BASE);
}

/** Whether this run does it the new way: not where its history went past this point before there was one. */
export const has = (run: Pick<Run, 'isOfBase'>, change: Change): boolean =>
  (run.isOfBase && IN_BASE.some((one) => one === change)) || patched(change);
