import type { OnboardingInput } from '../../runbook/input.js';
import type { Evidence } from '../../runbook/proof.js';
import type { ScimClient } from '../scim/client.js';
import { groupMembers, type Membership } from '../scim/membership.js';
import { readActive, type ReadRoster } from './roster.js';

/** One pushed group: who should be in it on the Kiro side. */
export interface PushedGroup {
  name: string;
  /** Logins of its active members who are also provisioned: only those can arrive. */
  expected: string[];
  /** Logins of its active members who are not provisioned. */
  unassigned: string[];
}

/** Okta's side of the pushed groups. */
export async function pushedGroups(input: OnboardingInput, readRoster: ReadRoster): Promise<PushedGroup[]> {
  if (input.push.groups.length === 0) return [];
  const provisioned = new Set((await readActive(readRoster, input.provision)).map(({ login }) => login.toLowerCase()));
  const groups: PushedGroup[] = [];
  for (const name of input.push.groups) {
    const logins = (await readActive(readRoster, { groups: [name], users: [] })).map(({ login }) => login);
    const isProvisioned = (login: string) => provisioned.has(login.toLowerCase());
    const unassigned = logins.filter((login) => !isProvisioned(login));
    groups.push({ name, expected: logins.filter(isProvisioned), unassigned });
  }
  return groups;
}

/** Kiro's side of the pushed groups, one after the other. */
export async function membershipsOf(client: ScimClient, groups: PushedGroup[]): Promise<Membership[]> {
  const found: Membership[] = [];
  for (const { name, expected } of groups) {
    const people = expected.map((login) => ({ login }));
    found.push(await groupMembers(client, name, people));
  }
  return found;
}

/** What was seen of a group over SCIM, and how. */
export function membershipEvidence({ group, groupId, view, arrived, missing }: Membership): Evidence {
  const how = {
    set: 'members listed',
    pairs: 'asked person by person, unexpected members not checked',
    none: 'the endpoint does not tell members',
  }[view];
  const there = `${arrived.length} of ${arrived.length + missing.length} have arrived (${how})`;
  const value = groupId === null ? 'not there yet' : view === 'none' ? `there; ${how}` : there;
  return { label: `Group "${group}" over SCIM`, value, url: null };
}

/** Pushed members who cannot arrive, a sentence a group. */
export function unassignedWarnings(groups: PushedGroup[]): string[] {
  return groups
    .filter(({ unassigned }) => unassigned.length > 0)
    .map(
      ({ name, unassigned }) =>
        `${unassigned.length} member(s) of "${name}" are not provisioned and cannot reach Kiro: ${shortened(unassigned)}.`,
    );
}

/** At most twenty of a list. */
export function shortened(names: string[]): string {
  const rest = names.length - 20;
  return rest > 0 ? `${names.slice(0, 20).join(', ')} and ${rest} more` : names.join(', ');
}
