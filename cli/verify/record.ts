import { checkTxt } from '../../activities/dns/check-txt.js';
import { DEFAULT_TIMEOUT_MS } from '../../activities/dns/lookups.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';

/** What DNS says of the TXT record: its values, or why nobody could look. */
export type RecordSeen = { values: string[]; servers: number } | { why: string };

/** All servers together get no longer. Milliseconds. */
const PATIENCE_MS = 30_000;

/** The TXT records at the name of the configuration, as the zone's own servers give them. */
export async function readRecord({ domain, dns }: OnboardingInput): Promise<RecordSeen> {
  const { resolvers, doh, port } = dns;
  const query = { domain, recordName: dns.recordName ?? domain, expected: null, resolvers, doh, port };
  try {
    const options = { timeoutMs: DEFAULT_TIMEOUT_MS, signal: AbortSignal.timeout(PATIENCE_MS) };
    const { outcome, servers } = await checkTxt(query, options);
    if (outcome === 'broken') return { why: 'the zone’s name servers gave no clear answer' };
    return { values: [...new Set(servers.flatMap(({ values }) => values))], servers: servers.length };
  } catch (error) {
    return { why: `DNS could not be asked (${error instanceof Error ? error.message : 'unknown reason'})` };
  }
}
