import type { SubscriptionList } from '../outside/review.js';
import { counted } from '../words/phrases.js';
import { layoutOf } from './list-columns.js';
import { tableIn } from './list-form.js';
import { tableOfRows } from './list-json.js';
import { firstFew, NAMED, pagingIn, rowReader, type Seat } from './list-rows.js';
import { unreadState } from './list-state-column.js';
import type { SeatStatus } from './list-states.js';

export { isUserId } from './list-cells.js';
export type { Seat } from './list-rows.js';

/** A cancelled seat is none. One whose status is unclear may be one, and counts where a seat too many does harm. */
export const isHeld = ({ status }: Seat): boolean => status !== 'canceled';

/** A list as it was read. */
export interface ReadList {
  seats: Seat[];
  /** Numbers of the rows, from 1, that hold something and name no user: a line of sums, a remark, or a slip. */
  withoutUser: number[];
  /** Titles of the columns by which users are known; empty where there are no titles. */
  userTitles: string[];
  /** What was guessed, or looks like a slip; a sentence each. */
  doubts: string[];
}

const NOBODY: ReadList = { seats: [], withoutUser: [], userTitles: [], doubts: [] };

/** Whether titles without a person are a list of nobody, and not an export that went wrong. */
export interface MayBeEmpty {
  mayBeEmpty?: boolean;
}

/** What people can do about a list that cannot be read. */
export const LIST_ADVICE = 'Paste it with its titles (such as User name, Status, Plan), or one e-mail address a line.';

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
  if (table.rows.length === 0)
    return mayBeEmpty ? NOBODY : { problem: `There is no person in the list. ${LIST_ADVICE}` };
  const paging = pagingIn(table.rows);
  if (paging !== null) return { problem: paging };
  const layout = layoutOf(table.rows);
  if ('problem' in layout) return layout;
  const { columns, rows, titles } = layout;
  if (!columns.includes('user')) return { problem: `The list has no column that names users. ${LIST_ADVICE}` };
  if (rows.length === 0 && mayBeEmpty) return NOBODY;
  if (rows.length === 0)
    return { problem: `The list holds its titles and no person: the export went wrong. Export it again.` };
  const unread = unreadState(rows, titles, columns);
  if ('problem' in unread) return unread;
  const read: ReadList = {
    seats: [],
    withoutUser: [],
    userTitles: (titles ?? []).filter((_, index) => columns[index] === 'user'),
    doubts: [...layout.doubts, ...unread.doubts],
  };
  const reader = rowReader(rows, columns);
  for (const row of rows) {
    const seat = reader.read(row);
    if (seat === null) read.withoutUser.push(row.number);
    else if ('problem' in seat) return seat;
    else read.seats.push(seat);
  }
  read.doubts.push(...reader.doubts());
  if (read.seats.length > 0) return read;
  return { problem: `No row of the list names a user (row ${firstFew(read.withoutUser.map(String))}). ${LIST_ADVICE}` };
}

/** The seats alone, of a list that is known to be readable. */
export const seatsIn = (list: SubscriptionList): Seat[] => {
  const read = readSubscriptionList(list);
  return 'problem' in read ? [] : read.seats;
};

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
export function doubtsIn({ seats, withoutUser, doubts }: ReadList): string[] {
  const notes: string[] = [...doubts];
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

/** One list of its parts, which are all of one kind; text may have been cut anywhere. */
export function joinParts(parts: SubscriptionList[]): SubscriptionList {
  if (parts.every((part) => 'csv' in part)) return { csv: parts.map((part) => part.csv).join('') };
  return { rows: parts.flatMap((part) => ('rows' in part ? part.rows : [])) };
}

/** The query by which an activity fetches one part of a long subscription list from its run: `{"part": 1}`. */
export const LIST_PART_QUERY = 'subscriptionsPart';
