import { readFileSync } from 'node:fs';
import {
  doubtsIn,
  type MayBeEmpty,
  type ReadList,
  readSubscriptionList,
  understoodIn,
} from '../../runbook/roster/subscription-list.js';

// A list that was saved as a file, in whatever encoding a spreadsheet writes.

/** The text of a file. One sentence where it cannot be read, or holds no text. */
export function readList(path: string): { csv: string } | { problem: string } {
  if (path === '') return { problem: 'Name a file.' };
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch {
    return { problem: `${path}: the file cannot be read.` };
  }
  const csv = textOf(bytes);
  if (csv === null)
    return { problem: `${path}: the file is no text, or its encoding is not known. Save the list as CSV in UTF-8.` };
  return csv.trim() === '' ? { problem: `${path} is empty.` } : { csv };
}

export interface SeatListFile {
  csv: string;
  read: ReadList;
  /** What was understood, in a sentence. */
  understood: string;
  /** The same, and what is doubtful. */
  notes: string[];
}

/** A list of seats in a file, with what was understood of it; or why it cannot be read. */
export function readSeatList(path: string, may: MayBeEmpty = {}): SeatListFile | { problem: string } {
  const list = readList(path);
  if ('problem' in list) return list;
  const read = readSubscriptionList({ csv: list.csv }, may);
  if ('problem' in read) return { problem: `${path}: ${read.problem}` };
  const understood = understoodIn(read);
  return { csv: list.csv, read, understood, notes: [understood, ...doubtsIn(read)] };
}

/** What marks an encoding at the beginning of a file; UTF-32 first, as its mark begins like that of UTF-16. */
const MARKS: [number[], (bytes: Buffer) => string | null][] = [
  [[0xff, 0xfe, 0, 0], (bytes) => utf32(bytes.subarray(4), true)],
  [[0, 0, 0xfe, 0xff], (bytes) => utf32(bytes.subarray(4), false)],
  [[0xff, 0xfe], (bytes) => decoded('utf-16le', bytes)],
  [[0xfe, 0xff], (bytes) => decoded('utf-16be', bytes)],
];

/**
 * What shows that a text is of another page than that of the West, such as Cyrillic or Japanese: control characters, or three
 * letters in a row that are not ASCII. Addresses would read rightly, states would not.
 */
const NOT_WESTERN = /[\u0080-\u009f]|[^\x00-\x7f]{3}/;

/** Unicode with or without a mark; else the encoding of old Windows in the West. Null for what is no text, or text of other pages. */
export function textOf(bytes: Buffer): string | null {
  const marked = MARKS.find(([mark]) => mark.every((byte, index) => bytes[index] === byte));
  if (marked !== undefined) return marked[1](bytes);
  const wide = unmarked(bytes);
  if (wide !== null) return wide;
  const unicode = decoded('utf-8', bytes);
  if (unicode !== null) return unicode;
  const western = decoded('windows-1252', bytes);
  return western === null || NOT_WESTERN.test(western) ? null : western;
}

/** Text without a mark whose characters take two or four bytes: nearly all of a list is ASCII, so the zeros tell. */
function unmarked(bytes: Buffer): string | null {
  const start = bytes.subarray(0, 4_000 - (4_000 % 4));
  const zeros = [0, 0, 0, 0];
  start.forEach((byte, index) => {
    if (byte === 0) zeros[index % 4]! += 1;
  });
  const groups = Math.floor(start.length / 4);
  const isZero = zeros.map((count) => groups > 0 && count > groups * 0.6).join();
  if (isZero === 'false,true,true,true') return utf32(bytes, true);
  if (isZero === 'true,true,true,false') return utf32(bytes, false);
  if (isZero === 'false,true,false,true') return decoded('utf-16le', bytes);
  if (isZero === 'true,false,true,false') return decoded('utf-16be', bytes);
  return null;
}

function decoded(encoding: string, bytes: Buffer): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function utf32(bytes: Buffer, isLittle: boolean): string | null {
  if (bytes.length % 4 !== 0) return null;
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 4) {
    const point = isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
    if (point > 0x10ffff) return null;
    parts.push(String.fromCodePoint(point));
  }
  return parts.join('').replace(/^\uFEFF/, '');
}
