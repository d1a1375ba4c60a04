import { isActive } from '../../../runbook/roster/facts.js';
import { firstOf } from '../../../runbook/model/proof.js';
import { blocking } from '../errors.js';
import type { Check } from './facts.js';

/** Characters that IAM Identity Center's SCIM refuses in a name. */
const FORBIDDEN = /[<>;:%]/;

/** SCIM creates no user without first and last name, or with a character it refuses. */
export const names: Check = (session, { people }) => {
  const findings = people.provision.filter(isActive).flatMap((user) => {
    const parts = { 'first name': user.firstName, 'last name': user.lastName };
    const bad = Object.entries(parts).find(([, value]) => value.trim() === '' || FORBIDDEN.test(value));
    if (bad === undefined) return [];
    const [part, value] = bad;
    const problem = value.trim() === '' ? `has no ${part}` : `has a character in the ${part} that Kiro's SCIM refuses`;
    return [
      blocking(
        `The user ${user.login} ${problem}.`,
        "Correct the user's profile in Okta.",
        session.pages.user(user.id),
      ),
    ];
  });
  return firstOf(findings, (rest) => `${rest} more users have no first or last name, or such a character in it.`);
};
