import type { Evidence, Finding } from '../../runbook/model/proof.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import type { Arrival } from '../../runbook/outside.js';
import { NAMED_MISSING } from '../../runbook/roster/arrival.js';
import { isActive } from '../../runbook/roster/facts.js';
import type { RosterMember } from '../okta/okta-roster.js';
import { groupMembers, type Membership } from '../scim/membership.js';
import type { ScimClient } from '../scim/scim-api.js';
import type { Expected } from '../scim/tally.js';

/** What is known of a pushed group before its members are read. */
export interface KnownGroup {
  /** What it is called in Kiro. */
  nameInKiro: string;
  /** The group in Kiro; null where it is not there, absent where nobody has looked. */
  inKiro?: { id: string } | null;
  /** Who else may be in it, such as members of another group that is pushed into it. */
  others: readonly Pick<RosterMember, 'id' | 'login' | 'firstName' | 'lastName'>[];
}

/**
 * Reads the members of each pushed group in Kiro, one group after the other, and compares them with those in Okta. `known`:
 * by name, what was seen before.
 */
export async function membershipsOf(
  client: ScimClient,
  { push }: OnboardingInput,
  people: RosterMember[],
  known?: ReadonlyMap<string, KnownGroup>,
): Promise<Membership[]> {
  const found: Membership[] = [];
  for (const name of push.groups) {
    const members = people.filter(({ meant }) => meant.push.includes(name));
    const asExpected = (person: KnownGroup['others'][number], due: boolean): Expected => ({
      login: person.login,
      externalId: person.id,
      givenName: person.firstName,
      familyName: person.lastName,
      due,
    });
    const expected = members.map((person) => asExpected(person, isActive(person) && person.meant.provision));
    const others = (known?.get(name)?.others ?? []).filter(({ id }) => !members.some((member) => member.id === id));
    const all = [...expected, ...others.map((person) => asExpected(person, false))];
    const { nameInKiro = name, inKiro } = known?.get(name) ?? {};
    found.push({ ...(await groupMembers(client, nameInKiro, all, inKiro)), name });
  }
  return found;
}

/** What was seen of a group over SCIM, and how. */
export function membershipEvidence({ name, exists, view, due, missing }: Membership): Evidence {
  const how = {
    set: 'members listed',
    pairs: 'asked person by person, unexpected members not checked',
    none: 'the endpoint does not tell members',
  }[view];
  const there =
    view === 'none' ? `there; ${how}` : `${due.length - missing.length} of ${due.length} have arrived (${how})`;
  return { label: `Group "${name}" over SCIM`, value: exists ? there : 'not there', url: null };
}

/** Groups that are missing in Kiro. Those whose push failed in Okta have a finding already. */
export function absentGroups(memberships: Membership[], failed: string[]): Finding[] {
  return memberships
    .filter(({ name, exists }) => !exists && !failed.includes(name))
    .map(({ name }) => ({
      severity: 'blocking',
      problem: `The pushed group "${name}" is not in Kiro.`,
      fix: 'On the tab Push Groups of the SCIM application choose Push now, and look at Dashboard, Tasks for errors.',
      url: null,
    }));
}

/** What could not be seen of the groups, a sentence each. */
export function unseen(memberships: Membership[] | null): string[] {
  if (memberships === null) return ['Without a SCIM token nobody can see who has arrived in Kiro.'];
  return memberships.flatMap(({ name, exists, view }) => {
    if (!exists || view === 'set') return [];
    return view === 'pairs'
      ? [`The SCIM endpoint lists no members, so nobody could see who is in "${name}" without being meant.`]
      : [`The SCIM endpoint does not tell who is in "${name}".`];
  });
}

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

/** Only what was seen counts: an empty group proves nothing. */
function verdictOf(memberships: Membership[] | null): Arrival['verdict'] {
  if (memberships === null || memberships.length === 0) return 'unproven';
  if (memberships.some(({ exists, view }) => exists && view === 'none')) return 'unproven';
  if (memberships.some(({ exists, missing }) => !exists || missing.length > 0)) return 'some-missing';
  return memberships.some(({ due }) => due.length === 0) ? 'unproven' : 'all-arrived';
}
