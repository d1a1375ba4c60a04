import { ApplicationFailure } from '@temporalio/common';
import { checkTxt } from '../dns/check-txt.js';
import { isSound } from '../dns/dns-report.js';
import { DEFAULT_TIMEOUT_MS } from '../dns/lookups.js';
import { isSameUrl } from '../okta/provisioning-connection.js';
import { createScimClient, type ScimAccess } from '../scim/scim-api.js';
import { toFailure } from '../scim/scim-failures.js';
import { listOf, serviceProviderConfig, user } from '../scim/scim-shapes.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import type { Trouble } from '../../runbook/outside.js';
import type { Seat } from '../../runbook/roster/subscription-list.js';
import type { Sorted, Unseen } from '../../runbook/verify/proven-and-wrong.js';
import type { RecordSeen } from '../../runbook/verify/sorted-record.js';
import type { RunRecord } from './run-record.js';

/** What can be looked at besides Okta. */
export interface Besides {
  scim: ScimAccess | null;
  /** The Subscriptions tab's list. */
  seats: Seat[] | null;
  /** Looks at the TXT record of that name; without it nobody does. */
  record?: (name: string) => Promise<RecordSeen>;
  /** What the run has recorded; null or absent where nobody knows. */
  run?: RunRecord | null;
}

/** What verify has in hand of Kiro's SCIM endpoint. */
interface KiroAnswers {
  sorted: Sorted;
  /** Why nobody can look there; null where somebody can. */
  unseen: Unseen | null;
}

const STEP = 'scim-access' as const;

/** How to let the command `verify` see Kiro's side. */
export const GIVE_SCIM = 'give `--scim-endpoint` and `--scim-token-stdin`';

/**
 * Whether the endpoint takes the token. One that was taken once and is not now, revoked or expired, is a finding and
 * stops nothing: the rest is looked at all the same. Fails (retryable) where the endpoint is busy or cannot be reached.
 */
export async function requireAnswer(scim: ScimAccess | null): Promise<KiroAnswers> {
  const about = { id: 'kiro/scim-token/endpoint', label: "Kiro's side over SCIM", step: STEP };
  if (scim === null) {
    const unseen = { why: 'no SCIM token', how: GIVE_SCIM };
    return { sorted: { proven: [], findings: [], notLookedAt: [{ ...about, ...unseen }] }, unseen };
  }
  try {
    const client = createScimClient(scim);
    await client.get('/ServiceProviderConfig', {}, serviceProviderConfig);
    await client.get('/Users', { count: '1' }, listOf(user));
    const value = `${client.host} answers and takes the token`;
    return { sorted: { proven: [{ ...about, value }], findings: [], notLookedAt: [] }, unseen: null };
  } catch (error) {
    const failure = toFailure(error);
    if (!(failure instanceof ApplicationFailure) || failure.nonRetryable !== true) throw failure;
    const [trouble] = (failure.details ?? []) as Trouble[];
    const findings = (trouble?.findings ?? []).map((finding) => ({
      ...finding,
      ...about,
      fix: 'Make a new token in the Kiro console (Settings, Identity Management) and compare the endpoint beside it. If Okta holds the refused token, paste the new one there: Provisioning, Integration, Edit, Test API Credentials, Save.',
      expected: 'the token is taken',
      found: finding.problem,
    }));
    const unseen = { why: 'the SCIM endpoint does not take the token', how: 'give a token that it takes' };
    return { sorted: { proven: [], findings, notLookedAt: [] }, unseen };
  }
}

/**
 * What to say where the endpoint that was given is not the one that the run recorded; null where it is, or one of the two is
 * not known. Nothing about the people there tells then whether Okta writes to the Kiro of the run.
 */
export function otherEndpoint({ scim, run }: Besides): { sorted: Sorted; unseen: Unseen } | null {
  const recorded = run?.endpoint ?? null;
  if (scim === null || recorded === null || isSameUrl(scim.endpoint, recorded)) return null;
  const finding = {
    id: 'kiro/scim-endpoint/record',
    label: 'SCIM endpoint',
    step: STEP,
    severity: 'blocking' as const,
    problem: `The SCIM endpoint ${scim.endpoint} is not the one that the run has recorded (${recorded}).`,
    fix:
      'Give the recorded endpoint and a token of it, or the report of the newest run (--report). If the Kiro profile was made ' +
      'anew, start the onboarding again: it asks for the new endpoint and has Okta connected to it.',
    url: null,
    expected: recorded,
    found: scim.endpoint,
  };
  const unseen = {
    why: 'the SCIM endpoint is not the one that the run has recorded',
    how: 'give the recorded one, or the report of the newest run: --report',
  };
  return { sorted: { proven: [], findings: [finding], notLookedAt: [] }, unseen };
}

/** All servers together get no longer. Milliseconds. */
const PATIENCE_MS = 30_000;

/** The TXT records at that name, as each of the zone's own servers gives them. */
export async function readRecord({ domain, dns }: OnboardingInput, recordName: string): Promise<RecordSeen> {
  const { resolvers, doh, port } = dns;
  const query = { domain, recordName, expected: null, resolvers, doh, port };
  try {
    const options = { timeoutMs: DEFAULT_TIMEOUT_MS, signal: AbortSignal.timeout(PATIENCE_MS) };
    const { outcome, servers } = await checkTxt(query, options);
    if (outcome === 'broken') return { why: 'the zone’s name servers gave no clear answer' };
    const sound = servers.filter(isSound);
    const seen = sound.map(({ server, values }) => ({ server, values }));
    return { servers: seen, silent: servers.length - sound.length };
  } catch (error) {
    return { why: `DNS could not be asked (${error instanceof Error ? error.message : 'unknown reason'})` };
  }
}
