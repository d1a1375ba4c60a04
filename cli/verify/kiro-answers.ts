import { ApplicationFailure } from '@temporalio/common';
import { createScimClient } from '../../activities/scim/scim-api.js';
import { toFailure } from '../../activities/scim/scim-failures.js';
import { listOf, serviceProviderConfig, user } from '../../activities/scim/scim-shapes.js';
import type { Trouble } from '../../runbook/outside.js';
import type { Sorted } from './sorted.js';
import type { ScimAccess } from './scim-access.js';

/** What verify has in hand of Kiro's SCIM endpoint: whether it takes the token. */
export interface KiroAnswers {
  isTaken: boolean;
  sorted: Sorted;
}

const STEP = 'scim-access' as const;

/**
 * Whether the endpoint takes the token. One that was taken once and is not now, revoked or expired, is a finding and
 * stops nothing: the rest is looked at all the same. Fails (retryable) where the endpoint is busy or cannot be reached.
 */
export async function requireAnswer(scim: ScimAccess | null): Promise<KiroAnswers> {
  const about = { id: 'kiro/scim-token/endpoint', label: "Kiro's side over SCIM", step: STEP };
  if (scim === null) {
    const how = 'give --scim-endpoint and --scim-token-stdin';
    return {
      isTaken: false,
      sorted: { proven: [], findings: [], notLookedAt: [{ ...about, why: 'no SCIM token', how }] },
    };
  }
  try {
    const client = createScimClient(scim);
    await client.get('/ServiceProviderConfig', {}, serviceProviderConfig);
    await client.get('/Users', { count: '1' }, listOf(user));
    const value = `${client.host} answers and takes the token`;
    return { isTaken: true, sorted: { proven: [{ ...about, value }], findings: [], notLookedAt: [] } };
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
    return { isTaken: false, sorted: { proven: [], findings, notLookedAt: [] } };
  }
}
