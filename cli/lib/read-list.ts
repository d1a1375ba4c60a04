import { readFileSync } from 'node:fs';

/** Read a list of subscriptions that was saved as a file; one sentence where that cannot be done. */
export function readList(path: string): { csv: string } | { problem: string } {
  if (path === '') return { problem: 'Name a file.' };
  try {
    const csv = textOf(readFileSync(path));
    return csv.trim() === '' ? { problem: `${path} is empty.` } : { csv };
  } catch {
    return { problem: `${path}: the file cannot be read.` };
  }
}

/** As spreadsheets save it: in UTF-8 or UTF-16, with or without a byte order mark, or in the encoding of old Windows. */
function textOf(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
