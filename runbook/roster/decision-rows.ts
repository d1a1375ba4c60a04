import { readSeparated } from './csv.js';
import { nameIn, plainCell } from './list-cells.js';

/** Decisions as they were read from a text with separated values. */
export interface ReadDecisions {
  rows: { user: string; decision: string; note?: string }[];
  /** Rows that name somebody, and say neither keep nor remove yet. */
  open: number;
  /** What cannot be read, a sentence each. */
  problems: string[];
}

type Column = 'user' | 'decision' | 'note';

/** Titles of columns, as letters alone. */
const TITLES: [Column, RegExp][] = [
  ['user', /^(user|username|login|email|emailaddress|who)$/],
  ['decision', /^(decision|keeporremove)$/],
  ['note', /^(note|notes|comment|reason)$/],
];

/** At most this many problems are named. */
const TOLD = 5;

/**
 * The rows of a review's decisions, as a spreadsheet saves them: commas, semicolons or tabs; `user`, `decision` and `note` by
 * the titles of the columns, or in this order where there are none. Other columns are left alone.
 */
export function readDecisions(text: string): ReadDecisions {
  const { rows: table, problem } = readSeparated(text);
  const titles = (table[0]?.cells ?? []).map(columnTitled);
  const isTitled = titles.includes('user') && titles.includes('decision');
  const columns: (Column | null)[] = isTitled ? titles : ['user', 'decision', 'note'];
  const read: ReadDecisions = { rows: [], open: 0, problems: [] };
  if (problem !== null) read.problems.push(problem);
  else if (table.length === 0) read.problems.push('The list is empty.');
  else if (!isTitled && titles.some((title) => title !== null))
    read.problems.push('The list needs a column "user" and a column "decision".');
  if (read.problems.length > 0) return read;
  table.slice(isTitled ? 1 : 0).forEach(({ cells, number }) => {
    const cell = (column: Column): string => cells[columns.indexOf(column)]?.trim() ?? '';
    const [user, decision, note] = [nameIn(cell('user')), plainCell(cell('decision')).toLowerCase(), cell('note')];
    const line = `Row ${number}`;
    if (user === '') {
      if (decision !== '') read.problems.push(`${line} says ${decision} and names nobody.`);
    } else if (decision === '') read.open += 1;
    else if (decision !== 'keep' && decision !== 'remove')
      read.problems.push(`${line} (${user}): "${decision}" is no decision: write keep or remove, or leave it empty.`);
    else read.rows.push({ user, decision, ...(note === '' ? {} : { note }) });
  });
  const rest = read.problems.length - TOLD;
  if (rest > 0) read.problems = [...read.problems.slice(0, TOLD), `${rest} more rows are wrong.`];
  return read;
}

function columnTitled(cell: string): Column | null {
  const letters = cell.toLowerCase().replace(/[^a-z]/g, '');
  return TITLES.find(([, form]) => form.test(letters))?.[0] ?? null;
}
