// What gives a person access to Kiro, and who can take it away. Plain data and pure rules; texts of other systems are cleaned
// where they are read.

/** The person, as Okta knows them. */
export interface Leaver {
  /** Null where the account was deleted in Okta. */
  userId: string | null;
  login: string;
  /** Okta's status, such as ACTIVE; DELETED where there is no account any more. */
  status: string;
  /** The person's page in the Admin Console; null where there is none. */
  url: string | null;
}

/** Who can change who is in a group. */
export type Keeper =
  /** Okta's API. */
  | { by: 'api' }
  /** Active group rules, by name, that put people into it and do not exclude this person. */
  | { by: 'rule'; names: string[] }
  /** A directory or an application that the group comes from. */
  | { by: 'directory'; name: string }
  /** Nobody: Okta's own group of all users. */
  | { by: 'okta' };

/** A group that the person is in and that has to do with Kiro. */
export interface Membership {
  id: string;
  name: string;
  url: string;
  /** It is pushed to Kiro. */
  isPushed: boolean;
  /** It gives its members one of the two applications. */
  isAssigned: boolean;
  /** The configuration names it. */
  isConfigured: boolean;
  keeper: Keeper;
  /** What else it gives, as far as Okta shows it: other applications, and rules that look at it. */
  others: string[];
}

/** How an application is assigned to the person. */
export type Assigned = 'none' | 'alone' | 'by-group';

/** What gives the person access, and what they hold. */
export interface Access {
  memberships: Membership[];
  signIn: Assigned;
  provisioning: Assigned;
  /** Everybody of the org has the sign-in application, without an assignment (Federation Broker Mode). */
  isOpenToAll: boolean;
  /** The person's id at Kiro's SCIM endpoint, as Okta knows it; null where it knows none. */
  externalId: string | null;
  /** The name that Okta sends to Kiro. */
  userName: string;
  /** Names in Kiro of all groups that Okta pushes there, whether the person is in them now or not. */
  kiroGroups: string[];
  /** Refresh tokens of the person that Okta lists for Kiro's client; null where it does not let us look. */
  tokens: number | null;
  /** How long an access token lives that Okta issues to the person. Minutes. */
  accessMinutes: number;
  /** That life was read from the policies in Okta; else it is the configured one. */
  isLifeRead: boolean;
}

/** A group that the runbook leaves to a person. */
export interface Held {
  group: Membership;
  /** `other-uses`: it may be left only with a person's word. `refused`: Okta's API did not let us. */
  why: 'rule' | 'directory' | 'okta' | 'refused' | 'other-uses';
  /** Okta's own words; null where there are none. */
  said: string | null;
}

/** An application that the person still has. */
export interface StillOpen {
  label: string;
  url: string;
}

/** Why the runbook does not take somebody out of a group by itself; null where it does. */
export function whyHeld(group: Membership, consented: readonly string[]): Held['why'] | null {
  if (group.keeper.by !== 'api') return group.keeper.by;
  const isOurs = group.isConfigured || group.others.length === 0 || consented.includes(group.id);
  return isOurs ? null : 'other-uses';
}

/** Who or what keeps the person in a group, for the one who has to change that: a sentence. */
export function keptBy({ group: { name, keeper, others }, why, said }: Held): string {
  if (keeper.by === 'rule')
    return `"${name}" is filled by the group rule ${keeper.names.map((rule) => `"${rule}"`).join(' and ')}.`;
  if (keeper.by === 'directory') return `"${name}" comes from ${keeper.name}, and only there its members change.`;
  if (keeper.by === 'okta') return `"${name}" is Okta's own group of all users, and nobody can leave it.`;
  if (why === 'other-uses') return `"${name}" also gives ${others.join(', ')}.`;
  return `Okta did not let the runbook take them out of "${name}"${said === null ? '' : ` (${said})`}.`;
}

/** What to do about it there. */
export function cureOf({ group: { name, keeper }, why }: Held): string {
  if (keeper.by === 'rule')
    return (
      'Directory, Groups, Rules: open the rule and add the person under "Except the following users" (deactivate it before, ' +
      'activate it afterwards), or change what it goes by, such as an attribute of the person.'
    );
  if (keeper.by === 'directory')
    return `Take the person out of the group in ${keeper.name}, and let Okta import it (Directory, Directory Integrations, Import Now).`;
  if (keeper.by === 'okta') return `Take "${name}" off the application (Assignments, Groups), or out of Push Groups.`;
  if (why === 'other-uses') return `Take "${name}" off the application instead, or take the person out of it by hand.`;
  return `Directory, Groups, "${name}": take the person out by hand. If the console refuses it, too, it says what fills the group.`;
}

/** Those that are pushed to Kiro, and those that give an application; a group may be both. */
export const pushedOf = ({ memberships }: Access): Membership[] => memberships.filter(({ isPushed }) => isPushed);
export const assigningOf = ({ memberships }: Access): Membership[] =>
  memberships.filter(({ isAssigned }) => isAssigned);

/** What gave access before, in a few words. */
export function accessText({ signIn, provisioning, memberships, isOpenToAll }: Access): string {
  const groups = memberships.map(({ name }) => `"${name}"`);
  const ways = [
    ...(signIn === 'alone' || provisioning === 'alone' ? ['assigned by name'] : []),
    ...(groups.length > 0 ? [`by ${groups.length === 1 ? 'the group' : 'the groups'} ${groups.join(', ')}`] : []),
    ...(isOpenToAll ? ['everybody has the sign-in application'] : []),
  ];
  if (ways.length > 0) return ways.join('; ');
  return signIn === 'none' && provisioning === 'none' ? 'none any more' : 'through a group that Okta does not name';
}

/** What else a person loses with these groups: a sentence each. */
export const lostWith = (groups: readonly Membership[]): string[] =>
  groups.flatMap(({ name, others }) =>
    others.length === 0 ? [] : [`With the group "${name}" they also lost ${others.join(', ')}.`],
  );
