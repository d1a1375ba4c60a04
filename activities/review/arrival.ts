import type { Arrival } from '../../runbook/outside.js';
import type { Membership } from '../scim/membership.js';
import { membershipEvidence, unassignedWarnings, type PushedGroup } from './group-state.js';

/** The verdict on all pushed groups; `memberships` is null where there was no token to ask with. */
export function arrivalOf(groups: PushedGroup[], memberships: Membership[] | null): Arrival {
  const expected = new Set(groups.flatMap((group) => group.expected));
  const missing = new Set((memberships ?? []).flatMap((membership) => membership.missing));
  const nothing = groups.filter((group) => group.expected.length === 0);
  return {
    verdict: verdictOf(groups, memberships),
    expected: expected.size,
    arrived: memberships === null ? 0 : [...expected].filter((login) => !missing.has(login)).length,
    missing: [...missing].slice(0, 20),
    evidence: (memberships ?? []).map(membershipEvidence),
    changes: [],
    warnings: [
      ...(memberships === null ? ['Without a SCIM token nobody can see who has arrived in Kiro.'] : []),
      ...(groups.length === 0 ? ['No group is pushed, so there is no group whose members could arrive.'] : []),
      ...nothing.map(({ name }) => `"${name}" has no active, provisioned member in Okta.`),
      ...unassignedWarnings(groups),
    ],
  };
}

/** Only what was seen counts: a group that nobody is in proves nothing. */
function verdictOf(groups: PushedGroup[], memberships: Membership[] | null): Arrival['verdict'] {
  if (memberships === null || groups.length === 0) return 'unproven';
  if (memberships.some(({ groupId, view }) => groupId !== null && view === 'none')) return 'unproven';
  if (memberships.some(({ groupId, missing }) => groupId === null || missing.length > 0)) return 'some-missing';
  return groups.some(({ expected }) => expected.length === 0) ? 'unproven' : 'all-arrived';
}
