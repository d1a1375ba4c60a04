import { isActive, type Difference, type KiroGroup, type OktaPerson, type RosterFacts } from './facts.js';
import type { Mark } from './row.js';

export interface GroupsVerdict {
  mark: Mark;
  /** Groups that are in Kiro without them. */
  absent: string[];
  /** Groups that they should not be in. */
  unmeant: string[];
  /** Whether one of their groups is not in Kiro at all, which is reported once for the group. */
  unpushed: boolean;
}

/** The verdict on one person's pushed groups. `strangerIn`: groups that they are in on Kiro's side alone. */
export function judgeGroups(person: OktaPerson, groups: KiroGroup[] | null, strangerIn: string[]): GroupsVerdict {
  const login = person.login.toLowerCase();
  const meant = person.meant.push.map((name) => groups?.find((group) => group.name === name) ?? null);
  const isIn = (group: KiroGroup | null): boolean => group?.members.has(login) === true;
  const namesOf = (found: (KiroGroup | null)[]): string[] => found.flatMap((group) => group?.name ?? []);
  if (!isActive(person)) {
    const unmeant = [...namesOf(meant.filter(isIn)), ...strangerIn];
    return { mark: unmeant.length > 0 ? 'extra' : 'none', absent: [], unmeant, unpushed: false };
  }
  const seen = meant.filter((group) => group?.exists === true && group.view !== 'none');
  const absent = namesOf(seen.filter((group) => !isIn(group)));
  const unpushed = meant.some((group) => group?.exists === false);
  const unseen = meant.some((group) => group === null || (group.exists && group.view === 'none'));
  const rest: Mark = strangerIn.length > 0 ? 'extra' : meant.length > 0 ? 'right' : 'none';
  const mark = absent.length > 0 || unpushed ? 'missing' : unseen ? 'unknown' : rest;
  return { mark, absent, unmeant: strangerIn, unpushed };
}

/** What of somebody's user in Kiro is not as in Okta. Where all users were not listed, every group shows the same user. */
export function differencesOf({ login }: OktaPerson, { kiro, groups }: RosterFacts): Difference[] {
  const key = login.toLowerCase();
  if (kiro != null) return kiro.differences.get(key) ?? [];
  return (groups ?? []).map(({ differences }) => differences.get(key) ?? []).find(({ length }) => length > 0) ?? [];
}

/** Members whom nobody expects, by login in lower case, with the groups they are in. */
export function strangersByLogin(groups: KiroGroup[]): Map<string, { userName: string; groups: string[] }> {
  const found = new Map<string, { userName: string; groups: string[] }>();
  for (const { name, strangers } of groups) {
    for (const userName of strangers ?? []) {
      const entry = found.get(userName.toLowerCase()) ?? { userName, groups: [] };
      entry.groups.push(name);
      found.set(userName.toLowerCase(), entry);
    }
  }
  return found;
}
