import { looksLikeSecret } from '../runbook/secrets/secrets.js';
import type { Problem } from './problem.js';

/** Something that YAML would read otherwise than it is meant, before its place is known. */
export type Slip = Pick<Problem, 'message' | 'fix'>;

export const MEANT = 'If it is a part of the value, write the value in quotes';
/** So much of the file is repeated in a message. Characters. */
export const SHOWN = 60;

/** A value as it can be written into the file: double quotes, or single ones where double quotes or backslashes are in it. */
export function quoted(value: string): string {
  return /["\\]/.test(value) ? `'${value.replaceAll("'", "''")}'` : `"${value}"`;
}

/** The slip with its line. Where its words may hold a secret, others take their place. */
export function problem(line: number | null, { message, fix }: Slip): Problem {
  if (looksLikeSecret(message) || looksLikeSecret(fix))
    return { path: '', line, message: 'YAML would read a value here as something else.', fix: 'Write it in quotes.' };
  return { path: '', line, message, fix };
}
