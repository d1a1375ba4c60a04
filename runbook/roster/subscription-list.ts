import type { SubscriptionList } from '../outside/review.js';
import { parseSeparated } from './csv.js';

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
/** RFC 5321, 4.5.3.1.3. Searched in a longer text, the form above can take minutes. */
const LONGEST_EMAIL = 254;
const ID = /^([0-9a-f]{10}-)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** A heading and a line of totals may stand above the titles. */
const LINES_ABOVE = 10;
/** Rows with more titles than this between them are no table; filled up to one, they would not fit into memory. */
const MOST_TITLES = 200;

/** Whether a text is an id of a user, with or without the prefix of an identity store. */
export function isUserId(text: string): boolean {
  return ID.test(text);
}

/** A list as it was read. */
export interface ReadList {
  seats: Seat[];
  /** Numbers of the rows, from 1, that hold something and name no user: a line of totals, or a slip. */
  withoutUser: number[];
}

/**
 * A list as a person pasted it: separated values with titles (found by what they say, also below other lines), without
 * titles (columns found by their values), or rows by title. Null where no column names users.
 */
export function readSubscriptionList(list: SubscriptionList): ReadList | null {
  const table = readTable(list);
  if (table === null) return null;
  const read: ReadList = { seats: [], withoutUser: [] };
  for (const { cells, number } of table.rows) {
    const seat = seatOf(cells, table.columns);
    if (seat === null) read.withoutUser.push(number);
    else read.seats.push(seat);
  }
  return read;
}

/** As `readSubscriptionList`: the seats alone. */
export function readSubscriptions(list: SubscriptionList): Seat[] | null {
  return readSubscriptionList(list)?.seats ?? null;
}

interface Table {
  columns: (Column | null)[];
  rows: { cells: string[]; number: number }[];
}

function readTable(list: SubscriptionList): Table | null {
  const table = 'csv' in list ? parseSeparated(list.csv) : tableOf(list.rows);
  if (table === null) return null;
  const rows = table.map((cells, index) => ({ cells, number: index + 1 }));
  if (rows.length === 0) return { columns: [], rows };
  const titled = table.slice(0, LINES_ABOVE).findIndex((row) => row.some((cell) => columnTitled(cell) === 'user'));
  if (titled >= 0) {
    const titles = table[titled] ?? [];
    const joined = titles.join('\n');
    // Whoever sends a list in parts may send the titles with each.
    const isRepeated = (row: string[]): boolean => row.length === titles.length && row.join('\n') === joined;
    const below = rows.slice(titled + 1).filter(({ cells }) => !isRepeated(cells));
    return { columns: titles.map(columnTitled), rows: below };
  }
  const columns = columnsByContent(table);
  if (!columns.includes('user')) return null;
  // A first line without any address or id holds titles in words that are not known here.
  return { columns, rows: table[0]?.some(namesUser) === true ? rows : rows.slice(1) };
}

function namesUser(cell: string): boolean {
  return (cell.length <= LONGEST_EMAIL && EMAIL.test(cell)) || isUserId(cell);
}

function tableOf(rows: Record<string, string>[]): string[][] | null {
  if (rows.length === 0) return [];
  const titles = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  if (titles.length > MOST_TITLES) return null;
  return [titles, ...rows.map((row) => titles.map((title) => String(row[title] ?? '').trim()))];
}

function columnTitled(cell: string): Column | null {
  const letters = cell.toLowerCase().replace(/[^a-z]/g, '');
  return TITLES.find(([, form]) => form.test(letters))?.[0] ?? null;
}

/** What a cell can be by itself, in this order; a column is what most of its cells are. */
const CONTENTS: [Column, (cell: string) => boolean][] = [
  ['user', namesUser],
  ['status', (cell) => statusOf(cell) !== 'unknown'],
  ['source', (cell) => sourceOf(cell) !== 'unknown'],
  ['tier', (cell) => /^(kiro )?(pro\+?|power|free)\b/i.test(cell)],
];

/** Each cell is looked at once: a text can be many thousand columns wide, or as many rows long. */
function columnsByContent(table: string[][]): (Column | null)[] {
  const found: { filled: number; counts: Map<Column, number> }[] = [];
  for (const row of table) {
    row.forEach((cell, index) => {
      const { counts } = (found[index] ??= { filled: 0, counts: new Map() });
      if (cell === '') return;
      found[index].filled += 1;
      for (const [column, fits] of CONTENTS) if (fits(cell)) counts.set(column, (counts.get(column) ?? 0) + 1);
    });
  }
  return found.map(
    ({ filled, counts }) => CONTENTS.find(([column]) => (counts.get(column) ?? 0) * 2 > filled)?.[0] ?? null,
  );
}

/** Null where the row names no user. */
function seatOf(row: string[], columns: (Column | null)[]): Seat | null {
  const cells = (column: Column) => row.filter((cell, index) => columns[index] === column && cell !== '');
  const names = cells('user');
  if (names.length === 0) return null;
  const [status = '', tier, source = ''] = [cells('status')[0], cells('tier')[0], cells('source')[0]];
  return { names, status: statusOf(status), tier: tier ?? null, source: sourceOf(source) };
}

function statusOf(cell: string): Seat['status'] {
  return STATUSES.find(([, form]) => form.test(cell))?.[0] ?? 'unknown';
}

function sourceOf(cell: string): Seat['source'] {
  return SOURCES.find(([, form]) => form.test(cell))?.[0] ?? 'unknown';
}

/** One list of its parts, which are all of one kind; text may have been cut anywhere. */
export function joinParts(parts: SubscriptionList[]): SubscriptionList {
  if (parts.every((part) => 'csv' in part)) return { csv: parts.map((part) => part.csv).join('') };
  return { rows: parts.flatMap((part) => ('rows' in part ? part.rows : [])) };
}

/** The query by which an activity fetches one part of a long subscription list from its run: `{"part": 1}`. */
export const LIST_PART_QUERY = 'subscriptionsPart';
