import type { NumberedRow } from './csv.js';
import { plainCell } from './list-cells.js';
import { isState, mentionsState, type SeatStatus, statusIn } from './list-states.js';
import { type Column, sureOfState } from './list-titles.js';

// Which column says who has a seat, and whether one that says so was left unread.

/** As people know a column: by its title, or its number. */
const name = (titles: string[] | null, index: number): string => {
  const title = plainCell(titles?.[index] ?? '');
  return title === '' ? `column ${index + 1}` : `the column "${title}"`;
};
const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * The columns with one of them for the state: of several, the one whose title says most clearly that it is that of the seat.
 * Where two say it as clearly, they must agree; what a less clear one says otherwise is a doubt.
 */
export function onlyState(
  rows: NumberedRow[],
  titles: string[] | null,
  columns: (Column | null)[],
): { columns: (Column | null)[]; doubts: string[] } | { problem: string } {
  const all = columns.flatMap((column, index) => (column === 'status' ? [index] : []));
  const filled = all.filter((index) => rows.some(({ cells }) => plainCell(cells[index] ?? '') !== ''));
  if (filled.length < 2) return { columns: dropped(columns, filled[0] ?? all[0]), doubts: [] };
  const sure = (index: number): number => sureOfState(titles?.[index] ?? '-');
  const [best, ...others] = filled.sort((one, other) => sure(other) - sure(one) || one - other);
  const doubts: string[] = [];
  for (const other of others) {
    const row = rows.find(({ cells }) => differ(statusIn(cells[best!] ?? ''), statusIn(cells[other] ?? '')));
    if (row === undefined) continue;
    const two = `${name(titles, best!)} and ${name(titles, other)}`;
    const said = `In row ${row.number}, ${two} say different things ("${plainCell(row.cells[best!] ?? '')}" and "${plainCell(row.cells[other] ?? '')}")`;
    if (sure(other) === sure(best!))
      return { problem: `${said}: leave the one that holds the state of the subscription.` };
    doubts.push(`${said}: the first of the two counts. Where that is wrong, delete it and send the list again.`);
  }
  return { columns: dropped(columns, best), doubts };
}

const dropped = (columns: (Column | null)[], kept: number | undefined): (Column | null)[] =>
  columns.map((column, index) => (column === 'status' && index !== kept ? null : column));

const isSaid = (status: SeatStatus): boolean => status !== 'unknown' && status !== 'unclear';
const differ = (one: SeatStatus, other: SeatStatus): boolean => isSaid(other) && one !== other && one !== 'unclear';

const YES_OR_NO = /^(true|false|yes|no|y|n|ja|nein|oui|non|s[iíì]|da|нет|да)$/i;
/** Such marks are flags under a title that is itself a state, as in "Active". */
const MARK = /^[01x✓✔✗✘]$/i;
/** What may be so or not without a word on the seat. */
const OTHER_FLAG = /primary|verified|mfa|admin|overage|enrolled/i;
/** A word of a title that speaks of an end. */
const OF_ENDS =
  /^(cancel\w*|end|ends|ended|ending|expir\w*|terminat\w*|remov\w*|delet\w*|unsubscri\w*|deactivat\w*|suspend\w*|revok\w*|until|gekündigt|kündigung|ende|ablauf|bis)$/i;
/** Titles whose values come again and again, and say nothing on the seat. */
const HARMLESS =
  /name|depart|team|group|region|countr|office|locat|site|city|cost|job|title|role|divis|compan|organi|unit|plan|tier|source|type|lang|zone|abteil|standort|land|firma|ort$|idp|provider/i;
const FEW = 5;

interface Seen {
  filled: number;
  state: boolean;
  flags: number;
  marks: number;
  /** Values that are words, up to one more than `FEW`. */
  words: Set<string>;
}

/**
 * Whether a list that says no state has a column that may say it and was not read: the cancelled would count as people with a
 * seat, in silence.
 */
export function unreadState(
  rows: NumberedRow[],
  titles: string[] | null,
  columns: (Column | null)[],
): { problem: string } | { doubts: string[] } {
  const status = columns.indexOf('status');
  if (status >= 0 && rows.some(({ cells }) => plainCell(cells[status] ?? '') !== '')) return { doubts: [] };
  const seen = seenIn(rows, columns);
  for (const [index, column] of seen) {
    const title = plainCell(titles?.[index] ?? '');
    const isOfEnds = titleWords(title).some((word) => OF_ENDS.test(word));
    const isMarked = column.marks === column.filled && titleWords(title).some(isState);
    const isFlag = (column.flags === column.filled || isMarked) && !OTHER_FLAG.test(title) && columns[index] === null;
    if (column.state || isFlag || (isOfEnds && columns[index] === null))
      return {
        problem: `${upper(name(titles, index))} was not read, and may say who has no seat. Title it Status, with words such as Active and Canceled in it, or delete it.`,
      };
  }
  const doubtful = [...seen].find(
    ([index, { filled, words }]) =>
      columns[index] === null &&
      words.size > 1 &&
      words.size <= FEW &&
      words.size * 2 <= filled &&
      !HARMLESS.test(plainCell(titles?.[index] ?? '')),
  );
  if (doubtful === undefined) return { doubts: [] };
  return {
    doubts: [
      `No column was read that says who is cancelled. Where ${name(titles, doubtful[0])} does, title it Status and send the list again.`,
    ],
  };
}

const titleWords = (title: string): string[] => title.split(/[^\p{L}]+|(?<=\p{Ll})(?=\p{Lu})/u);

function seenIn(rows: NumberedRow[], columns: (Column | null)[]): Map<number, Seen> {
  const seen = new Map<number, Seen>();
  for (const { cells } of rows)
    cells.forEach((cell, index) => {
      const kind = columns[index] ?? null;
      if (cell === '' || kind === 'user' || kind === 'source' || kind === 'status') return;
      const text = plainCell(cell);
      if (!/[\p{L}\p{N}✓✔✗✘]/u.test(text)) return;
      const column = seen.get(index) ?? { filled: 0, state: false, flags: 0, marks: 0, words: new Set<string>() };
      seen.set(index, column);
      column.filled += 1;
      // A plan can hold other words too.
      column.state ||= kind === 'tier' ? isState(text) : mentionsState(text);
      if (YES_OR_NO.test(text)) column.flags += 1;
      if (MARK.test(text)) column.marks += 1;
      if (column.words.size <= FEW) column.words.add(/[\p{N}@]/u.test(text) ? `${column.words.size} ` : text);
    });
  return seen;
}
