import { isObject, type Json, type JsonObject } from '../kit/json.js';

export { isObject, type Json, type JsonObject } from '../kit/json.js';

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
