import { isActive } from '../../../runbook/roster/facts.js';
import { warning } from '../errors.js';
import type { Check } from './facts.js';
import { listed } from '../steps/listed.js';

/** Members of a pushed group who are not provisioned: Okta leaves them out of the pushed group without a word. */
export const pushCoverage: Check = (session, { pushed, people }) => {
  const provisioned = new Set(people.provision.map((user) => user.id));
  return pushed.flatMap(({ id, name, members }) => {
    const left = members.filter((member) => isActive(member) && !provisioned.has(member.id));
    if (left.length === 0) return [];
    return [
      warning(
        `${left.length} members of the pushed group "${name}" are not in the provision audience: ${listed(left)}.`,
        'Add them to a group of provision, or they will be missing in Kiro.',
        session.pages.group(id),
      ),
    ];
  });
};
