/** JSON as it comes over the wire: any client may send anything. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json | undefined;
}

/** Whether a value is a JSON object: no list, not null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value of a text; undefined where it is no JSON. */
export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** The value under a dotted name such as `settings.notes` or `Operations.0.value`; undefined where there is none. */
export function valueAt(from: Json | undefined, name: string): Json | undefined {
  return name.split('.').reduce<Json | undefined>((value, key) => member(value, key), from);
}

/** Set the value under a dotted name, or remove it with undefined; nothing happens where its parent is missing. */
export function setAt(within: Json | undefined, name: string, value: Json | undefined): void {
  const keys = name.split('.');
  const last = keys.pop() ?? '';
  const parent = keys.length === 0 ? within : valueAt(within, keys.join('.'));
  if (Array.isArray(parent)) {
    if (value === undefined) parent.splice(Number(last), 1);
    else parent[Number(last)] = value;
  } else if (isObject(parent)) {
    if (value === undefined) delete parent[last];
    else parent[last] = value;
  }
}

function member(value: Json | undefined, key: string): Json | undefined {
  if (Array.isArray(value)) return value[Number(key)];
  return isObject(value) ? value[key] : undefined;
}
