import { scimPatch, type ScimPatchOperation, type ScimResource as PatchedResource } from 'scim-patch';
import { isObject, type Json, type JsonObject } from '../../kit/json-values.js';
import { USER } from './attributes.js';
import { invalid } from './errors.js';
import { withoutWholeExtension } from './extension-operations.js';
import type { Operation } from './patch.js';

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
  return path === null ? Object.keys(named(value)).map((name) => name.toLowerCase()) : [path.toLowerCase()];
}

function named(value: Json | undefined): JsonObject {
  const entries = Object.entries(isObject(value) ? value : {});
  return Object.fromEntries(entries.filter(([name]) => !REPEATED.includes(name.toLowerCase())));
}

function toScimPatch({ op, path, value }: Operation): ScimPatchOperation {
  if (path === null) return { op: op === 'add' ? 'add' : 'replace', value: named(value) };
  return op === 'remove' ? { op, path, ...(value === undefined ? {} : { value }) } : { op, path, value };
}
