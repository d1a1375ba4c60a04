import { looked } from '../okta/verified.js';
import type { VerifiedPushes } from '../okta/verify-pushes.js';
import type { KiroToday } from '../review/kiro-today.js';
import { unlinkGroups } from '../../runbook/onboarding/old-pushes.js';
import type { Sorted, Unseen } from '../../runbook/verify/proven-and-wrong.js';

/** What is known of the pushed groups beside Kiro itself. */
export interface GroupsOfOkta {
  pushes: VerifiedPushes | null;
  /** Today's names of groups that were renamed in Okta: these have their own finding. */
  renamed: ReadonlySet<string>;
  /** Names of groups that are gone from Okta, likewise. */
  missing: ReadonlySet<string>;
}

const EXTRA_FIX =
  'See in the Kiro console (Users & Groups) whether it is subscribed, which would give its members seats; delete it there if ' +
  'nobody needs it, or push a group of that name.';

/** The groups in Kiro: those of the configuration, and any others. */
export function sortedGroups(
  kiro: KiroToday | null,
  { pushes, renamed, missing }: GroupsOfOkta,
  unseen: Unseen,
): Sorted {
  const sorted: Sorted = { proven: [], findings: [], notLookedAt: [] };
  const all = { id: 'kiro/groups/all', step: 'push-groups' as const, label: 'Groups in Kiro that Okta does not push' };
  if (kiro === null || kiro.memberships === null) {
    sorted.notLookedAt.push({ ...all, ...unseen });
    return sorted;
  }
  const inKiro = new Set(kiro.groups?.map(({ name }) => name.toLowerCase()) ?? []);
  for (const { name, exists } of kiro.memberships) {
    const push = pushes?.groups.find((one) => one.name === name);
    const about = {
      id: `kiro/group/${encodeURIComponent(name)}`,
      step: 'push-groups' as const,
      label: `Group "${name}" in Kiro`,
    };
    const target = push?.nameInKiro ?? name;
    const isElsewhere = target !== name && !renamed.has(name) && !inKiro.has(name.toLowerCase());
    if (exists && !isElsewhere) sorted.proven.push({ ...about, value: 'there' });
    else if (exists) sorted.findings.push(elsewhere(name, target));
    else if (push?.isTold !== true)
      sorted.findings.push({
        severity: 'blocking',
        problem: `The pushed group "${name}" is not in Kiro.`,
        fix: `Push now does not help where Okta keeps the id of a group that was deleted. ${unlinkGroups({ push: { groups: [name] } })} Then push it anew.`,
        url: null,
        ...about,
        expected: 'there',
        found: 'not there',
      });
  }
  if (kiro.groups === null)
    sorted.notLookedAt.push({
      ...all,
      why: 'the SCIM endpoint does not list all groups',
      how: 'look in the Kiro console: Users & Groups',
    });
  else {
    const known = new Set([...(pushes?.names ?? []), ...missing].map((name) => name.toLowerCase()));
    const extra = kiro.groups.filter(({ name }) => !known.has(name.toLowerCase()));
    if (extra.length === 0) sorted.proven.push({ ...all, value: 'none' });
    sorted.findings.push(
      ...extra.map(({ name }) => ({
        severity: 'warning' as const,
        problem: `The group "${name}" is in Kiro, but Okta pushes no group of that name.`,
        fix: EXTRA_FIX,
        url: null,
        id: `kiro/extra-group/${encodeURIComponent(name)}`,
        step: 'push-groups' as const,
        label: `Group "${name}" in Kiro`,
        expected: 'not there',
        found: 'there',
      })),
    );
  }
  return sorted;
}

function elsewhere(name: string, target: string): Sorted['findings'][number] {
  return {
    severity: 'blocking',
    problem: `The group "${name}" is pushed into "${target}", so Kiro has no group of its own name.`,
    fix: `Subscribe "${target}" in Kiro if that is meant. Else: ${unlinkGroups({ push: { groups: [name] } })} Then push it anew under its own name.`,
    url: null,
    ...looked('push-target', name, `Push of "${name}"`),
    step: 'push-groups',
    expected: name,
    found: target,
  };
}

/** Whether everybody in Kiro was compared with those whom Okta provisions. */
export function sortedUsers(kiro: KiroToday | null, unseen: Unseen): Sorted {
  const about = { id: 'people/users/all', step: 'subscription-review' as const, label: 'Everybody in Kiro' };
  if (kiro?.users != null && kiro.total !== null)
    return { proven: [{ ...about, value: `${kiro.total} users compared with Okta` }], findings: [], notLookedAt: [] };
  const isRead = kiro !== null && kiro.memberships !== null;
  const why = isRead
    ? { why: 'the SCIM endpoint does not list all users', how: 'look in the Kiro console: Users & Groups' }
    : unseen;
  return { proven: [], findings: [], notLookedAt: [{ ...about, ...why }] };
}
