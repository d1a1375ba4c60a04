import type { Finding } from '../model/proof.js';
import type { StepId } from '../onboarding/steps.js';

/** Something that was seen to be right. Ids are `<area>/<kind>/<object>`, the same from run to run. */
export interface Proven {
  id: string;
  step: StepId;
  label: string;
  value: string;
}

/** Something that is not as it was; `expected` and `found` are null where only a sentence tells. */
export interface Wrong {
  id: string;
  step: StepId;
  label: string;
  expected: string | null;
  found: string | null;
  fix: string;
}

/** Something that nobody looked at: why, and how to. */
export interface NotLookedAt {
  id: string;
  step: StepId;
  label: string;
  why: string;
  how: string;
}

/** Why nobody could look, and how to. */
export type Unseen = Pick<NotLookedAt, 'why' | 'how'>;

/** One side, sorted. */
export interface Sorted {
  proven: Proven[];
  findings: (Finding & Wrong)[];
  notLookedAt: NotLookedAt[];
}

/** The three lists of a look, and how long each is. */
export interface Lists {
  proven: Proven[];
  wrong: Wrong[];
  notLookedAt: NotLookedAt[];
  counts: Record<'proven' | 'wrong' | 'notLookedAt', number>;
}

/** All sides as one. */
export const together = (all: Sorted[]): Sorted => ({
  proven: all.flatMap(({ proven }) => proven),
  findings: all.flatMap(({ findings }) => findings),
  notLookedAt: all.flatMap(({ notLookedAt }) => notLookedAt),
});

/** The lists of all sides. */
export function listsOf(all: Sorted[]): Lists {
  const { proven, findings, notLookedAt } = together(all);
  const wrong = findings.map(({ id, step, label, expected, found, fix }) => ({
    id,
    step,
    label,
    expected,
    found,
    fix,
  }));
  const counts = { proven: proven.length, wrong: wrong.length, notLookedAt: notLookedAt.length };
  return { proven, wrong, notLookedAt, counts };
}
