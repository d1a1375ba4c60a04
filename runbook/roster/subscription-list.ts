import type { SubscriptionList } from '../outside/review.js';
import { counted } from '../words/phrases.js';
import type { NumberedRow } from './csv.js';
import {
  addressesIn,
  isRemark,
  nameIn,
  plainCell,
  type SeatSource,
  type SeatStatus,
  sourceIn,
  statusIn,
} from './list-cells.js';
import { type Column, layoutOf } from './list-columns.js';
import { tableIn, tableOfRows } from './list-form.js';

export { isUserId } from './list-cells.js';

/** One line of Kiro's Subscriptions tab. */
export interface Seat {
  /** Every text that can name the user: name, login, e-mail address, id; never empty. */
  names: string[];
  /** `canceled` ones hold no seat. Where the list says nothing, `unknown`. */
  status: SeatStatus;
  /** What the list says, where that is `unclear`. */
  said?: string;
  /** Such as "Kiro Pro"; null where the list does not say. */
  tier: string | null;
  /** Whether it came through a group or was given to the user alone ("Plan source"). */
  source: SeatSource;
}

/** A cancelled seat is none. One whose status is unclear may be one, and counts where a seat too many does harm. */
export const isHeld = ({ status }: Seat): boolean => status !== 'canceled';

/** A list as it was read. */
export interface ReadList {
  seats: Seat[];
  /** Numbers of the rows, from 1, that hold something and name no user: a line of sums, a remark, or a slip. */
  withoutUser: number[];
  /** Titles of the columns by which users are known; empty where there are no titles. */
  userTitles: string[];
}

/** Whether titles without a person are a list of nobody, and not an export that went wrong. */
export interface MayBeEmpty {
  mayBeEmpty?: boolean;
}

/** What people can do about a list that cannot be read. */
export const LIST_ADVICE = 'Paste it with its titles (such as User name, Status, Plan), or one e-mail address a line.';
/** As many rows, people or words are named; a list with more of them has another fault. */
const NAMED = 5;

/**
 * A list as a person pasted it or saved it: separated values, JSON or rows by title, with titles (found by what they say, or by
 * what stands below them) or without. What is no list of seats, or cannot be read beyond doubt, gives a sentence with the cure.
 */
export function readSubscriptionList(
  list: SubscriptionList,
  { mayBeEmpty = false }: MayBeEmpty = {},
): ReadList | { problem: string } {
  const table = 'csv' in list ? tableIn(list.csv) : tableOfRows(list.rows);
  if ('problem' in table) return table;
  if (table.rows.length === 0) return { seats: [], withoutUser: [], userTitles: [] };
  const layout = layoutOf(table.rows);
  if ('problem' in layout) return layout;
  const { columns, rows, titles } = layout;
  if (!columns.includes('user')) return { problem: `The list has no column that names users. ${LIST_ADVICE}` };
  if (rows.length === 0 && mayBeEmpty) return { seats: [], withoutUser: [], userTitles: [] };
  if (rows.length === 0)
    return { problem: `The list holds its titles and no person: the export went wrong. Export it again.` };
  const read: ReadList = {
    seats: [],
    withoutUser: [],
    userTitles: (titles ?? []).filter((_, index) => columns[index] === 'user'),
  };
  for (const row of rows) {
    const several = crowdedCell(row, columns);
    if (several !== null) return { problem: several };
    const seat = seatOf(row, columns);
    if (seat === null) read.withoutUser.push(row.number);
    else read.seats.push(seat);
  }
  if (read.seats.length > 0) return read;
  return { problem: `No row of the list names a user (row ${firstFew(read.withoutUser.map(String))}). ${LIST_ADVICE}` };
}

/** The seats alone, of a list that is known to be readable. */
export const seatsIn = (list: SubscriptionList): Seat[] => {
  const read = readSubscriptionList(list);
  return 'problem' in read ? [] : read.seats;
};

