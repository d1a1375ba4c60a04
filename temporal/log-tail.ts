import { readFileSync } from 'node:fs';

/** The end of a log, on one line, for an error sentence. */
export function lastLines(file: string): string {
  try {
    const lines = readFileSync(file, 'utf8').trim().split('\n').slice(-2);
    return lines.join(' ').trim() === '' ? '' : `Its log (${file}) ends: ${lines.join(' ').slice(-400)}`;
  } catch {
    return '';
  }
}
