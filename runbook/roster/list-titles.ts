import type { NumberedRow } from './csv.js';
import { isPlan, namesUser, plainCell } from './list-cells.js';
import { isState } from './list-states.js';

// Which row of a table holds its titles, and which column a title names.

export type Column = 'user' | 'status' | 'tier' | 'source';

const STATE_TITLE = /(status|state|zustand|statut|estado|stato|durum|tillstand|статус|ステータス|状态|状態)$/;
/** Titles of columns, as letters alone. */
const TITLES: [Column, RegExp][] = [
  ['status', STATE_TITLE],
  ['tier', /^((subscription|kiro)?(tier|plan)(name)?|subscriptiontype|subscription|tarif|abonnement)$/],
  ['source', /^((plan|subscription)?source|assigned(via|by|through)|assignmenttype|via|quelle)$/],
  [
    'user',
    /^(user|username|userid|useridentifier|login|name|fullname|displayname|e?mail|emailaddress|useremail|id|member|benutzer|benutzername|nutzer|mitglied|utilisateur|usuario|usuaria|utente|gebruiker)$/,
  ],
];
/** A heading and a line of sums may stand above the titles. */
const LINES_ABOVE = 10;
/** Rows that are looked at to see whether a value repeats in its column. */
const LOOKED_AT = 200;
/** So much of a row is repeated in a sentence. Characters. */
const SHOWN = 200;

/** The letters of a title; what a program adds behind it, such as in `status.value`, goes. */
export const lettersOf = (cell: string): string =>
  plainCell(cell)
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}]/gu, '')
    .replace(/(?<=status|state)(value|code|text|label)$/, '');

export const columnTitled = (cell: string): Column | null => {
  const letters = lettersOf(cell);
  return TITLES.find(([, form]) => form.test(letters))?.[0] ?? null;
};

/** How surely a title means the state of the seat: 2 where it says so, 1 for "Status", 0 for another state ("MFA status"). */
export function sureOfState(title: string): number {
  const before = lettersOf(title).replace(STATE_TITLE, '');
  if (before === '') return 1;
  return /subscription|seat|licen[cs]e|kiro|^abo/.test(before) ? 2 : 0;
}

const filled = (cells: string[]): string[] => cells.filter((cell) => cell !== '');
const isPerson = ({ cells }: NumberedRow): boolean => cells.some(namesUser);
const knownIn = ({ cells }: NumberedRow): number => cells.filter((cell) => columnTitled(cell) !== null).length;
const hasTitles = (row: NumberedRow): boolean =>
  !isPerson(row) && row.cells.some((cell) => columnTitled(cell) === 'user');

export interface Titles {
  /** Index of their row; null where there are none. */
  at: number | null;
  /** A sentence where that is a guess; null where it is sure. */
  doubt: string | null;
}

/**
 * The row of the titles: the one that a title of a user names, the lower one of two storeys where it says more; else the one
 * above the first person, where it names nobody.
 */
export function titleRow(table: NumberedRow[]): Titles | { problem: string } {
  const top = table.slice(0, LINES_ABOVE);
  const known = top.findIndex(hasTitles);
  if (known < 0) return guessed(table, top);
  let at = known;
  for (let next = known + 1; next < top.length && !isPerson(top[next]!); next += 1)
    if (hasTitles(top[next]!) && knownIn(top[next]!) > knownIn(top[at]!)) at = next;
  const above = top.slice(0, at).find(({ cells }) => isAddress(filled(cells)[0] ?? ''));
  if (above === undefined) return { at, doubt: null };
  return { problem: `Row ${above.number} names a person above the titles: move the titles to the top.` };
}

/** A heading can hold an address too, beside other words. */
const isAddress = (cell: string): boolean => namesUser(cell) && !/\s/.test(plainCell(cell));

function guessed(table: NumberedRow[], top: NumberedRow[]): Titles | { problem: string } {
  const first = top.findIndex(isPerson);
  const row = top[first - 1];
  if (row === undefined) return { at: null, doubt: null };
  const width = Math.max(...top.slice(first).map(({ cells }) => filled(cells).length));
  const said = filled(row.cells).map(plainCell).join(', ').slice(0, SHOWN);
  if (width === 1 || filled(row.cells).length === 1)
    return {
      problem: `Row ${row.number} ("${said}") stands above the first e-mail address, and may be a title or a person. Write User there, or the person's address.`,
    };
  const sample = table.slice(first, first + LOOKED_AT);
  // Titles are neither states nor plans, and do not come again below.
  const isOfPerson = ({ cells }: NumberedRow): boolean =>
    cells.some(
      (cell, index) =>
        cell !== '' &&
        (cell.includes('@') || isState(cell) || isPlan(cell) || sample.some((below) => below.cells[index] === cell)),
    );
  if (top.slice(0, first).some((above) => filled(above.cells).length > 1 && isOfPerson(above)))
    return { at: null, doubt: null };
  const isGuess = !row.cells.some((cell) => columnTitled(cell) !== null);
  return { at: first - 1, doubt: isGuess ? `Row ${row.number} (${said}) was taken for the titles.` : null };
}

/** The rows below the titles, without titles that come again with each part of a list. */
export function rowsBelow(rows: NumberedRow[], titles: string[] | null): { rows: NumberedRow[] } | { problem: string } {
  if (titles === null) return { rows };
  const joined = titles.join('\n');
  const letters = filled(titles).map(lettersOf).join('\n');
  const left: NumberedRow[] = [];
  for (const row of rows) {
    const [first = '', ...others] = filled(row.cells);
    if (row.cells.length === titles.length && row.cells.join('\n') === joined) continue;
    if (columnTitled(first) !== null && !isPerson(row)) {
      if ([first, ...others].map(lettersOf).join('\n') === letters) continue;
      if (others.length > 0 && others.every((cell) => columnTitled(cell) !== null))
        return {
          problem: `Row ${row.number} holds other titles than the first: these are two lists. Give them one after the other, or under the same titles.`,
        };
    }
    left.push(row);
  }
  return { rows: left };
}
