import { NAMED_MISSING } from '../../runbook/roster/arrival.js';
import type { Arrival } from '../../runbook/outside.js';
import type { Membership } from '../scim/membership.js';
import { membershipEvidence, unseen } from './kiro-side.js';

/** The verdict on all pushed groups; `memberships` is null where there was no token to ask with. */
export function arrivalOf(memberships: Membership[] | null): Arrival {
  const groups = memberships ?? [];
  const missing = new Set(groups.flatMap((group) => group.missing));
  const expected = new Set(groups.flatMap((group) => [...group.due]));
  return {
    verdict: verdictOf(memberships),
    expected: expected.size,
    arrived: expected.size - missing.size,
    missing: [...missing].slice(0, NAMED_MISSING),
    evidence: groups.map(membershipEvidence),
    changes: [],
    warnings: [
      ...unseen(memberships),
      ...(memberships?.length === 0 ? ['No group is pushed, so there is no group whose members could arrive.'] : []),
      ...groups
        .filter(({ due }) => due.length === 0)
        .map(({ name }) => `"${name}" has no active, provisioned member in Okta.`),
    ],
  };
}

/** Only what was seen counts: a group that nobody is in proves nothing. */
function verdictOf(memberships: Membership[] | null): Arrival['verdict'] {
  if (memberships === null || memberships.length === 0) return 'unproven';
  if (memberships.some(({ exists, view }) => exists && view === 'none')) return 'unproven';
  if (memberships.some(({ exists, missing }) => !exists || missing.length > 0)) return 'some-missing';
  return memberships.some(({ due }) => due.length === 0) ? 'unproven' : 'all-arrived';
}
