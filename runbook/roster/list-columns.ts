import type { NumberedRow } from './csv.js';
import { addressesIn, namesUser, plainCell, sourceIn, statusIn } from './list-cells.js';

// Which column of a table is which: by its title, and for people by what stands in it.

export type Column = 'user' | 'status' | 'tier' | 'source';

/** Titles of columns, as letters alone. */
const TITLES: [Column, RegExp][] = [
  ['status', /^((subscription|seat|abo)?(status|state)|zustand|statut|estado|stato)$/],
  ['tier', /^((subscription|kiro)?(tier|plan)(name)?|subscriptiontype|subscription|tarif|abonnement)$/],
  ['source', /^((plan|subscription)?source|assigned(via|by|through)|assignmenttype|via|quelle)$/],
  [
    'user',
    /^(user|username|userid|useridentifier|login|name|fullname|displayname|e?mail|emailaddress|useremail|id|member|benutzer|benutzername|nutzer|mitglied|utilisateur|usuario|usuaria|utente|gebruiker)$/,
  ],
];
/** An address in such a column is somebody else's. */
const OF_OTHERS =
  /manager|supervisor|owner|admin|approv|sponsor|invited|created|added|assigned|updated|modified|boss|contact|vorgesetzt|responsable|chef/;
/** Titles of reports that are other ones: what people did, and when. */
const DAY = /^(date|day|datum|tag|fecha|jour|giorno|timestamp)$/;
const USAGE =
  /(credits?|messages?|conversations?|tokens?|requests?|prompts?|lines|suggestions?)(used|usage|count|total|accepted|generated)?$|^total(messages|conversations)|overage|clienttype/;
/** A heading and a line of sums may stand above the titles. */
const LINES_ABOVE = 10;

const lettersOf = (cell: string): string =>
  plainCell(cell)
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}]/gu, '');

const columnTitled = (cell: string): Column | null => {
  const letters = lettersOf(cell);
  return TITLES.find(([, form]) => form.test(letters))?.[0] ?? null;
};

export interface Layout {
  columns: (Column | null)[];
  /** Below the titles. */
  rows: NumberedRow[];
  /** Of the columns, as they stand there; null where there are none. */
  titles: string[] | null;
}

/** Where everything stands in a table, or why that cannot be said, as a sentence. */
export function layoutOf(table: NumberedRow[]): Layout | { problem: string } {
  const titled = titleRow(table);
  const titles = titled === null ? null : (table[titled]?.cells ?? []);
  const below = titled === null ? table : table.slice(titled + 1);
  const joined = titles?.join('\n');
  // A list in parts may have its titles in each part.
  const rows = below.filter(({ cells }) => cells.length !== titles?.length || cells.join('\n') !== joined);
  const letters = (titles ?? []).map(lettersOf);
  const usage = letters.findIndex((one) => USAGE.test(one));
  if (usage >= 0 && (letters.some((one) => DAY.test(one)) || !letters.some((one) => columnTitled(one) === 'status')))
    return {
      problem: `This is the activity report ("${titles?.[usage] ?? ''}"), which names who used Kiro, not who has a seat. Take the list of the Subscriptions tab.`,
    };
  const columns = columnsOf(rows, titles);
  const users = usersIn(rows, titles, letters);
  if ('problem' in users) return users;
  const width = Math.max(columns.length, ...users.at.map((index) => index + 1));
  const all = Array.from({ length: width }, (_, index) =>
    users.at.includes(index) ? 'user' : columns[index] === 'user' ? null : (columns[index] ?? null),
  );
  return { columns: all, rows, titles };
}

/** By the titles; what no title names is found by what stands in it. */
function columnsOf(rows: NumberedRow[], titles: string[] | null): (Column | null)[] {
  const byContent = contentOf(rows);
  if (titles === null) return byContent;
  const columns = titles.map(columnTitled);
  return columns.map((column, index) => {
    const found = byContent[index] ?? null;
    // "Group" and the like may stand in any column.
    return column ?? (found === 'source' || found === null || columns.includes(found) ? null : found);
  });
}

/** The row of the titles: one that a title of a user names; else the first, where it names nobody and the others do. */
function titleRow(table: NumberedRow[]): number | null {
  const known = table
    .slice(0, LINES_ABOVE)
    .findIndex(({ cells }) => !cells.some(namesUser) && cells.some((cell) => columnTitled(cell) === 'user'));
  if (known >= 0) return known;
  const first = table.slice(0, LINES_ABOVE).findIndex(({ cells }) => cells.some(namesUser));
  return first > 0 ? first - 1 : null;
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
  const own = holding.filter((index) => !OF_OTHERS.test(letters[index] ?? ''));
  const candidates = own.length > 0 ? own : titled.length > 0 ? [] : holding;
  if (candidates.some((index) => titled.includes(index))) return { at: titled };
  const isSame = rows.every(
    ({ cells }) => new Set(candidates.map((index) => plainCell(cells[index] ?? '').toLowerCase())).size <= 1,
  );
  if (candidates.length > 1 && !isSame) {
    const named = candidates.map((index) => (titles === null ? `${index + 1}` : `"${titles[index] ?? index + 1}"`));
    return {
      problem: `The columns ${named.join(' and ')} all hold people: leave one of them, with the users of the seats.`,
    };
  }
  return { at: [...titled, ...candidates].sort((one, other) => one - other) };
}

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

/** Columns of which most cells name a user. Several addresses in a cell are told later, with the row. */
const holdingUsers = (rows: NumberedRow[]): number[] =>
  tallied(rows, (cell) => (namesUser(cell) || addressesIn(cell).length > 0 ? ['user'] : [])).flatMap((column, index) =>
    (column?.counts.get('user') ?? 0) * 2 > (column?.filled ?? 0) ? [index] : [],
  );

/** What a cell can be by itself, in this order; a column is what most of its cells are. */
const CONTENTS: [Column, (cell: string) => boolean][] = [
  ['status', (cell) => !['unknown', 'unclear'].includes(statusIn(cell))],
  ['source', (cell) => sourceIn(cell) !== 'unknown'],
  ['tier', (cell) => /^(kiro )?(pro\+?|power|free)\b/i.test(cell)],
];

const contentOf = (rows: NumberedRow[]): (Column | null)[] =>
  Array.from(
    tallied(rows, (cell) => CONTENTS.filter(([, fits]) => fits(cell)).map(([column]) => column)),
    (column) => CONTENTS.find(([kind]) => (column?.counts.get(kind) ?? 0) * 2 > (column?.filled ?? 0))?.[0] ?? null,
  );
