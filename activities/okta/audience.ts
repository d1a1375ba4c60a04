import type { Audience } from '../../runbook/onboarding/input.js';
import { type Finding, firstOf } from '../../runbook/model/proof.js';
import { findUser, membersOf, type User } from './directory.js';
import { findGroups } from './groups.js';
import type { Group } from './client-memory.js';
import { blocking, needsPersonFor, warning } from '../needs-person.js';
import { askedOnce, sideBySide, together } from '../side-by-side.js';
import type { OktaApi } from './okta-api.js';

/** An audience as the org knows it. */
export interface ResolvedAudience {
  groups: Group[];
  users: User[];
}

/** The look-ups of several audiences: each name is asked for once. */
export interface LookUps {
  groups: (name: string) => Promise<Group[]>;
  user: (login: string) => Promise<User | null>;
}

/** Look-ups that nobody else shares, or that several audiences share. */
export const lookUpsIn = (okta: OktaApi): LookUps => ({
  groups: askedOnce((name) => findGroups(okta, name)),
  user: askedOnce((login) => findUser(okta, login)),
});

/** Finds every group and user of an audience, and says of all that cannot be used why. */
export async function resolveAudience(
  okta: OktaApi,
  audience: Audience,
  lookUps: LookUps = lookUpsIn(okta),
): Promise<ResolvedAudience & { findings: Finding[] }> {
  const names = [...new Set(audience.groups)];
  const logins = [...new Set(audience.users)];
  const [foundGroups, foundUsers] = await together(sideBySide(names, lookUps.groups), sideBySide(logins, lookUps.user));
  const resolved = { groups: [] as Group[], users: [] as User[], findings: [] as Finding[] };
  for (const [index, name] of names.entries()) {
    const found = foundGroups[index] ?? [];
    const exact = found.filter((group) => group.name === name && !group.isCopy);
    if (exact.length === 1 && exact[0] !== undefined) resolved.groups.push(exact[0]);
    else resolved.findings.push(groupFinding(name, exact, found));
  }
  for (const [index, login] of logins.entries()) {
    const user = foundUsers[index] ?? null;
    if (user !== null && user.status !== 'DEPROVISIONED') resolved.users.push(user);
    else resolved.findings.push(userFinding(login, user));
  }
  return resolved;
}

/** Groups of the configuration that have another name by now, each with what to do about it. */
export function renamedGroups(groups: readonly Group[]): Finding[] {
  return groups.flatMap(({ id, name, nowNamed }) =>
    nowNamed === undefined
      ? []
      : [
          warning(
            `The group "${name}" was renamed to "${nowNamed}" in Okta. It is known by its id (${id}) and by its push to Kiro, where it still is "${name}", so it is pushed no second time.`,
            `Name it "${nowNamed}" in the configuration where Okta renames the group in Kiro too (Push Groups, Group push settings); else rename it back.`,
          ),
        ],
  );
}

/** Ids of the groups that the configuration names, as far as they are found. */
export async function idsOfGroups(okta: OktaApi, groups: string[]): Promise<Set<string>> {
  return new Set((await resolveAudience(okta, { groups, users: [] })).groups.map(({ id }) => id));
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
  for (const found of await sideBySide(groups, ({ id }) => members(id)))
    for (const user of found) people.set(user.id, user);
  return [...people.values()];
}

/** Why no group of that name can be used. */
export function groupFinding(name: string, exact: Group[], found: Group[]): Finding {
  if (exact.length > 1)
    return blocking(
      `${exact.length} Okta groups are named "${name}" (${exact.map((group) => group.id).join(', ')}).`,
      'Rename all but one, or name another group in the configuration.',
    );
  if (found.some(({ isCopy }) => isCopy))
    return blocking(
      `There is no Okta group "${name}": what has this name is the copy of a group that was pushed to Kiro.`,
      'Name the group itself in the configuration, or create it; a copy can be neither assigned nor pushed.',
    );
  const near = found[0];
  if (near !== undefined)
    return blocking(
      `There is no Okta group "${name}", but one written "${near.name}".`,
      `Write it "${near.name}" in the configuration.`,
    );
  return blocking(`There is no Okta group "${name}".`, 'Create it, or correct its name in the configuration.');
}

/** Why no user of that login can be used. */
export function userFinding(login: string, user: User | null): Finding {
  return user === null
    ? blocking(`There is no Okta user with the login ${login}.`, 'Create the user, or correct the login.')
    : blocking(`The Okta user ${login} is deactivated.`, 'Activate the user, or take it out of the configuration.');
}
