import { type Finding, firstOf } from '../model/proof.js';
import type { Outcome } from '../model/state.js';
import { quoted } from '../words/commands.js';

// What became of a removal, as an offboarding tells it. Compact, since there may be thousands.

/** `begun`: it is under way. `ended`: it was ended from outside, or could not be begun. The others as a run ends. */
export type RemovalOutcome = 'begun' | 'ended' | Exclude<Outcome, 'running'>;

/** Four letters, p proven, a attested, - neither, for `STAMPS`. */
type StampLetters = string;

/** When, in seconds since the epoch; 0 where that is not known. */
export type Removal = [outcome: RemovalOutcome, at: number, accessEndsAt: number, stamps: StampLetters, why?: string];

/** What a leaver's certificate speaks of. */
export const STAMPS = ['assignments', 'refreshTokens', 'kiroGroups', 'seat'] as const;

/** What of an offboarding's report counts here. */
export interface OffboardReport {
  outcome: Outcome;
  finishedAt: string | null;
  facts?: Record<string, unknown>;
  stamps?: Partial<Record<string, { confirmed: 'proven' | 'attested' | null }>>;
  findings?: { problem: string }[];
}

const secondsOf = (time: unknown): number =>
  typeof time === 'string' && !Number.isNaN(Date.parse(time)) ? Math.floor(Date.parse(time) / 1000) : 0;

/** Reasons are shown to people, and kept in the state. Characters. */
const LONGEST_WHY = 300;

/** A removal that has come to its end, of the report of its offboarding. `now` is ISO 8601. */
export function removalOf({ outcome, finishedAt, facts, stamps, findings = [] }: OffboardReport, now: string): Removal {
  const letters = STAMPS.map(
    (name) => ({ proven: 'p', attested: 'a', none: '-' })[stamps?.[name]?.confirmed ?? 'none'],
  );
  const [first] = findings;
  const at = secondsOf(finishedAt ?? now);
  const removal = [
    outcome === 'running' ? 'begun' : outcome,
    at,
    secondsOf(facts?.['accessEndsAt']),
    letters.join(''),
  ] as const;
  return first === undefined ? [...removal] : [...removal, first.problem.slice(0, LONGEST_WHY)];
}

/** A removal without a report: it was stopped, cancelled or ended, or never began. */
export const failedRemoval = (outcome: 'failed' | 'cancelled' | 'ended', now: string, why: string): Removal => [
  outcome,
  secondsOf(now),
  0,
  '----',
  why.slice(0, LONGEST_WHY),
];

/** A removal that begins now. */
export const begunRemoval = (now: string): Removal => ['begun', secondsOf(now), 0, '----'];

/** ISO 8601 of what a removal says in seconds; null where it says nothing. */
export const timeOf = (seconds: number): string | null =>
  seconds === 0 ? null : new Date(seconds * 1000).toISOString();

/** Whether its offboarding came to its end: what it did is for the stamps to say. */
const isOffboarded = (removal: Removal | undefined): boolean =>
  removal?.[0] === 'done' || removal?.[0] === 'done-with-findings';

/** Whether the access is taken, also where something is left to look at: the applications are no longer assigned. */
export const isRemoved = (removal: Removal | undefined): boolean =>
  isOffboarded(removal) && /^[pa]/.test(removal?.[3] ?? '');

/** Whether Okta itself showed that the access is taken, and nothing of it is somebody's word alone. */
export const isProvenRemoval = (removal: Removal | undefined): boolean =>
  isOffboarded(removal) && /^p[p-]*$/.test(removal?.[3] ?? '');

/** Whether the offboarding is over and nobody has seen the access end, because that step was skipped or found nobody. */
export const isUnseenRemoval = (removal: Removal | undefined): boolean => isOffboarded(removal) && !isRemoved(removal);

/** Whether nothing is under way any more. */
export const isSettled = (removal: Removal | undefined): boolean => removal !== undefined && removal[0] !== 'begun';

const ENDS: Record<RemovalOutcome, string> = {
  begun: 'was left while it goes on',
  done: 'is over',
  'done-with-findings': 'is over, and something is left to look at',
  failed: 'was stopped',
  cancelled: 'was cancelled',
  ended: 'did not come to its end',
};

/** A finding for every removal that is not simply done; `offboardIdOf` gives the workflow id of a person's offboarding. */
export function removalFindings(
  users: readonly string[],
  removals: Readonly<Record<string, Removal>>,
  offboardIdOf: (user: string) => string,
): Finding[] {
  const findings = users.flatMap((user): Finding[] => {
    const [outcome = 'begun', , , , why] = removals[user] ?? [];
    const isUnseen = isUnseenRemoval(removals[user]);
    if (outcome === 'done' && !isUnseen) return [];
    const what = isUnseen ? 'is over, and nobody saw their access end' : ENDS[outcome];
    return [
      {
        severity: outcome === 'done-with-findings' && !isUnseen ? 'warning' : 'blocking',
        problem: `The offboarding of ${user} ${what}${why === undefined ? '.' : `: ${why}`}`,
        fix: `Look at it (npm run status -- --workflow-id ${quoted(offboardIdOf(user))}), and run npm run offboard -- ${quoted(user)} again where access is left.`,
        url: null,
      },
    ];
  });
  return firstOf(findings, (rest) => `${rest} more removals are not simply done: the list of decisions names each.`);
}
