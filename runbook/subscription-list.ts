import { parseSeparated } from './csv.js';
import type { SubscriptionList } from './outside.js';

/** One line of Kiro's Subscriptions tab. */
export interface Seat {
  /** Every text that can name the user: name, login, e-mail address, id; never empty. */
  names: string[];
  /** `canceled` ones hold no seat. Where the list says nothing, `unknown`. */
  status: 'active' | 'pending' | 'canceled' | 'unknown';
  /** Such as "Kiro Pro"; null where the list does not say. */
  tier: string | null;
  /** Whether it came through a group or was given to the user alone ("Plan source"). */
  source: 'group' | 'individual' | 'unknown';
}

/** A cancelled seat is none. */
export const isHeld = ({ status }: Seat): boolean => status !== 'canceled';

type Column = 'user' | 'status' | 'tier' | 'source';

/** Titles of columns, as letters alone. */
const TITLES: [Column, RegExp][] = [
  ['status', /^(subscription)?(status|state)$/],
  ['tier', /^((subscription|kiro)?(tier|plan)(name)?|subscriptiontype|subscription)$/],
  ['source', /^((plan|subscription)?source|assigned(via|by|through)|assignmenttype|via)$/],
  [
    'user',
    /^(user|username|userid|useridentifier|login|name|fullname|displayname|email|emailaddress|useremail|id|member)$/,
  ],
];
const STATUSES: [Seat['status'], RegExp][] = [
  ['active', /^(active|subscribed)$/i],
  ['pending', /^(pending|invited)\b/i],
  ['canceled', /^(cancell?ed|unsubscribed|removed)$/i],
];
const SOURCES: [Seat['source'], RegExp][] = [
  ['group', /^group\b/i],
  ['individual', /^(individual|user|direct)\b/i],
];
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const ID = /^([0-9a-f]{10}-)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** A heading and a line of totals may stand above the titles. */
const LINES_ABOVE = 10;

/** Whether a text is an id of a user, with or without the prefix of an identity store. */
export function isUserId(text: string): boolean {
  return ID.test(text);
}

/**
 * The seats of a list as a person pasted it: separated values with titles (found by what they say, also below other
 * lines), without titles (columns found by their values), or rows by title. Null where no column names users.
 */
export function readSubscriptions(list: SubscriptionList): Seat[] | null {
  const table = readTable(list);
  return table?.rows.flatMap(({ cells }) => seatOf(cells, table.columns)) ?? null;
}

/** Numbers of the rows, from 1, that hold something and name no user: a line of totals, or a slip. */
export function rowsWithoutUser(list: SubscriptionList): number[] {
  const table = readTable(list);
  return table?.rows.flatMap(({ cells, number }) => (seatOf(cells, table.columns).length === 0 ? [number] : [])) ?? [];
}

interface Table {
  columns: (Column | null)[];
  rows: { cells: string[]; number: number }[];
}

function readTable(list: SubscriptionList): Table | null {
  const table = 'csv' in list ? parseSeparated(list.csv) : tableOf(list.rows);
  const rows = table.map((cells, index) => ({ cells, number: index + 1 }));
  if (rows.length === 0) return { columns: [], rows };
  const titled = table.slice(0, LINES_ABOVE).findIndex((row) => row.some((cell) => columnTitled(cell) === 'user'));
  if (titled >= 0) {
    const titles = table[titled] ?? [];
    // Whoever sends a list in parts may send the titles with each.
    const isRepeated = (row: string[]): boolean => row.join('\n') === titles.join('\n');
    const below = rows.slice(titled + 1).filter(({ cells }) => !isRepeated(cells));
    return { columns: titles.map(columnTitled), rows: below };
  }
  const columns = columnsByContent(table);
  if (!columns.includes('user')) return null;
  // A first line without any address or id holds titles in words that are not known here.
  return { columns, rows: table[0]?.some(namesUser) === true ? rows : rows.slice(1) };
}

function namesUser(cell: string): boolean {
  return EMAIL.test(cell) || isUserId(cell);
}

function tableOf(rows: Record<string, string>[]): string[][] {
  if (rows.length === 0) return [];
  const titles = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return [titles, ...rows.map((row) => titles.map((title) => String(row[title] ?? '').trim()))];
}

function columnTitled(cell: string): Column | null {
  const letters = cell.toLowerCase().replace(/[^a-z]/g, '');
  return TITLES.find(([, form]) => form.test(letters))?.[0] ?? null;
}

function columnsByContent(table: string[][]): (Column | null)[] {
  const width = table.reduce((widest, row) => Math.max(widest, row.length), 0);
  return Array.from({ length: width }, (_, index) => {
    const cells = table.map((row) => row[index] ?? '').filter((cell) => cell !== '');
    const most = (fits: (cell: string) => boolean) => cells.filter(fits).length * 2 > cells.length;
    if (most(namesUser)) return 'user';
    if (most((cell) => statusOf(cell) !== 'unknown')) return 'status';
    if (most((cell) => sourceOf(cell) !== 'unknown')) return 'source';
    return most((cell) => /^(kiro )?(pro\+?|power|free)\b/i.test(cell)) ? 'tier' : null;
  });
}

function seatOf(row: string[], columns: (Column | null)[]): Seat[] {
  const cells = (column: Column) => row.filter((cell, index) => columns[index] === column && cell !== '');
  const names = cells('user');
  if (names.length === 0) return [];
  const [status = '', tier, source = ''] = [cells('status')[0], cells('tier')[0], cells('source')[0]];
  return [{ names, status: statusOf(status), tier: tier ?? null, source: sourceOf(source) }];
}

function statusOf(cell: string): Seat['status'] {
  return STATUSES.find(([, form]) => form.test(cell))?.[0] ?? 'unknown';
}

function sourceOf(cell: string): Seat['source'] {
  return SOURCES.find(([, form]) => form.test(cell))?.[0] ?? 'unknown';
}
