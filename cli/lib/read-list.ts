import { readFileSync } from 'node:fs';

/** Read a list of subscriptions that was saved as a file; one sentence where that cannot be done. */
export function readList(path: string): { csv: string } | { problem: string } {
  if (path === '') return { problem: 'Name a file.' };
  try {
    const csv = readFileSync(path, 'utf8');
    return csv.trim() === '' ? { problem: `${path} is empty.` } : { csv };
  } catch {
    return { problem: `${path}: the file cannot be read.` };
  }
}
