import { readFileSync } from 'node:fs';

/** The end of what a log has got since it was `from` bytes long, on one line, for an error sentence. */
export function lastLines(file: string, from: number): string {
  const lines = readFileSync(file).subarray(from).toString('utf8').trim().split('\n').slice(-2);
  const text = lines.join(' ').trim().slice(-400);
  return text === '' ? '' : ` Its log (${file}) ends: ${text}`;
}
