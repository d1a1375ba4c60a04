import type { Audience } from '../../runbook/onboarding/input.js';
import { type Finding, firstOf } from '../../runbook/model/proof.js';
import { findGroups, findUser, membersOf, type User } from './directory.js';
import type { Group } from './client-memory.js';
import { blocking, needsPersonFor } from '../needs-person.js';
import type { OktaApi } from './okta-api.js';

/** An audience as the org knows it. */
export interface ResolvedAudience {
  groups: Group[];
  users: User[];
}

/** Finds every group and user of an audience, and says of all that cannot be used why. */
export async function resolveAudience(
  okta: OktaApi,
  audience: Audience,
): Promise<ResolvedAudience & { findings: Finding[] }> {
  const resolved = { groups: [] as Group[], users: [] as User[], findings: [] as Finding[] };
  for (const name of new Set(audience.groups)) {
    const found = await findGroups(okta, name);
    const exact = found.filter((group) => group.name === name);
    if (exact.length === 1 && exact[0] !== undefined) resolved.groups.push(exact[0]);
    else resolved.findings.push(groupFinding(name, exact, found));
  }
  for (const login of new Set(audience.users)) {
    const user = await findUser(okta, login);
    if (user !== null && user.status !== 'DEPROVISIONED') resolved.users.push(user);
    else resolved.findings.push(userFinding(login, user));
  }
  return resolved;
}

/** As `resolveAudience`, but fails with all findings at once. */
export async function requireAudience(okta: OktaApi, audience: Audience): Promise<ResolvedAudience> {
  const { findings, ...resolved } = await resolveAudience(okta, audience);
  if (findings.length > 0) throw needsPersonFor(firstOf(findings, moreUnresolved));
  return resolved;
}

/** What is left of a long list of findings of `resolveAudience`. */
export const moreUnresolved = (rest: number): string =>
  `${rest} more groups or users of the configuration are missing, deactivated or not to be told apart.`;

/** Everybody in the groups, and the users named one by one, each once. */
export async function peopleOf(
  okta: OktaApi,
  { groups, users }: ResolvedAudience,
  members: (groupId: string) => Promise<User[]> = (groupId) => membersOf(okta, groupId),
): Promise<User[]> {
  const people = new Map(users.map((user) => [user.id, user]));
  for (const group of groups) for (const user of await members(group.id)) people.set(user.id, user);
  return [...people.values()];
}

function groupFinding(name: string, exact: Group[], found: Group[]): Finding {
  if (exact.length > 1)
    return blocking(
      `${exact.length} Okta groups are named "${name}" (${exact.map((group) => group.id).join(', ')}).`,
      'Rename all but one, or name another group in the configuration.',
    );
  const near = found[0];
  if (near !== undefined)
    return blocking(
      `There is no Okta group "${name}", but one written "${near.name}".`,
      `Write it "${near.name}" in the configuration.`,
    );
  return blocking(`There is no Okta group "${name}".`, 'Create it, or correct its name in the configuration.');
}

function userFinding(login: string, user: User | null): Finding {
  return user === null
    ? blocking(`There is no Okta user with the login ${login}.`, 'Create the user, or correct the login.')
    : blocking(`The Okta user ${login} is deactivated.`, 'Activate the user, or take it out of the configuration.');
}
