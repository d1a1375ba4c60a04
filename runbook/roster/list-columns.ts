import type { NumberedRow } from './csv.js';
import { plainCell } from './list-cells.js';
import { contentOf, holdingUsers } from './list-content.js';
import { onlyState } from './list-state-column.js';
import { type Column, columnTitled, lettersOf, rowsBelow, titleRow } from './list-titles.js';

// Which column of a table is which: by its title, and for people by what stands in it.

/** An address in such a column is somebody else's: of a manager, or of the one by whom something was done. */
const OF_OTHERS =
  /manager|supervisor|owner|admin|approv|sponsor|invited|created|added|assigned|updated|modified|boss|lead|vorgesetzt|responsable|chef|leitung|(by|von|durch|par|por|da|door|to)$/;
/** Such an address is the user's own where there is no other. */
const CONTACT = /contact|kontakt/;
/** Titles that speak of the user, or of an address. */
const OF_USERS =
  /mail|adress|address|user|login|name|principal|upn|member|account|nutzer|mitglied|correo|courriel|posta/;
/** Titles of reports that are other ones: what people did, and when. */
const DAY = /^(date|day|datum|tag|fecha|jour|giorno|timestamp)$/;
const USAGE =
  /(credits?|messages?|conversations?|tokens?|requests?|prompts?|lines|suggestions?)(used|usage|count|total|accepted|generated)?$|^total(messages|conversations)|overage|clienttype/;

export interface Layout {
  columns: (Column | null)[];
  /** Below the titles. */
  rows: NumberedRow[];
  /** Of the columns, as they stand there; null where there are none. */
  titles: string[] | null;
  /** What was guessed; a sentence each. */
  doubts: string[];
}

/** Where everything stands in a table, or why that cannot be said, as a sentence. */
export function layoutOf(table: NumberedRow[]): Layout | { problem: string } {
  const titled = titleRow(table);
  if ('problem' in titled) return titled;
  const titles = titled.at === null ? null : (table[titled.at]?.cells ?? []);
  const below = rowsBelow(titled.at === null ? table : table.slice(titled.at + 1), titles);
  if ('problem' in below) return below;
  const { rows } = below;
  const letters = (titles ?? []).map(lettersOf);
  const usage = letters.findIndex((one) => USAGE.test(one));
  if (usage >= 0 && (letters.some((one) => DAY.test(one)) || !letters.some((one) => columnTitled(one) === 'status')))
    return {
      problem: `This is the activity report ("${titles?.[usage] ?? ''}"), which names who used Kiro, not who has a seat. Take the list of the Subscriptions tab.`,
    };
  const users = usersIn(rows, titles, letters);
  if ('problem' in users) return users;
  const columns = columnsOf(rows, titles).map((column, index) =>
    users.at.includes(index) ? 'user' : column === 'user' ? null : column,
  );
  for (const index of users.at) columns[index] = 'user';
  const state = onlyState(rows, titles, columns);
  if ('problem' in state) return state;
  return {
    columns: Array.from(state.columns, (column) => column ?? null),
    rows,
    titles,
    doubts: [...(titled.doubt === null ? [] : [titled.doubt]), ...state.doubts],
  };
}

/** By the titles first. A column without a known title is judged by its cells, and so is a plan column that holds states. */
function columnsOf(rows: NumberedRow[], titles: string[] | null): (Column | null)[] {
  const byContent = contentOf(rows);
  if (titles === null) return byContent;
  const columns = titles.map(columnTitled);
  return Array.from({ length: Math.max(columns.length, byContent.length) }, (_, index) => {
    const column = columns[index] ?? null;
    const found = byContent[index] ?? null;
    if (found === 'status' && (column === null || column === 'tier')) return found;
    // "Group" and the like may stand in any column.
    return column ?? (found === 'source' || found === null || columns.includes(found) ? null : found);
  });
}

/**
 * The columns that name the user. Addresses and ids outweigh titles, so that "Work email" counts beside "Name"; where several
 * columns hold addresses, their titles decide, or they must be the same.
 */
function usersIn(
  rows: NumberedRow[],
  titles: string[] | null,
  letters: string[],
): { at: number[] } | { problem: string } {
  const titled = letters.flatMap((one, index) => (columnTitled(one) === 'user' ? [index] : []));
  const holding = holdingUsers(rows);
  if (holding.length === 0) return { at: titled };
  const ofState = holding.find((index) => columnTitled(letters[index] ?? '') === 'status');
  if (ofState !== undefined)
    return {
      problem: `People stand under "${titles?.[ofState] ?? ''}": the values are not below their titles. Put values that hold a comma into quotes.`,
    };
  const others = holding.filter((index) => !OF_OTHERS.test(letters[index] ?? ''));
  const sure = others.filter((index) => !CONTACT.test(letters[index] ?? ''));
  const own = sure.length > 0 ? sure : others.filter((index) => isEachOnce(rows, index));
  const candidates = own.length > 0 ? own : titled.length > 0 ? [] : holding;
  if (titles !== null && candidates === holding && others.length === 0)
    return {
      problem: `The only people in the list stand under "${titles[holding[0]!] ?? ''}", which is not the user of a seat: add a column of users, titled Email.`,
    };
  if (candidates.some((index) => titled.includes(index))) return { at: titled };
  const foreign = candidates.find(
    (index) => titled.length > 0 && !OF_USERS.test(letters[index] ?? '') && titles?.[index],
  );
  if (foreign !== undefined)
    return {
      problem: `The column "${titles?.[foreign] ?? ''}" holds addresses, and does not say whose: title it Email where they are those of the users, else delete it.`,
    };
  const isSame = rows.every(
    ({ cells }) => new Set(candidates.map((index) => plainCell(cells[index] ?? '').toLowerCase())).size <= 1,
  );
  if (candidates.length > 1 && !isSame) {
    const named = candidates.map((index) => (titles === null ? `${index + 1}` : `"${titles[index] ?? index + 1}"`));
    return {
      problem:
        titles === null && rows.length === 1
          ? 'The only row names several people: give each a line.'
          : `The columns ${named.join(' and ')} all hold people: leave one of them, with the users of the seats.`,
    };
  }
  return { at: [...titled, ...candidates].sort((one, other) => one - other) };
}

/** An address that comes again is that of somebody who looks after several users. */
function isEachOnce(rows: NumberedRow[], index: number): boolean {
  const cells = rows.map((row) => plainCell(row.cells[index] ?? '').toLowerCase()).filter((cell) => cell !== '');
  return new Set(cells).size === cells.length;
}
