import { stringify } from 'yaml';
import type { z } from 'zod';
import { exampleAt, homeOf, knownKeys } from './json-schema.js';
import { type Flaw, type Path, pathText } from './problem.js';
import { quoted } from './slip.js';

type Issue = z.core.$ZodIssue;

/** What zod found, in this project's words. */
export function flawsOf(issues: Issue[], contents: unknown): Flaw[] {
  return issues.flatMap((issue) => flawsOfIssue(issue, [], contents));
}

function flawsOfIssue(issue: Issue, parent: Path, contents: unknown): Flaw[] {
  const path = [...parent, ...issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))];
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(path, key));
  if (issue.code === 'invalid_union') {
    // The branch whose kind fits the value says what is wrong with it.
    const branch = issue.errors.find((errors) => !errors.some((error) => isWrongKind(error)));
    if (branch !== undefined) return branch.flatMap((error) => flawsOfIssue(error, path, contents));
  }
  const colon = colonFlaw(issue, path, valueAt(contents, path));
  if (colon !== null) return [colon];
  const fix = issue.code === 'custom' ? (issue.params?.['fix'] as unknown) : null;
  return [{ path, message: describe(issue, valueAt(contents, path)), fix: typeof fix === 'string' ? fix : show(path) }];
}

/** A text that a colon has made a group of one key, such as `- Kiro: Users`. */
function colonFlaw(issue: Issue, path: Path, value: unknown): Flaw | null {
  const isText = (issue.code === 'invalid_type' && issue.expected === 'string') || issue.code === 'invalid_value';
  if (!isText || typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const [[key, inner] = ['', null], ...more] = Object.entries(value) as [string, unknown][];
  if (more.length > 0 || (typeof inner === 'object' && inner !== null)) return null;
  const rest = inner === null ? '' : typeof inner === 'string' ? inner : JSON.stringify(inner);
  const joined = `${key}:${rest}`;
  const message = `The colon makes "${key}" a key, but a text belongs here.`;
  if (issue.code === 'invalid_value' && issue.values.includes(joined))
    return { path, message, fix: `Write ${joined} without a blank.` };
  return { path, message, fix: `Write it in quotes: ${quoted(`${key}: ${rest}`.trim())}.` };
}

function isWrongKind(issue: Issue): boolean {
  return issue.path.length === 0 && issue.code === 'invalid_type';
}

function unknownKey(path: Path, key: string): Flaw {
  const known = knownKeys(path);
  const near = nearest(key, known);
  const home = homeOf(key);
  const there = path.length === 0 ? 'at the top level' : `under ${pathText(path)}`;
  const elsewhere = home === null ? `Known ${there}: ${known.join(', ')}.` : `Move it under "${home}".`;
  return {
    path: [...path, key],
    message: `"${key}" is not a known key ${there}.`,
    fix: near === null ? elsewhere : `Did you mean "${near}"?`,
  };
}

function describe(issue: Issue, value: unknown): string {
  switch (issue.code) {
    case 'custom':
      return issue.message;
    case 'invalid_type':
    case 'invalid_union':
      if (value === undefined) return 'The value is missing.';
      return issue.code === 'invalid_union'
        ? `The value is ${kindOf(value)}; that does not fit here.`
        : `The value must be ${KINDS[issue.expected] ?? issue.expected}, but is ${kindOf(value)}.`;
    case 'invalid_value':
      return `"${String(value)}" is not one of ${issue.values.map(String).join(', ')}.`;
    case 'too_small':
      return issue.origin === 'array' ? 'The list is empty.' : `The value is below ${String(issue.minimum)}.`;
    case 'too_big':
      return `The value is above ${String(issue.maximum)}.`;
    default:
      return `"${String(value)}" does not have the form that is needed here.`;
  }
}

const KINDS: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of keys',
};

function kindOf(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a group of keys';
  if (typeof value === 'string') return 'a text';
  return `the ${typeof value} ${JSON.stringify(value)}`;
}

/** The place with an example value, as one line of YAML. */
function show(path: Path): string {
  const named = path.filter((part) => typeof part === 'string');
  const example = exampleAt(named) ?? exampleAt(path);
  const [key] = named.slice(-1);
  if (example === undefined || key === undefined) return 'Compare it with onboarding.example.yaml.';
  const yaml = stringify({ [key]: example }, { collectionStyle: 'flow' }).trim();
  return `Write, for example: ${yaml.replace(/^\{ ?(.*?) ?\}$/s, '$1')}`;
}

function valueAt(contents: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[part] : undefined,
    contents,
  );
}

/** The candidate that differs from a word in the fewest letters, if that is at most a third of them; else null. */
export function nearest(word: string, candidates: string[]): string | null {
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((one, other) => one.distance - other.distance);
  const [best] = ranked;
  return best !== undefined && best.distance <= Math.ceil(word.length / 3) ? best.candidate : null;
}

/** Levenshtein: letters to insert, drop or change. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  [...from].forEach((letter, index) => {
    const next = [index + 1];
    for (let column = 0; column < to.length; column += 1) {
      const change = (row[column] ?? 0) + (letter === to[column] ? 0 : 1);
      next.push(Math.min(change, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  });
  return row[to.length] ?? 0;
}
