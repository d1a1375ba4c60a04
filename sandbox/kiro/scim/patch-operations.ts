import { scimPatch, type ScimPatchOperation, type ScimResource as PatchedResource } from 'scim-patch';
import { isObject, type Json, type JsonObject } from '../../kit/json-values.js';
import type { ScimGroup } from '../kiro-state.js';
import { constraint, invalid } from './scim-answers.js';
import { ENTERPRISE, USER } from './user-attributes.js';

export interface Operation {
  op: 'add' | 'replace' | 'remove';
  /** Null where the value itself names the attributes. */
  path: string | null;
  value: Json | undefined;
}

/** The operations of a PatchOp body; `op` in any case, as Entra sends it. */
export function operationsOf(body: JsonObject): Operation[] {
  const sent = body['Operations'] ?? body['operations'];
  if (!Array.isArray(sent) || sent.length === 0) throw invalid();
  return sent.map((operation) => {
    const { op, path, value } = isObject(operation) ? operation : {};
    const name = typeof op === 'string' ? op.toLowerCase() : '';
    if (name !== 'add' && name !== 'replace' && name !== 'remove') throw invalid();
    if (path !== undefined && path !== null && typeof path !== 'string') throw invalid();
    const place = path === undefined || path === null || path === '' ? null : path;
    if (place === null && (name === 'remove' || !isObject(value))) throw invalid();
    return { op: name, path: place, value };
  });
}

/** Attributes of which AWS takes one operation a request, and no `remove`. */
const ONCE = ['username', 'active'];
const READ_ONLY = ['id', 'meta'];
/** What clients repeat inside a path-less value. */
const REPEATED = ['id', 'schemas'];

/** The attributes after the operations; not yet checked against what a user may have. */
export function patchUser(attributes: JsonObject, operations: Operation[]): JsonObject {
  for (const name of ONCE) {
    const concerned = operations.filter((operation) => targets(operation).includes(name));
    if (concerned.length > 1 || concerned.some(({ op }) => op === 'remove')) throw invalid();
  }
  if (operations.some((operation) => targets(operation).some((name) => READ_ONLY.includes(name)))) throw invalid();
  const meta = { created: new Date(0), lastModified: new Date(0) };
  const resource: PatchedResource & Record<string, unknown> = { ...structuredClone(attributes), schemas: [USER], meta };
  const wanted = withoutWholeExtension(operations, attributes).map(toScimPatch);
  try {
    const { schemas: _schemas, meta: _meta, ...patched } = scimPatch(resource, wanted);
    return JSON.parse(JSON.stringify(patched)) as JsonObject;
  } catch {
    throw invalid();
  }
}

function targets({ path, value }: Operation): string[] {
  return path === null ? Object.keys(withoutRepeated(value)).map((name) => name.toLowerCase()) : [path.toLowerCase()];
}

function withoutRepeated(value: Json | undefined): JsonObject {
  const entries = Object.entries(isObject(value) ? value : {});
  return Object.fromEntries(entries.filter(([name]) => !REPEATED.includes(name.toLowerCase())));
}

function toScimPatch({ op, path, value }: Operation): ScimPatchOperation {
  if (path === null) return { op: op === 'add' ? 'add' : 'replace', value: withoutRepeated(value) };
  return op === 'remove' ? { op, path, ...(value === undefined ? {} : { value }) } : { op, path, value };
}

/**
 * Operations on the enterprise extension as a whole, turned into some on its attributes: scim-patch takes the dots in
 * the extension's name for a path and drops such operations silently.
 */
export function withoutWholeExtension(operations: Operation[], attributes: JsonObject): Operation[] {
  return operations.flatMap((operation) => {
    const { op, path, value } = operation;
    if (path !== null) {
      if (!isExtension(path)) return [operation];
      const had = attributes[ENTERPRISE];
      const parts = op === 'remove' ? had : value;
      return isObject(parts) ? onParts(op, parts) : [operation];
    }
    const entries = Object.entries(isObject(value) ? value : {});
    const others = Object.fromEntries(entries.filter(([name]) => !isExtension(name)));
    const extensions = entries.flatMap(([name, part]) =>
      isExtension(name) && isObject(part) ? onParts(op, part) : [],
    );
    return [...(Object.keys(others).length > 0 ? [{ op, path, value: others }] : []), ...extensions];
  });
}

const isExtension = (name: string): boolean => name.toLowerCase() === ENTERPRISE.toLowerCase();

function onParts(op: Operation['op'], parts: JsonObject): Operation[] {
  return Object.entries(parts).map(([name, value]) => ({
    op,
    path: `${ENTERPRISE}:${name}`,
    value: op === 'remove' ? undefined : value,
  }));
}

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
    if (path !== null) readOperation(change, op, path, value);
    else for (const [name, part] of Object.entries(isObject(value) ? value : {})) readOperation(change, op, name, part);
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

function readOperation(change: GroupChange, op: Operation['op'], path: string, value: Json | undefined): void {
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
