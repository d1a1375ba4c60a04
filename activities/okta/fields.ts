import type { Change } from '../../runbook/model/proof.js';
import { at, withAt, type Json, type JsonObject } from './json.js';

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
