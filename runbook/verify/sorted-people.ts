import { type Finding, firstOf } from '../model/proof.js';
import type { StepId } from '../onboarding/steps.js';
import { findingOf, PROBLEM_NAMES } from '../roster/findings.js';
import { type Mark, PROBLEM_CODES, type ProblemCode, type RosterRow } from '../roster/row.js';
import type { NotLookedAt, Proven, Sorted, Unseen } from './proven-and-wrong.js';

/** The sides of the roster: the mark that shows each, and what a look at it is called. */
const SIDES = [
  ['signIn', 'people/sign-in/all', 'sign-in-assignments', 'Assignments to the sign-in application'],
  ['provisioned', 'people/provisioned/all', 'provisioning-assignments', 'Assignments to the SCIM application'],
  ['groups', 'people/groups/all', 'push-groups', "Members of Kiro's groups"],
  ['seat', 'people/seats/all', 'subscription-review', 'Seats'],
] as const;

const NO_APP: Unseen = { why: 'the application was not found', how: 'put right what is wrong with it first' };

/** Why sides were not seen; null where they were. */
export interface UnseenSides {
  kiro: Unseen | null;
  seats: Unseen | null;
}

/** Everybody, by what was read: a side that was not read is not looked at, however right the others are. */
export function sortedPeople(rows: RosterRow[], unseen: UnseenSides): Sorted {
  const proven: Proven[] = [];
  const notLookedAt: NotLookedAt[] = [];
  for (const [side, id, step, label] of SIDES) {
    const marks = rows.map((row) => row[side]);
    const count = (...wanted: Mark[]): number => marks.filter((mark) => wanted.includes(mark)).length;
    const [right, unknown] = [count('right'), count('unknown')];
    const value = `${right} of ${count('right', 'missing', 'unknown')} people as meant`;
    if (right > 0) proven.push({ id, step, label, value });
    if (unknown > 0 || (side === 'seat' && unseen.seats !== null))
      notLookedAt.push({ id, step, label, ...whyUnseen(side, unseen) });
  }
  // Causes first, as the findings are shown.
  const findings = PROBLEM_CODES.flatMap((code) => rows.flatMap((row) => problemsOf(row, code)));
  return { proven, findings, notLookedAt };
}

function whyUnseen(side: (typeof SIDES)[number][0], { kiro, seats }: UnseenSides): Unseen {
  if (side === 'seat') return seats ?? { why: 'the list says nothing of some', how: 'look in the Kiro console' };
  if (side !== 'groups') return NO_APP;
  return kiro ?? { why: 'the SCIM endpoint does not tell members', how: 'look in the Kiro console: Users & Groups' };
}

const problemsOf = (row: RosterRow, code: ProblemCode): Sorted['findings'] =>
  row.problems
    .filter((problem) => problem.code === code)
    .map((problem) => ({
      ...findingOf(row, problem),
      id: `people/${code}/${encodeURIComponent(row.who)}`,
      step: 'subscription-review',
      label: row.who,
      expected: null,
      found: problem.detail === '' ? null : problem.detail,
    }));

/** A finding with its step and id; null for one that stands for several. */
export type FindingOfStep = Finding & { step: StepId | null; id?: string | null };

/**
 * The findings for people: of a kind of problem that very many have, the first ones stand for the others, or they would bury
 * the rest. `wrong` has all.
 */
export function firstOfEach(found: Sorted['findings']): FindingOfStep[] {
  const codeOf = ({ id }: { id: string }): string => (id.startsWith('people/') ? (id.split('/')[1] ?? '') : '');
  const told = PROBLEM_CODES.flatMap((code) => {
    const those = found.filter((one) => codeOf(one) === code);
    const more = (rest: number): string =>
      `${rest} more of the same kind (${PROBLEM_NAMES[code]}): they stand in \`wrong\` of --json.`;
    const plain = those.map(({ severity, problem, fix, url }) => ({ severity, problem, fix, url }));
    return firstOf(plain, more).map((one, index) => {
      const { id = null, problem = null } = those[index] ?? {};
      return { ...one, step: 'subscription-review' as const, id: one.problem === problem ? id : null };
    });
  });
  const others = found.filter((one) => codeOf(one) === '');
  return [
    ...others.map(({ severity, problem, fix, url, step, id }) => ({ severity, problem, fix, url, step, id })),
    ...told,
  ];
}
