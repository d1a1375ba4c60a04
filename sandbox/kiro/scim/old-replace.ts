import { isObject } from '../../kit/json-values.js';
import type { ScimGroup } from '../state.js';
import { invalid } from './errors.js';
import type { Operation } from './patch.js';

/**
 * What the old generation did with `replace members` in 2024 (lichti/aws-iam-scim-problem): an empty list is answered
 * 204 and changes nothing; a list with an empty id is answered 400, but the group is emptied. True where it answers.
 */
export function replacedAsOfOld(group: ScimGroup, operations: Operation[]): boolean {
  const [operation] = operations;
  if (operation?.op !== 'replace' || operation.path !== 'members' || !Array.isArray(operation.value)) return false;
  if (operation.value.length === 0) return true;
  if (!operation.value.some((member) => isObject(member) && member['value'] === '')) return false;
  group.members = [];
  throw invalid();
}
