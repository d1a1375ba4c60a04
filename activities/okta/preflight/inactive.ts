import { isActive } from '../../../runbook/roster/facts.js';
import { warning } from '../errors.js';
import type { Check } from './facts.js';
import { listed } from '../steps/listed.js';

/** People in states in which Okta neither provisions nor pushes anybody. */
export const inactive: Check = (_session, { people, pushed }) => {
  const everybody = [...people.provision, ...pushed.flatMap(({ members }) => members)];
  const left = new Map(everybody.filter((user) => !isActive(user)).map((user) => [user.id, user]));
  return ['SUSPENDED', 'STAGED', 'DEPROVISIONED'].flatMap((status) => {
    const those = [...left.values()].filter((user) => user.status === status);
    if (those.length === 0) return [];
    return [
      warning(
        `${those.length} people to be provisioned are ${status} in Okta and would not arrive in Kiro: ${listed(those)}.`,
        'Activate them, or take them out of the groups.',
      ),
    ];
  });
};
