const DELIMITERS = ['\t', ';', ',', '|'] as const;

/** Characters. */
const SAMPLE = 200_000;

/** A row of a table, with its number from 1 as a spreadsheet counts it; rows that hold nothing are not given. */
export interface NumberedRow {
  cells: string[];
  number: number;
}

export interface Separated {
  rows: NumberedRow[];
  /** Why it cannot be read as it was meant, as a sentence; null where nothing is wrong. */
  problem: string | null;
}

/**
 * Rows of a text with separated values (RFC 4180): commas, semicolons, tabs or bars, any line end, quotes, line breaks inside
 * quotes, with or without a byte order mark. Spaces around values go. The delimiter is the one that cuts most lines into the
 * same number of values, or the one that a first line `sep=;` names.
 */
export function readSeparated(text: string): Separated {
  const source = text.replace(/^\uFEFF/, '');
  const named = /^sep=(.)(\r\n|\n|\r|$)/i.exec(source);
  if (named !== null) {
    const table = split(source.slice(named[0].length), named[1]!);
    return told({ ...table, rows: table.rows.map(({ cells, number }) => ({ cells, number: number + 1 })) });
  }
  // Its beginning tells the delimiter of a long text.
  const beginning = source.slice(0, SAMPLE);
  const fits = DELIMITERS.map((delimiter) => ({ delimiter, fit: fit(split(beginning, delimiter)) }));
  const [best] = fits.sort((one, other) => other.fit - one.fit);
  return told(split(source, best!.delimiter));
}

/** The cells alone, of a text whose form is known: one that this product wrote. */
export const parseSeparated = (text: string): string[][] => readSeparated(text).rows.map(({ cells }) => cells);

interface Table {
  rows: NumberedRow[];
  /** Quotes in the middle of values: a sign of the wrong delimiter. */
  strayQuotes: number;
  /** Number of the row in which a quote begins that never ends, or ends in the middle of a later row. */
  openQuote: number | null;
}

const told = ({ rows, openQuote }: Table): Separated => ({
  rows,
  problem:
    openQuote === null
      ? null
      : `The quote that begins in row ${openQuote} never ends, so the rest of the list would be one value. Delete it, or close it.`,
});

/** How many rows have the most common width, where that is more than one value; stray quotes count against it. */
function fit({ rows, strayQuotes }: Table): number {
  const counts = new Map<number, number>();
  for (const { cells } of rows) if (cells.length > 1) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  return Math.max(0, ...counts.values()) - strayQuotes;
}

const isLineEnd = (character: string): boolean =>
  character === '\n' ||
  character === '\r' ||
  character === '\u0085' ||
  character === '\u2028' ||
  character === '\u2029';

function split(source: string, delimiter: string): Table {
  let strayQuotes = 0;
  let openQuote: number | null = null;
  const rows: NumberedRow[] = [];
  let number = 1;
  let row: string[] = [];
  let value = '';
  /** The value so far is nothing but space; noted, as looking at it again at every quote takes minutes on a megabyte. */
  let blank = true;
  let quoted = false;
  /** The quoted part of this value holds a line end, which a slip does when it runs on to the next quote of the list. */
  let isLong = false;
  const add = (character: string) => {
    if (isLong && !quoted && character.trim() !== '') openQuote ??= number;
    value += character;
    blank &&= character.trim() === '';
  };
  const endValue = () => {
    row.push(value.trim());
    value = '';
    blank = true;
    isLong = false;
  };
  const endRow = () => {
    endValue();
    if (row.some((cell) => cell !== '')) rows.push({ cells: row, number });
    number += 1;
    row = [];
  };
  for (let at = 0; at < source.length; at += 1) {
    const character = source.charAt(at);
    if (quoted) {
      if (character !== '"') {
        isLong ||= isLineEnd(character);
        add(character);
      } else if (source.charAt(at + 1) === '"') {
        add('"');
        at += 1;
      } else quoted = false;
    } else if (character === '"' && blank) quoted = true;
    else if (character === delimiter) endValue();
    else if (isLineEnd(character)) {
      if (character === '\r' && source.charAt(at + 1) === '\n') at += 1;
      endRow();
    } else {
      if (character === '"') strayQuotes += 1;
      add(character);
    }
  }
  if (quoted) openQuote ??= number;
  endRow();
  return { rows, strayQuotes, openQuote };
}
