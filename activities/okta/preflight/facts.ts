import type { Audience } from '../../../runbook/onboarding/input.js';
import type { Finding } from '../../../runbook/model/proof.js';
import { peopleOf, resolveAudience, type ResolvedAudience } from '../audience.js';
import { membersOf, type User } from '../directory.js';
import type { Session } from '../session.js';

/** What several checks look at, read once. */
export interface Facts {
  signIn: ResolvedAudience;
  provision: ResolvedAudience;
  people: { signIn: User[]; provision: User[] };
  pushed: { name: string; id: string; members: User[] }[];
  /** Groups and users that cannot be used. */
  unresolved: Finding[];
}

/** One look at the audiences before any work; gives everything it finds wrong. */
export type Check = (session: Session, facts: Facts) => Finding[];

/** Resolves every group and user of the configuration, and reads the members of the groups. */
export async function resolveAll(session: Session): Promise<Facts> {
  const { input, okta } = session;
  const resolve = (audience: Audience) => resolveAudience(okta, audience);
  const [signIn, provision] = [await resolve(input.signIn), await resolve(input.provision)];
  const push = await resolve({ groups: input.push.groups, users: [] });
  const subscribe = await resolve(input.subscribe);
  const pushed: Facts['pushed'] = [];
  // The same group is most often in several audiences.
  const read = new Map<string, User[]>();
  const members = async (id: string): Promise<User[]> => {
    const found = read.get(id) ?? (await membersOf(okta, id));
    read.set(id, found);
    return found;
  };
  for (const { id, name } of push.groups) pushed.push({ id, name, members: await members(id) });
  const all = [signIn, provision, push, subscribe].flatMap(({ findings }) => findings);
  return {
    signIn,
    provision,
    people: { signIn: await peopleOf(okta, signIn, members), provision: await peopleOf(okta, provision, members) },
    pushed,
    unresolved: all.filter((finding, index) => all.findIndex(({ problem }) => problem === finding.problem) === index),
  };
}
