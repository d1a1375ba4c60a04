import type { Finding } from '../../runbook/model/proof.js';
import type { StepId } from '../../runbook/onboarding/steps.js';

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

/** Why nobody could look, and how to. */
export type Unseen = Pick<NotLookedAt, 'why' | 'how'>;

/** One side, sorted. */
export interface Sorted {
  proven: Proven[];
  findings: (Finding & Wrong)[];
  notLookedAt: NotLookedAt[];
}

/** The form in which Kiro writes its verification token; nobody documents another one. */
const KIROS = /kiro/i;

/**
 * The TXT record, which was there when Kiro verified the domain; `seen` is null where nobody looked. `wanted` is what the run
 * has published, null where that is not known.
 */
export function sortedRecord(
  seen: RecordSeen | null,
  { domain, name, wanted }: { domain: string; name: string; wanted: string | null },
): Sorted {
  const about = { id: `dns/txt/${name}`, step: 'dns-record' as const, label: `TXT record at ${name}` };
  if (seen === null || 'why' in seen) {
    const why = seen === null ? 'DNS was not asked' : seen.why;
    return { proven: [], findings: [], notLookedAt: [{ ...about, why, how: `npm run check-dns -- ${domain}` }] };
  }
  const kiros = seen.values.filter((value) => KIROS.test(value));
  const right = wanted === null ? kiros : kiros.filter((value) => value === wanted);
  if (right.length > 0) {
    const what = wanted === null ? `${right.length} of Kiro's form` : "the run's own";
    const value = `${what}, seen on ${seen.servers} name servers`;
    return { proven: [{ ...about, value }], findings: [], notLookedAt: [] };
  }
  const isOther = kiros.length > 0;
  const problem = isOther
    ? `The TXT record at ${name} holds another value of Kiro's than the one that the run has published.`
    : `The TXT record at ${name} is gone: no value there is one of Kiro's.`;
  const fix =
    'Compare it with the verification token that the Kiro console shows for the domain (Settings, Identity Management), ' +
    'and publish that one: nobody documents whether Kiro looks again. If it was published at another name, put that name ' +
    'into dns.recordName of the configuration.';
  const found = isOther ? kiros.join(', ') : `${seen.values.length} other TXT values`;
  const wrong = { ...about, expected: wanted ?? "Kiro's verification token", found, fix };
  return { proven: [], findings: [{ severity: 'blocking', problem, url: null, ...wrong }], notLookedAt: [] };
}
