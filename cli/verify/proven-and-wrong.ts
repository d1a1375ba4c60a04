import type { Reviewed } from '../../activities/review/roster-review.js';
import type { Finding } from '../../runbook/model/proof.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import type { StepId } from '../../runbook/onboarding/steps.js';
import { findingOf } from '../../runbook/roster/findings.js';
import { type Mark, PROBLEM_CODES, type ProblemCode, type RosterRow } from '../../runbook/roster/row.js';

/** What DNS says of the TXT record: its values, or why nobody could look. */
export type RecordSeen = { values: string[]; servers: number } | { why: string };

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

/** One side, sorted. */
export interface Sorted {
  proven: Proven[];
  findings: (Finding & Wrong)[];
  notLookedAt: NotLookedAt[];
}

/** The form in which Kiro writes its verification token; nobody documents another one. */
const KIROS = /kiro/i;

/** The TXT record, which was there when Kiro verified the domain; `seen` is null where nobody looked. */
export function sortedRecord(seen: RecordSeen | null, { domain, dns }: OnboardingInput): Sorted {
  const name = dns.recordName ?? domain;
  const about = { id: `dns/txt/${name}`, step: 'dns-record' as const, label: `TXT record at ${name}` };
  if (seen === null || 'why' in seen) {
    const why = seen === null ? 'DNS was not asked' : seen.why;
    return { proven: [], findings: [], notLookedAt: [{ ...about, why, how: `npm run check-dns -- ${domain}` }] };
  }
  const values = seen.values.filter((value) => KIROS.test(value));
  if (values.length > 0) {
    const value = `${values.length} of Kiro's form, seen on ${seen.servers} name servers`;
    return { proven: [{ ...about, value }], findings: [], notLookedAt: [] };
  }
  const problem = `The TXT record at ${name} is gone: no value there is one of Kiro's.`;
  const fix =
    'Publish it again, with the verification token that the Kiro console shows for the domain (Settings, Identity ' +
    'Management): nobody documents whether Kiro looks again. If the run published it at another name (recordName of ' +
    'domainAdded), put that name into dns.recordName of the configuration.';
  const found = `${seen.values.length} other TXT values`;
  const wrong = { ...about, expected: "Kiro's verification token", found, fix };
  return { proven: [], findings: [{ severity: 'blocking', problem, url: null, ...wrong }], notLookedAt: [] };
}

/** What the roster shows of each side. */
const SIDES = [
  ['signIn', 'people/sign-in/all', 'sign-in-assignments', 'Assignments to the sign-in application'],
  ['provisioned', 'people/provisioned/all', 'provisioning-assignments', 'Assignments to the SCIM application'],
  ['groups', 'people/groups/all', 'push-groups', "Members of Kiro's groups"],
  ['seat', 'people/seats/all', 'subscription-review', 'Seats'],
] as const;

/** Everybody, by what was read: a side that was not read is not looked at, whoever else is right. */
export function sortedPeople(
  { rows, absentGroups, groups }: Reviewed & { absentGroups: string[]; groups: string[] },
  { hasSeats, hasKiro }: { hasSeats: boolean; hasKiro: boolean },
): Sorted {
  const sorted: Sorted = { proven: [], findings: [], notLookedAt: [] };
  for (const name of absentGroups)
    sorted.findings.push({
      severity: 'blocking',
      problem: `The pushed group "${name}" is not in Kiro.`,
      fix: 'On the tab Push Groups of the SCIM application choose Push now, and look at Dashboard, Tasks for errors.',
      url: null,
      id: `kiro/group/${encodeURIComponent(name)}`,
      step: 'push-groups',
      label: `Group "${name}" in Kiro`,
      expected: 'there',
      found: 'not there',
    });
  for (const name of groups) {
    const id = `kiro/group/${encodeURIComponent(name)}`;
    sorted.proven.push({ id, step: 'push-groups', label: `Group "${name}" in Kiro`, value: 'there' });
  }
  for (const [side, id, step, label] of SIDES) {
    const marks = rows.map((row) => row[side]);
    const count = (...wanted: Mark[]): number => marks.filter((mark) => wanted.includes(mark)).length;
    const [right, unknown] = [count('right'), count('unknown')];
    if (right > 0)
      sorted.proven.push({
        id,
        step,
        label,
        value: `${right} of ${count('right', 'missing', 'unknown')} people as meant`,
      });
    if (unknown > 0 || (side === 'seat' && !hasSeats))
      sorted.notLookedAt.push({ id, step, label, ...whyUnseen(side, hasKiro) });
  }
  // Causes first, as the findings are told.
  for (const code of PROBLEM_CODES) sorted.findings.push(...rows.flatMap((row) => problemsOf(row, code)));
  return sorted;
}

function whyUnseen(side: (typeof SIDES)[number][0], hasKiro: boolean): Pick<NotLookedAt, 'why' | 'how'> {
  if (side === 'seat') return { why: 'no list', how: "give the Subscriptions tab's list: --subscriptions" };
  if (side !== 'groups') return { why: 'the application was not found', how: 'mend what is wrong with it first' };
  return hasKiro
    ? { why: 'the SCIM endpoint does not tell members', how: 'look in the Kiro console: Users & Groups' }
    : { why: 'no SCIM token', how: 'give --scim-endpoint and --scim-token-stdin' };
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
