import type { Change } from '../../runbook/model/proof.js';

/** Okta's answers are read as unknown JSON: the SDK's typed models drop fields (`settings.app`, `default`, `exclude`). */

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type JsonObject = { [name: string]: Json };

/** Whether a value is a JSON object (no list, not null). */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a dotted path, or undefined where the path ends early. Names hold no dots in what is read here. */
export function at(value: unknown, path: string): Json | undefined {
  let current: unknown = value;
  for (const name of path.split('.')) {
    if (!isObject(current)) return undefined;
    current = current[name];
  }
  return current as Json | undefined;
}

/** The text at a path, or null. */
export function textAt(value: unknown, path: string): string | null {
  const found = at(value, path);
  return typeof found === 'string' ? found : null;
}

/** The number at a path, or null. */
export function numberAt(value: unknown, path: string): number | null {
  const found = at(value, path);
  return typeof found === 'number' ? found : null;
}

/** The texts of a list at a path; an absent list is empty. */
export function textsAt(value: unknown, path: string): string[] {
  const found = at(value, path);
  return Array.isArray(found) ? found.filter((item) => typeof item === 'string') : [];
}

/** A deep copy with the value put at a dotted path; objects on the way are made. */
export function withAt(value: JsonObject, path: string, replacement: Json): JsonObject {
  const [name = '', ...rest] = path.split('.');
  if (rest.length === 0) return { ...value, [name]: replacement };
  const inner = value[name];
  return { ...value, [name]: withAt(isObject(inner) ? inner : {}, rest.join('.'), replacement) };
}

/** One field that an object must have. */
export interface Field {
  path: string;
  value: Json;
  /** What an absent field means; without it, absent differs from everything but null. */
  absent?: Json;
  /** Lists that Okta may give back in another order. */
  unordered?: true;
}

export type Difference = Change['fields'][number];

/** The fields that are not as wanted, with JSON texts of what is and what should be. */
export function differences(wanted: readonly Field[], actual: unknown): Difference[] {
  return wanted.flatMap((field) => {
    const found = at(actual, field.path) ?? field.absent ?? null;
    const [from, to] = [comparable(found, field), comparable(field.value, field)];
    return from === to ? [] : [{ path: field.path, from, to }];
  });
}

/** The object with every wanted field in place and all others, also unknown ones, kept as they are. */
export function withFields(wanted: readonly Field[], actual: JsonObject): JsonObject {
  return wanted
    .filter((field) => differences([field], actual).length > 0)
    .reduce((body, field) => withAt(body, field.path, field.value), actual);
}

function comparable(value: Json, field: Field): string {
  if (field.unordered && Array.isArray(value)) return `[${value.map(stable).sort().join(',')}]`;
  return stable(value);
}

/** JSON text with sorted names. */
function stable(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(stable).join(',')}]`;
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${stable(value[name] ?? null)}`).join(',')}}`;
}

/** The id of an object that Okta gave. */
export function idOf(actual: unknown): string {
  return textAt(actual, 'id') ?? '';
}
