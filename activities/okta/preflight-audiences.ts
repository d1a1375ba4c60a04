import { type Finding, firstOf } from '../../runbook/model/proof.js';
import type { Audience } from '../../runbook/onboarding/input.js';
import { isActive } from '../../runbook/roster/facts.js';
import { warning } from '../needs-person.js';
import { askedOnce, sideBySide, together } from '../side-by-side.js';
import {
  lookUpsIn,
  moreUnresolved,
  peopleOf,
  renamedGroups,
  resolveAudience,
  type ResolvedAudience,
} from './audience.js';
import { loginsListed, membersOf, type User } from './directory.js';
import type { Session } from './session.js';
import { type NamesInApps, readUserNames } from './user-names.js';

/** What several checks look at, read once. */
export interface Facts {
  signIn: ResolvedAudience;
  provision: ResolvedAudience;
  people: { signIn: User[]; provision: User[] };
  pushed: { name: string; id: string; members: User[] }[];
  /** Groups and users that cannot be used. */
  unresolved: Finding[];
  /** What people are called in the two applications. */
  names: NamesInApps;
  /** Groups with another name by now. */
  renamed: Finding[];
}

/** A finding of the preflight; those that stop a run have an id that stays the same, however many people it is about. */
export type CheckFinding = Finding & { id?: string };

/** One look at the audiences before any work; gives everything it finds wrong. */
export type Check = (session: Session, facts: Facts) => CheckFinding[];

/** Resolves every group and user of the configuration, and reads the members of the groups. */
export async function resolveAll(session: Session): Promise<Facts> {
  const { input, okta } = session;
  const { signIn: inSignIn, provision: inProvision, subscribe: inSubscribe } = input;
  const lookUps = lookUpsIn(okta);
  const inPush: Audience = { groups: input.push.groups, users: [] };
  const [signIn, provision, push, subscribe, names] = await together(
    resolveAudience(okta, inSignIn, lookUps),
    resolveAudience(okta, inProvision, lookUps),
    resolveAudience(okta, inPush, lookUps),
    resolveAudience(okta, inSubscribe, lookUps),
    readUserNames(session),
  );
  const members = askedOnce((id) => membersOf(okta, id));
  const [signInPeople, provisionPeople, pushed] = await together(
    peopleOf(okta, signIn, members),
    peopleOf(okta, provision, members),
    sideBySide(push.groups, async ({ id, name }) => ({ id, name, members: await members(id) })),
  );
  const audiences = [signIn, provision, push, subscribe];
  return {
    signIn,
    provision,
    people: { signIn: signInPeople, provision: provisionPeople },
    pushed,
    names,
    unresolved: once(audiences.flatMap(({ findings }) => findings)),
    renamed: once(audiences.flatMap(({ groups }) => renamedGroups(groups))),
  };
}

/** The same group is most often in several audiences. */
const once = (findings: Finding[]): Finding[] => [
  ...new Map(findings.map((finding) => [finding.problem, finding])).values(),
];

/** Every group exists exactly once, every user exists and is active, and the audiences are not empty. */
export const audiences: Check = (_session, { unresolved, renamed, people }) => [
  ...firstOf(unresolved, moreUnresolved),
  ...renamed,
  ...(unresolved.length === 0 && people.provision.length === 0
    ? [warning('Nobody would be provisioned: the groups have no members.', 'Add members before the last steps.')]
    : []),
];

/** A group that is both assigned and pushed: the guide does it, Okta does not support it. */
export const sameGroup: Check = (session, { provision, pushed }) =>
  pushed
    .filter(({ id }) => provision.groups.some((group) => group.id === id))
    .map(({ id, name }) =>
      warning(
        `The group "${name}" is both assigned to the SCIM application and pushed, which Okta does not support: ` +
          'groups may arrive without users, and removed users may stay.',
        'Better use one group for provision and another one, with the same people, for push.',
        session.pages.group(id),
      ),
    );

/** Members of a pushed group who are not provisioned: Okta skips them silently. */
export const pushCoverage: Check = (session, { pushed, people }) => {
  const provisioned = new Set(people.provision.map((user) => user.id));
  return pushed.flatMap(({ id, name, members }) => {
    const left = members.filter((member) => isActive(member) && !provisioned.has(member.id));
    if (left.length === 0) return [];
    return [
      warning(
        `${left.length} members of the pushed group "${name}" are not in the provision audience: ${loginsListed(left)}.`,
        'Add them to a group of provision, or they will be missing in Kiro.',
        session.pages.group(id),
      ),
    ];
  });
};
