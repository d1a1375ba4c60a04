import type { Fault } from './fault.js';
import { PEOPLE_FAULTS } from './people-faults.js';
import { PROVISIONING_FAULTS } from './provisioning-faults.js';
import { SIGN_IN_FAULTS } from './sign-in-faults.js';

export const ALL_FAULTS: readonly Fault[] = [...SIGN_IN_FAULTS, ...PROVISIONING_FAULTS, ...PEOPLE_FAULTS];

/** Whether two faults can be planted into one house: two different ones, which do not touch the same thing. */
export function isTogether(one: Fault, other: Fault): boolean {
  const excludes = (fault: Fault, name: string): boolean => fault.also?.includes(name) === true;
  return one !== other && !excludes(one, other.name) && !excludes(other, one.name);
}

/** The ids that verify names of two faults, sorted: both, without what the one hides of the other. */
export function expectedOf(one: Fault, other: Fault): string[] {
  const left = (of: Fault, beside: Fault): string[] =>
    Object.keys(of.finds)
      .filter((id) => beside.hides?.some((hidden) => hidden.test(id)) !== true)
      .map((id) => Object.entries(beside.renames ?? {}).reduce((text, [from, to]) => text.replace(from, to), id));
  return [...new Set([...left(one, other), ...left(other, one)])].sort();
}
