/** How meant and found agree: `right` and `none` do (there, and rightly not there); `unknown` could not be seen. */
export type Mark = 'right' | 'none' | 'missing' | 'extra' | 'unknown';

/** What can be wrong with one person, in the order in which it is shown: causes before what follows from them. */
export const PROBLEM_CODES = [
  'sign-in-missing',
  'sign-in-not-meant',
  'not-in-provision',
  'not-provisioned',
  'gone-in-kiro',
  'not-arrived',
  'stranger',
  'orphan',
  'inactive-in-kiro',
  'differs',
  'same-email',
  'seat-unintended',
  'seat-unknown',
  'seat-missing',
  'seat-cancelled',
  'seat-unclear',
  'seat-pending',
  'seat-twice',
  'seat-individual',
  'seat-tier',
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

export interface Problem {
  code: ProblemCode;
  /** What the sentence about it needs to know, such as the group or Okta's reason; may be empty. */
  detail: string;
  /** What is known to help against that reason, where there is such a thing. */
  cure?: string;
}

/** One person, or one seat that names nobody of the org: meant against found, and why they differ. */
export interface RosterRow {
  /** Login; for whom Okta does not know, the name that Kiro or the list gives. */
  who: string;
  name: string;
  /** Okta's status; empty for whom the configuration does not name, null for whom Okta does not know. */
  status: string | null;
  signIn: Mark;
  provisioned: Mark;
  groups: Mark;
  seat: Mark;
  problems: Problem[];
}

/** What a row comes to. */
export type Verdict = 'as meant' | 'not as meant' | 'not proven' | 'inactive';

/** One word for a row: a problem outweighs what could not be seen. */
export function verdictOf(row: RosterRow): Verdict {
  if (row.problems.some(({ code }) => code !== 'seat-unclear')) return 'not as meant';
  const marks = [row.signIn, row.provisioned, row.groups, row.seat];
  if (marks.includes('extra') || marks.includes('missing')) return 'not as meant';
  if (marks.includes('unknown')) return 'not proven';
  return marks.every((mark) => mark === 'none') ? 'inactive' : 'as meant';
}
