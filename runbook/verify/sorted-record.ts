import { counted } from '../words/phrases.js';
import type { Sorted } from './proven-and-wrong.js';

/** What DNS says of the TXT record: what each name server gives that answers for the zone, or why nobody could look. */
export type RecordSeen =
  | {
      /** One entry an address, at least one; a server without the record has no values. */
      servers: { server: string; values: string[] }[];
      /** How many addresses gave no usable answer. */
      silent: number;
    }
  | { why: string };

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
  const values = [...new Set(seen.servers.flatMap((one) => one.values))];
  const kiros = values.filter((value) => KIROS.test(value));
  const right = wanted === null ? kiros : kiros.filter((value) => value === wanted);
  // Kiro may ask any of the servers, so a value that one of them lacks is not proven.
  const lacking = seen.servers.filter((one) => right.some((value) => !one.values.includes(value)));
  const count = `${seen.servers.length - lacking.length} of ${seen.servers.length} name servers`;
  if (right.length > 0 && lacking.length === 0) {
    const what = wanted === null ? `${right.length} of Kiro's form` : "the run's own";
    const others = seen.silent === 0 ? '' : `; ${seen.silent} more gave no usable answer`;
    const value = `${what}, seen on ${counted(seen.servers.length, 'name server', 'name servers')}${others}`;
    return { proven: [{ ...about, value }], findings: [], notLookedAt: [] };
  }
  if (right.length > 0) {
    const names = firstNames(lacking.map(({ server }) => server));
    const problem = `Only ${count} give the TXT record at ${name}; it is not on ${names}.`;
    const fix =
      'Wait for a change that was made a moment ago. If it stays, publish the value again at the DNS provider, and see that ' +
      `all name servers serve the same zone: npm run check-dns -- ${domain} says what each of them gives.`;
    const differs = { ...about, expected: 'the same value on every name server', found: `on ${count}`, fix };
    return { proven: [], findings: [{ severity: 'blocking', problem, url: null, ...differs }], notLookedAt: [] };
  }
  const isOther = kiros.length > 0;
  const problem = isOther
    ? `The TXT record at ${name} holds another value of Kiro's than the one that the run has published.`
    : `The TXT record at ${name} is gone: no value there is one of Kiro's.`;
  const fix =
    'Compare it with the verification token that the Kiro console shows for the domain (Settings, Identity Management), ' +
    'and publish that one: nobody documents whether Kiro looks again. If it was published at another name, put that name ' +
    'into dns.recordName of the configuration.';
  const found = isOther ? kiros.join(', ') : `${values.length} other TXT values`;
  const wrong = { ...about, expected: wanted ?? "Kiro's verification token", found, fix };
  return { proven: [], findings: [{ severity: 'blocking', problem, url: null, ...wrong }], notLookedAt: [] };
}

/** The most name servers to name. */
const NAMED = 3;

function firstNames(all: readonly string[]): string {
  const names = [...new Set(all)];
  const rest = names.length - NAMED;
  return `${names.slice(0, NAMED).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
