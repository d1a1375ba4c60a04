import { knownKeys } from './json-schema.js';
import type { Path } from './problem.js';

/**
 * The contents without known keys that have no value: `notify:` alone is the same as no `notify`. An unknown one stays:
 * it may be a misspelt key, or what a comma has cut off a value.
 */
export function withoutEmptyKeys(value: unknown, path: Path = []): unknown {
  if (Array.isArray(value)) return value.map((inner, index) => withoutEmptyKeys(inner, [...path, index]));
  if (typeof value !== 'object' || value === null) return value;
  const known = new Set(knownKeys(path));
  const kept = Object.entries(value).filter(([key, inner]) => inner !== null || !known.has(key));
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutEmptyKeys(inner, [...path, key])]));
}
