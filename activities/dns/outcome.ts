import type { DnsReport, Outcome, ServerReport } from './report.js';
import { isSilent } from './zone-advice.js';

/** Of servers that answer as they should, and of such that do not. */
const SOUND = new Set(['match', 'other-values', 'empty', 'nxdomain']);

/** What the authoritative servers say together; 'propagated' is subject to the resolvers. */
export function outcomeOf(servers: ServerReport[], expected: string | null): Outcome {
  const reachable = servers.filter((one) => !isSilent(one));
  if (reachable.length === 0 || reachable.some(({ verdict }) => !SOUND.has(verdict))) return 'broken';
  if (expected === null) return haveSameValues(reachable) ? 'listed' : 'partial';
  const matches = reachable.filter(({ verdict }) => verdict === 'match').length;
  if (matches === reachable.length) return 'propagated';
  return matches > 0 ? 'partial' : 'missing';
}

function haveSameValues(servers: ServerReport[]): boolean {
  return new Set(servers.map(({ values }) => JSON.stringify([...values].sort()))).size <= 1;
}

/** The outcome in one sentence, with the count of addresses where they differ. */
export function summaryOf({ outcome, recordName, expected, servers }: Omit<DnsReport, 'summary'>): string {
  const matches = servers.filter(({ verdict }) => verdict === 'match').length;
  const count = `${matches} of ${servers.length} name servers`;
  switch (outcome) {
    case 'propagated':
      return `The TXT record at ${recordName} is published everywhere.`;
    case 'cached':
      return `All name servers give the TXT record at ${recordName}, a resolver not yet.`;
    case 'partial':
      return expected === null
        ? `The name servers differ in the TXT records at ${recordName}.`
        : `${count} give the TXT record at ${recordName}.`;
    case 'missing':
      return `No name server gives the TXT record at ${recordName} yet.`;
    case 'broken':
      return servers.length === 0 || matches === 0
        ? `The TXT record at ${recordName} cannot be found: the zone is broken.`
        : `${count} give the TXT record at ${recordName}, but the zone is broken.`;
    case 'listed':
      return `TXT records at ${recordName}:`;
  }
}
