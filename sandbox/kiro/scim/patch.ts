import { isObject, type Json, type JsonObject } from '../../kit/json-values.js';
import { invalid } from './errors.js';

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
