const DELIMITERS = ['\t', ';', ','] as const;

/**
 * Rows of a text with separated values (RFC 4180): commas, semicolons or tabs, quotes, line breaks inside quotes, with
 * or without a byte order mark. Empty lines are dropped, and spaces around values. The delimiter is the one that
 * cuts most lines into the same number of values.
 */
export function parseSeparated(text: string): string[][] {
  const source = text.replace(/^\uFEFF/, '');
  const tables = DELIMITERS.map((delimiter) => split(source, delimiter));
  const [best] = tables.sort((one, other) => fit(other) - fit(one));
  return best?.rows ?? [];
}

interface Table {
  rows: string[][];
  /** Quotes in the middle of values: a sign of the wrong delimiter. */
  strayQuotes: number;
}

/** How many rows have the most common width, where that is more than one value; stray quotes count against it. */
function fit({ rows, strayQuotes }: Table): number {
  const counts = new Map<number, number>();
  for (const { length } of rows) if (length > 1) counts.set(length, (counts.get(length) ?? 0) + 1);
  return Math.max(0, ...counts.values()) - strayQuotes;
}

function split(source: string, delimiter: string): Table {
  let strayQuotes = 0;
  const rows: string[][] = [];
  let row: string[] = [];
  let value = '';
  /** The value so far is nothing but space; noted, as looking at it again at every quote takes minutes on a megabyte. */
  let blank = true;
  let quoted = false;
  const add = (character: string) => {
    value += character;
    blank &&= character.trim() === '';
  };
  const endValue = () => {
    row.push(value.trim());
    value = '';
    blank = true;
  };
  const endRow = () => {
    endValue();
    if (row.some((cell) => cell !== '')) rows.push(row);
    row = [];
  };
  for (let at = 0; at < source.length; at += 1) {
    const character = source.charAt(at);
    if (quoted) {
      if (character !== '"') add(character);
      else if (source.charAt(at + 1) === '"') {
        add('"');
        at += 1;
      } else quoted = false;
    } else if (character === '"' && blank) quoted = true;
    else if (character === delimiter) endValue();
    else if (character === '\n') endRow();
    else {
      if (character === '"') strayQuotes += 1;
      add(character);
    }
  }
  endRow();
  return { rows, strayQuotes };
}
