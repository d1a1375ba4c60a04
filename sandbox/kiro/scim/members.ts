import { indexBy, type KeyOf } from '../../kit/index-by.js';
import type { ScimGroup } from '../state.js';
import type { World } from '../world.js';

type Member = ScimGroup['members'][number];

const byUser: KeyOf<Member> = ({ userId }) => userId;

const memberOf = ({ members }: ScimGroup, userId: string): Member | undefined => indexBy(members, byUser).get(userId);

/** Whether filters tell of a member already. */
export function showsMember({ settings }: World, group: ScimGroup, userId: string): boolean {
  const since = memberOf(group, userId)?.since;
  return since !== undefined && since + settings.memberVisibleAfterMs <= Date.now();
}

/** Adds somebody who is no member yet, unless the settings lose whose turn it is. */
export function addMember(world: World, group: ScimGroup, userId: string): void {
  if (memberOf(group, userId) !== undefined) return;
  world.membersAdded += 1;
  const { loseEveryMember } = world.settings;
  const isLost = loseEveryMember !== null && world.membersAdded % loseEveryMember === 0;
  if (!isLost) group.members.push({ userId, since: Date.now() });
}

/** Takes somebody out of a group; nothing happens where they are no member. */
export function removeMember(group: ScimGroup, userId: string): void {
  group.members = group.members.filter((member) => member.userId !== userId);
}
