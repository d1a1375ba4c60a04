import type { NumberedRow } from './csv.js';

// Lists as programs write them: JSON, and rows by title.

/** Rows with more titles than this between them are no table; filled up to one, they would not fit into memory. */
const MOST_TITLES = 200;
/** What to do with a file of another form. */
export const SAVE_AS = 'Save the list as CSV, or paste one e-mail address a line.';

export type ListTable = { rows: NumberedRow[] } | { problem: string };

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
export function jsonRows(source: string): ListTable | null {
  if (!/^(\[\s*([{["\]]|$)|\{\s*("|\}|$))/.test(source)) return null;
  const all = parsed(source) ?? parsedLines(source);
  if (all === null)
    return { problem: `This begins like JSON, and is none: a comma, quote or bracket is wrong in it. ${SAVE_AS}` };
  const list = listIn(all);
  // Pages one after the other; a row without a list in it says nothing on the whole.
  const around = Array.isArray(all)
    ? all.filter((one) => isObject(one) && Object.values(one).some(Array.isArray))
    : [all];
  const part = around.map((one) => partial(withoutLists(one), list?.length ?? 0)).find((one) => one !== null);
  if (part !== undefined) return { problem: part };
  if (list === null)
    return {
      problem: 'This is JSON without a list of rows in it. Give the list alone, such as [{"user": "ana@example.com"}].',
    };
  return tableOfRows(list.map((one) => (isObject(one) ? flat(one) : { user: one })));
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a program says beside the lists. */
const withoutLists = (value: unknown): unknown =>
  isObject(value) ? Object.fromEntries(Object.entries(value).filter(([, one]) => !Array.isArray(one))) : null;

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

/** Keys by which a program says that there is more than it gives. */
const MORE =
  /next(page)?(token|link|cursor|marker|page|url|uri)?$|^(is)?truncated$|^(has)?more$|^marker$|^cursor$|continuationtoken$/;
const COUNT = /^(total|totalcount|totalresults|totalitems|totalsize)$/;

/** Why what stands around a list shows that this is not the whole of it; null where nothing does. */
function partial(around: unknown, length: number): string | null {
  for (const [key, value] of isObject(around) ? pairsOf(around) : []) {
    const last = key.split('.').at(-1) ?? key;
    const letters = last.toLowerCase().replace(/[^a-z]/g, '');
    const isMore = MORE.test(letters) && value !== '' && value !== 'false' && value !== '0';
    if (isMore || (COUNT.test(letters) && Number(value) > length))
      return `This is a part of the list: "${last}" says that more follows. Fetch all pages, and give them as one list.`;
  }
  return null;
}

/** As deep as a program wraps what it says. */
const DEEPEST = 8;

/** What stands deeper gets a title of all names, such as `user.email`. A list of a row is not looked into where it is long. */
function pairsOf(row: Record<string, unknown>, before = '', depth = 1): [string, string][] {
  return Object.entries(row).flatMap(([key, value]): [string, string][] => {
    const title = `${before}${key}`;
    if (!Array.isArray(value) && !isObject(value)) return [[title, textOf(value)]];
    if (depth >= DEEPEST) return [];
    if (isObject(value)) return pairsOf(value, `${title}.`, depth + 1);
    if (value.some((one) => typeof one === 'object' && one !== null))
      return value.length > MOST_IN_ROW ? [] : pairsOf(Object.fromEntries(value.entries()), `${title}.`, depth + 1);
    return [[title, value.map(textOf).join(', ')]];
  });
}
const MOST_IN_ROW = 20;

const flat = (row: Record<string, unknown>): Record<string, string> => Object.fromEntries(pairsOf(row));
