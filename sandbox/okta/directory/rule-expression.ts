import { asText } from '../../kit/json-values.js';
import { isMember } from '../apps/assignments.js';
import type { OktaState } from '../okta-state.js';
import type { User } from '../org-objects.js';

type Fits = (user: User) => boolean;

/** One condition: `user.department=="Data"`, or a function of group ids or of an attribute and a text. */
const EQUALS = /^user\.(\w+)\s*==\s*["']([^"']*)["']$/;
const CALL = /^(isMemberOfGroup|isMemberOfAnyGroup|String\.startsWith|String\.stringContains)\((.*)\)$/;
const TEXT = /^["']([^"']*)["']$/;
const ATTRIBUTE = /^user\.(\w+)$/;

/**
 * Reads an expression of a group rule; null where the sandbox cannot. It knows comparisons of attributes with texts, group
 * membership, and all of them joined by `and` or by `or` (Okta: Expression Language in group rules), without brackets.
 */
export function readExpression(state: OktaState, expression: string): Fits | null {
  const either = expression.split(/\s+or\s+|\s*\|\|\s*/i).map((part) => all(state, part));
  return either.includes(null) ? null : (user) => either.some((fits) => fits?.(user) === true);
}

function all(state: OktaState, expression: string): Fits | null {
  const each = expression.split(/\s+and\s+|\s*&&\s*/i).map((part) => condition(state, part.trim()));
  return each.includes(null) ? null : (user) => each.every((fits) => fits?.(user) === true);
}

function condition(state: OktaState, text: string): Fits | null {
  const [, attribute, value] = EQUALS.exec(text) ?? [];
  if (attribute !== undefined) return (user) => asText(user.profile[attribute]) === value;
  const [, name = '', given = ''] = CALL.exec(text) ?? [];
  const parts = given.split(',').map((part) => part.trim());
  if (name.startsWith('isMember')) {
    const ids = parts.map((part) => TEXT.exec(part)?.[1]);
    return ids.includes(undefined) ? null : (user) => ids.some((id) => isMember(state, id ?? '', user.id));
  }
  const of = ATTRIBUTE.exec(parts[0] ?? '')?.[1];
  const part = TEXT.exec(parts[1] ?? '')?.[1];
  if (name === '' || of === undefined || part === undefined || parts.length !== 2) return null;
  const isIn = (whole: string): boolean =>
    name.endsWith('startsWith') ? whole.startsWith(part) : whole.includes(part);
  return (user) => isIn(asText(user.profile[of]));
}
