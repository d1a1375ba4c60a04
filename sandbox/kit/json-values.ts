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

// Bodies are read through these pickers, since any client may send anything.

/** The object under `key`, or an empty one. */
export function objectAt(from: JsonObject, key: string): JsonObject {
  const value = from[key];
  return isObject(value) ? value : {};
}

/** The text under `key`, or null where it is missing, empty or no text. */
export function textAt(from: JsonObject, key: string): string | null {
  const value = from[key];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The texts of the list under `key`; null where there is no list. */
export function textsAt(from: JsonObject, key: string): string[] | null {
  const value = from[key];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : null;
}

/** The number under `key`, or another one where it is missing or no number. */
export function numberAt(from: JsonObject, key: string, otherwise: number): number {
  const value = from[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : otherwise;
}

/** A copy without the named members. */
export function omit(from: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(from).filter(([key]) => !keys.includes(key)));
}

/** A JSON value as text: the text itself, a number's digits, and nothing for all else. */
export function asText(value: Json | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** The text under a dotted name, or an empty one. */
export function textOf(from: JsonObject, name: string): string {
  const value = valueAt(from, name);
  return typeof value === 'string' ? value : '';
}