const cellsOf = ({ cells }: NumberedRow, columns: (Column | null)[], column: Column): string[] =>
  cells.filter((cell, index) => columns[index] === column && plainCell(cell) !== '');

function crowdedCell(row: NumberedRow, columns: (Column | null)[]): string | null {
  const crowded = cellsOf(row, columns, 'user').find((cell) => addressesIn(cell).length > 1);
  if (crowded === undefined) return null;
  return `Row ${row.number} names several people in one cell (${firstFew(addressesIn(crowded))}): give each a row.`;
}

/** Null where the row names no user. */
function seatOf(row: NumberedRow, columns: (Column | null)[]): Seat | null {
  const names = [...new Set(cellsOf(row, columns, 'user').map(nameIn))];
  const alone = row.cells.filter((cell) => cell !== '').length === 1 && columns.length > 1;
  if (names.length === 0 || (names.length === 1 && isRemark(names[0]!, alone))) return null;
  const cell = (column: Column): string => cellsOf(row, columns, column)[0] ?? '';
  const status = statusIn(cell('status'));
  const said = status === 'unclear' ? { said: plainCell(cell('status')) } : {};
  return { names, status, ...said, tier: plainCell(cell('tier')) || null, source: sourceIn(cell('source')) };
}

/** An address tells more than a name or an id. */
export const nameOfSeat = ({ names }: Seat): string => names.find((one) => one.includes('@')) ?? names[0] ?? 'somebody';

/** What was understood of a list, to be said before it counts: how many seats in what state, and by which column. */
export function understoodIn({ seats, userTitles }: ReadList): string {
  const by = userTitles.length === 0 ? '' : `, by ${userTitles.map((title) => `"${title}"`).join(' and ')}`;
  const states = [...new Set(seats.map(({ status }) => status))]
    .filter((status) => status !== 'unknown')
    .map((status) => `${seats.filter((seat) => seat.status === status).length} ${STATE_WORDS[status]}`);
  const what = states.length === 0 ? '' : ` (${states.join(', ')})`;
  return `The list was read as ${counted(seats.length, 'seat', 'seats')}${what}${by}.`;
}

/** What was set aside of a list, and what in it is not clear; a sentence each. */
export function doubtsIn({ seats, withoutUser }: ReadList): string[] {
  const notes: string[] = [];
  if (withoutUser.length === 1) notes.push(`Set aside: row ${withoutUser[0]} names no user.`);
  if (withoutUser.length > 1) notes.push(`Set aside: rows ${firstFew(withoutUser.map(String))} name no user.`);
  const unclear = seats.filter(({ status }) => status === 'unclear');
  for (const said of [...new Set(unclear.map((seat) => seat.said ?? ''))].slice(0, NAMED)) {
    const people = unclear.filter((seat) => seat.said === said).map(nameOfSeat);
    notes.push(
      `What Kiro means by "${said}" is not documented: ${firstFew(people)} may have a seat or not. Look them up in the Kiro console.`,
    );
  }
  return notes;
}

const STATE_WORDS: Record<SeatStatus, string> = {
  active: 'active',
  pending: 'pending',
  canceled: 'cancelled',
  unclear: 'in a state that is not clear',
  unknown: '',
};

function firstFew(texts: string[]): string {
  const rest = texts.length - NAMED;
  return `${texts.slice(0, NAMED).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

/** One list of its parts, which are all of one kind; text may have been cut anywhere. */
export function joinParts(parts: SubscriptionList[]): SubscriptionList {
  if (parts.every((part) => 'csv' in part)) return { csv: parts.map((part) => part.csv).join('') };
  return { rows: parts.flatMap((part) => ('rows' in part ? part.rows : [])) };
}

/** The query by which an activity fetches one part of a long subscription list from its run: `{"part": 1}`. */
export const LIST_PART_QUERY = 'subscriptionsPart';
