import type { Wait } from '../model/state.js';
import type { Step } from '../model/step.js';

/** Whose time it was. `waiting` is the sync window: nobody could have been faster. */
export const PARTIES = ['program', 'okta', 'people', 'dns', 'waiting'] as const;
export type Party = (typeof PARTIES)[number];

/** What the report knows of a step's time. */
export interface StepTime {
  doneBy?: Step['by'] | undefined;
  startedAt: string | null;
  at: string | null;
  waits: Wait[];
}

interface Interval {
  from: number;
  to: number;
}

/**
 * How long each party had something to do, in milliseconds: the time during which at least one step was theirs. Steps run
 * side by side, so the parts may add up to more than the whole.
 */
export function partiesOf(steps: StepTime[]): { party: Party; ms: number }[] {
  const intervals = Object.fromEntries(PARTIES.map((party) => [party, [] as Interval[]])) as Record<Party, Interval[]>;
  for (const step of steps) {
    for (const wait of step.waits) intervals[partyOf(step, wait.role)].push(intervalOf(wait.from, wait.to));
    intervals.program.push(...ownTime(step));
  }
  return PARTIES.map((party) => ({ party, ms: lengthOf(intervals[party]) })).filter(({ ms }) => ms > 0);
}

/** Whom a step waits for. Time that is not the window's is Okta's: it provisions and pushes by itself. */
export function partyOf({ doneBy }: Pick<StepTime, 'doneBy'>, role: Wait['role']): Party {
  if (role === 'dns') return 'dns';
  if (role === 'time') return doneBy === 'time' ? 'waiting' : 'okta';
  return 'people';
}

const intervalOf = (from: string, to: string): Interval => ({ from: Date.parse(from), to: Date.parse(to) });

/** What of a step was no wait: the program's own work. */
function ownTime({ startedAt, at, waits }: StepTime): Interval[] {
  if (startedAt === null || at === null) return [];
  const whole = intervalOf(startedAt, at);
  const gaps = waits.map(({ from, to }) => intervalOf(from, to)).sort((one, other) => one.from - other.from);
  const own: Interval[] = [];
  let begin = whole.from;
  for (const { from, to } of gaps) {
    if (from > begin) own.push({ from: begin, to: from });
    begin = Math.max(begin, to);
  }
  if (begin < whole.to) own.push({ from: begin, to: whole.to });
  return own;
}

/** Length of the union. */
function lengthOf(intervals: Interval[]): number {
  let total = 0;
  let end = -Infinity;
  for (const { from, to } of [...intervals].sort((one, other) => one.from - other.from)) {
    if (to <= end) continue;
    total += to - Math.max(from, end);
    end = to;
  }
  return total;
}
