import type { Fault } from './fault.js';
import { PEOPLE_FAULTS } from './people-faults.js';
import { PROVISIONING_FAULTS } from './provisioning-faults.js';
import { SIGN_IN_FAULTS } from './sign-in-faults.js';

export const ALL_FAULTS: readonly Fault[] = [...SIGN_IN_FAULTS, ...PROVISIONING_FAULTS, ...PEOPLE_FAULTS];

/**
 * Pairs of which one finding stands for both, or another one is said, such as a missing group for those whom it would have
 * brought. Found by trying each of the 3,205 pairs.
 */
const ONE_FOR_BOTH: Record<string, readonly string[]> = {
  'a leaver whose removal from the team failed': ['a seat is cancelled'],
  'the application user name is another one than the login': ['somebody has another login in Okta by now'],
  'the group is no longer assigned for provisioning': [
    'a leaver who is still in Kiro',
    'a member has not arrived',
    'a seat is cancelled',
    'a seat is missing',
    'somebody who left the company is still in Kiro',
    'the profile is empty',
  ],
  'the push of the team has failed': ['a seat is cancelled'],
  'the team is gone from Kiro': ['a seat is cancelled', 'a seat is missing', 'a suspended member of the team'],
  'the team is pushed into a group of another name': [
    'the profile is empty',
    'the profile was made anew',
    'the same people under other ids',
    'the token was revoked',
  ],
};

/** Whether two faults can be told apart in one house: two different ones, which do not touch the same thing. */
export function isTogether(one: Fault, other: Fault): boolean {
  const excludes = (fault: Fault, name: string): boolean => fault.also?.includes(name) === true;
  const isHidden = ONE_FOR_BOTH[one.name]?.includes(other.name) || ONE_FOR_BOTH[other.name]?.includes(one.name);
  return one !== other && !excludes(one, other.name) && !excludes(other, one.name) && isHidden !== true;
}

/** The ids that verify names of two faults, sorted: both, without what the one hides of the other. */
export function expectedOf(one: Fault, other: Fault): string[] {
  const left = (of: Fault, beside: Fault): string[] =>
    Object.keys(of.finds)
      .filter((id) => beside.hides?.some((hidden) => hidden.test(id)) !== true)
      .map((id) => Object.entries(beside.renames ?? {}).reduce((text, [from, to]) => text.replace(from, to), id));
  return [...new Set([...left(one, other), ...left(other, one)])].sort();
}
