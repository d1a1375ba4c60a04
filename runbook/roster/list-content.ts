import type { NumberedRow } from './csv.js';
import { addressesIn, isPlan, namesUser, sourceIn } from './list-cells.js';
import { isState } from './list-states.js';
import type { Column } from './list-titles.js';

// What a column is, judged by its cells.

const SHORT = 40;
const MOST_KNOWN = 2_000;

/** Each cell is looked at once: a text can be many thousand columns wide, or as many rows long. */
function tallied<Key>(
  rows: NumberedRow[],
  keysOf: (cell: string) => Key[],
): { filled: number; counts: Map<Key, number> }[] {
  const found: { filled: number; counts: Map<Key, number> }[] = [];
  const known = new Map<string, Key[]>();
  const keysIn = (cell: string): Key[] => {
    const keys = known.get(cell) ?? keysOf(cell);
    // States and plans come again and again.
    if (cell.length < SHORT && known.size < MOST_KNOWN) known.set(cell, keys);
    return keys;
  };
  for (const { cells } of rows)
    cells.forEach((cell, index) => {
      const { counts } = (found[index] ??= { filled: 0, counts: new Map() });
      if (cell === '') return;
      found[index].filled += 1;
      for (const key of keysIn(cell)) counts.set(key, (counts.get(key) ?? 0) + 1);
    });
  return found;
}

/** Columns of which most cells name a user. A cell with several addresses is refused later, with its row. */
export const holdingUsers = (rows: NumberedRow[]): number[] =>
  tallied(rows, (cell) => (namesUser(cell) || addressesIn(cell).length > 0 ? ['user'] : [])).flatMap((column, index) =>
    (column?.counts.get('user') ?? 0) * 2 > (column?.filled ?? 0) ? [index] : [],
  );

/** What a cell can be by itself, in this order; a column is what most of its cells are. */
const CONTENTS: [Column, (cell: string) => boolean][] = [
  ['status', isState],
  ['source', (cell) => sourceIn(cell) !== 'unknown'],
  ['tier', isPlan],
];

export const contentOf = (rows: NumberedRow[]): (Column | null)[] =>
  Array.from(
    tallied(rows, (cell) => CONTENTS.filter(([, fits]) => fits(cell)).map(([column]) => column)),
    (column) => CONTENTS.find(([kind]) => (column?.counts.get(kind) ?? 0) * 2 > (column?.filled ?? 0))?.[0] ?? null,
  );
