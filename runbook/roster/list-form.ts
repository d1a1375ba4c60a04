import { type NumberedRow, readSeparated } from './csv.js';

// What a text is that somebody pasted or saved as a list: a table, or something else that is named for what it is.

/** Rows with more titles than this between them are no table; filled up to one, they would not fit into memory. */
const MOST_TITLES = 200;
const SAVE_AS = 'Save the list as CSV, or paste one e-mail address a line.';

/** What is no table, known by how it begins. */
const OTHER_FORMS: [RegExp, string][] = [
  [/^PK\u0003\u0004/, `This is a spreadsheet's own file (.xlsx, .ods), not CSV. ${SAVE_AS}`],
  [/^\u00d0\u00cf\u0011\u00e0/, `This is a spreadsheet's own file (.xls), not CSV. ${SAVE_AS}`],
  [/^%PDF-/, `This is a PDF. ${SAVE_AS}`],
  [/^\{\\rtf/, `This is a text with formatting (RTF). ${SAVE_AS}`],
  [
    /^(<\?xml[^>]*>\s*)?(<!--[^>]*>\s*)*<(!doctype\s+html|html|head|body|table|meta|div|tr)\b/i,
    `This is HTML, such as a page that a browser saved. Copy the table from the page and paste that, or save the list as CSV.`,
  ],
  [/^<\?xml/i, `This is XML. ${SAVE_AS}`],
];

export type ListTable = { rows: NumberedRow[] } | { problem: string };

/** The rows of a text: separated values, a Markdown table, or JSON. Rows that repeat the dashes of Markdown are dropped. */
export function tableIn(text: string): ListTable {
  const source = text.replace(/^[\s\uFEFF]+/, '');
  for (const [form, problem] of OTHER_FORMS) if (form.test(source)) return { problem };
  if (source.slice(0, 10_000).includes('\0'))
    return { problem: `The text is full of NUL characters: its encoding was not understood. ${SAVE_AS}` };
  const json = jsonRows(source);
  if (json !== null) return json;
  const { rows, problem } = readSeparated(text);
  if (problem !== null) return { problem };
  return { rows: rows.filter(({ cells }) => !cells.every((cell) => /^:?-*:?$/.test(cell))) };
}

/** Rows by title, as a table. */
export function tableOfRows(rows: readonly Record<string, unknown>[]): ListTable {
  const titles = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  if (titles.length > MOST_TITLES)
    return { problem: `The rows have ${titles.length} titles between them; a list has at most ${MOST_TITLES}.` };
  if (rows.length === 0) return { rows: [] };
  const cellsOf = (row: Record<string, unknown>): string[] => titles.map((title) => textOf(row[title]).trim());
  return { rows: [titles, ...rows.map(cellsOf)].map((cells, index) => ({ cells, number: index + 1 })) };
}

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';

/** The rows of JSON, or of a JSON value a line; null where the text is none. */
function jsonRows(source: string): ListTable | null {
  if (!/^(\[\s*([{["\]]|$)|\{\s*("|\}|$))/.test(source)) return null;
  const all = parsed(source) ?? parsedLines(source);
  if (all === null)
    return { problem: `This begins like JSON, and is none: a comma, quote or bracket is wrong in it. ${SAVE_AS}` };
  const list = listIn(all);
  if (list === null)
    return {
      problem: 'This is JSON without a list of rows in it. Give the list alone, such as [{"user": "ana@example.com"}].',
    };
  return tableOfRows(list.map((one) => (isObject(one) ? flat(one) : { user: one })));
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function parsedLines(source: string): unknown[] | null {
  const lines = source.split(/[\r\n]+/).filter((line) => line.trim() !== '');
  const values = lines.map(parsed);
  return values.every(isObject) ? values : null;
}

/** The list itself, or the only list in what a program wraps around it. */
function listIn(value: unknown): unknown[] | null {
  if (Array.isArray(value)) return value as unknown[];
  if (!isObject(value)) return null;
  const lists = Object.values(value).filter(Array.isArray);
  return lists.length === 1 ? (lists[0] as unknown[]) : null;
}

/** What stands one level deeper gets a title of both names, such as `user.email`. */
function flat(row: Record<string, unknown>): Record<string, unknown> {
  const pairs = Object.entries(row).flatMap(([key, value]): [string, unknown][] =>
    isObject(value) ? Object.entries(value).map(([inner, one]) => [`${key}.${inner}`, one]) : [[key, value]],
  );
  return Object.fromEntries(pairs);
}
