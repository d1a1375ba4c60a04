import { isObject, type Json } from '../../kit/json-values.js';
import { constraint, invalid } from './errors.js';
import type { Operation } from './patch.js';

/** AWS takes so many membership changes in a request. */
const MOST_CHANGES = 100;

/** What a PATCH asks of a group. */
export interface GroupChange {
  displayName?: string;
  externalId?: string | null;
  /** In the order of the operations. */
  members: { change: 'add' | 'remove'; userId: string }[];
}

const ONE_MEMBER = /^members\[value eq "([^"]+)"\]$/i;

/**
 * Reads the operations that AWS takes: `displayName`, `externalId` and members, by path or in a path-less value (Okta's
 * rename). Replacing or removing all members in one request is a 400, and so are more than 100 changes.
 */
export function readGroupChange(operations: Operation[]): GroupChange {
  const change: GroupChange = { members: [] };
  for (const { op, path, value } of operations) {
    if (path !== null) read(change, op, path, value);
    else for (const [name, part] of Object.entries(isObject(value) ? value : {})) read(change, op, name, part);
  }
  checkMemberCount(change.members.length);
  return change;
}

/** 400 for more membership changes than AWS takes in a request. */
export function checkMemberCount(count: number): void {
  if (count > MOST_CHANGES) throw constraint('members', `have length less than or equal to ${MOST_CHANGES}`);
}

/** The user ids of a `members` value. */
export function memberIds(value: Json | undefined): string[] {
  if (!Array.isArray(value)) throw invalid();
  return value.map((member) => {
    const id = isObject(member) ? member['value'] : undefined;
    if (typeof id !== 'string' || id === '') throw invalid();
    return id;
  });
}

function read(change: GroupChange, op: Operation['op'], path: string, value: Json | undefined): void {
  const one = ONE_MEMBER.exec(path)?.[1];
  switch (path.toLowerCase()) {
    case 'id':
    case 'schemas':
      // Repeated inside Okta's rename.
      return;
    case 'displayname':
      if (op === 'remove' || typeof value !== 'string' || value.trim() === '') throw invalid();
      change.displayName = value;
      return;
    case 'externalid':
      if (op !== 'remove' && (typeof value !== 'string' || value === '')) throw invalid();
      change.externalId = op === 'remove' ? null : (value as string);
      return;
    case 'members':
      if (op === 'replace' || (op === 'remove' && value === undefined)) throw invalid();
      change.members.push(...memberIds(value).map((userId) => ({ change: op, userId })));
      return;
    default:
      if (op !== 'remove' || one === undefined) throw invalid();
      change.members.push({ change: 'remove', userId: one });
  }
}
