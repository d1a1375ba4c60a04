import type { NumberedRow } from './csv.js';
import { addressesIn, isBlank, isPlan, nameIn, namesUser, plainCell, type SeatSource, sourceIn } from './list-cells.js';
import { isState, mentionsState, type SeatStatus, statusIn } from './list-states.js';
import { type Column, columnTitled } from './list-titles.js';

// What one row of a list says: a seat, nothing on anybody, or something that cannot be read beyond doubt.

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

/** As many rows, people or words are named; a list with more of them has another fault. */
export const NAMED = 5;

export function firstFew(texts: string[]): string {
  const rest = texts.length - NAMED;
  return `${texts.slice(0, NAMED).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

/** A line of sums, or what somebody has written above or below a list. */
const REMARK =
  /^((((grand|sub)[ -]?)?totals?|sum(me|ma|mary)?|gesamt|insgesamt|anzahl|count|somme|totale?|exported|generated|created on|report|as of|stand|note|remark|page \d|confidential|end of)\b|\d+ \p{L}+$|[^@]*:( *\d+)?$)/iu;
/** "1-6 of 14" of a page that shows a list in parts. */
const PAGING = /(\d+) *(?:-|\u2013|to|bis|à) *(\d+) +(?:of|von|sur|de|di|van|из) +(\d+)/i;
const LONGEST_PAGING = 100;

/** Why a line such as "1-6 of 14" shows that the list is one page of it; null where there is none. */
export function pagingIn(rows: NumberedRow[]): string | null {
  for (const { cells, number } of rows) {
    const texts = cells.filter((cell) => cell !== '');
    if (texts.length > 2 || texts.some(namesUser)) continue;
    for (const text of texts) {
      const [said, from, to, of] = (text.length <= LONGEST_PAGING ? PAGING.exec(text) : null) ?? [];
      if (Number(to) - Number(from) + 1 < Number(of))
        return `Row ${number} says "${said}": this is one page of the list. Show all of it, or give all pages as one list.`;
    }
  }
  return null;
}

export interface RowReader {
  /** Null where the row names no user. */
  read: (row: NumberedRow) => Seat | null | { problem: string };
  /** What looks like a slip in the rows read so far. */
  doubts: () => string[];
}

/** Reads rows one after the other; what most of them are tells what one of them is. */
export function rowReader(rows: NumberedRow[], columns: (Column | null)[]): RowReader {
  const users = columns.flatMap((column, index) => (column === 'user' ? [index] : []));
  const at = (column: Column): number => columns.indexOf(column);
  const [status, tier, source] = [at('status'), at('tier'), at('source')];
  const usersOf = ({ cells }: NumberedRow): string[] =>
    users.map((index) => cells[index] ?? '').filter((cell) => !isBlank(cell));
  const sure = rows.filter((row) => usersOf(row).some(namesUser)).length;
  const isOfAddresses = sure > 0 && sure * 2 >= rows.length;
  const labelled = rows.filter((row) => usersOf(row).some((cell) => isLabel(besideAddress(cell)))).length;
  const slips: string[] = [];

  const read = (row: NumberedRow): Seat | null | { problem: string } => {
    const cells = usersOf(row);
    if (cells.length === 0) return null;
    const crowded = cells.find((cell) => addressesIn(cell).length > 1);
    if (crowded !== undefined)
      return {
        problem: `Row ${row.number} names several people in one cell (${firstFew(addressesIn(crowded))}): give each a row.`,
      };
    const others = row.cells.filter((cell, index) => cell !== '' && !users.includes(index));
    const isAlone = row.cells.filter((cell) => cell !== '').length === 1;
    const isSure = cells.some(namesUser);
    const [first] = cells as [string, ...string[]];
    if (isSure && isAlone && isNoteWithAddress(first, labelled * 2 > rows.length)) return null;
    if (!isSure) {
      const stray = strayIn(first);
      if (stray && (isAlone || !isRemark(first))) return { problem: misplaced(row.number, first) };
      const [, ...rest] = cells;
      const isOne = rest.every(isNumber);
      if (isOne && (isRemark(first) || (isOfAddresses && isNumber(first)))) return null;
      const isSum = isOfAddresses && others.length > 0 && others.every(isNumber);
      if (isOne && (isSum || (isAlone && columns.length > 1 && /\s\S+\s/.test(plainCell(first))))) return null;
    }
    const stated = cells.find((cell) => mentionsState(besideAddress(cell)));
    if (stated !== undefined)
      return {
        problem: `Row ${row.number} says more than a person in one cell ("${short(stated)}"): give the state a column of its own, titled Status.`,
      };
    const names = [...new Set(cells.map(nameIn))];
    if (isSlip(cells, isSure || !isOfAddresses)) slips.push(`"${short(first)}" (row ${row.number})`);
    const state = statusIn(row.cells[status] ?? '');
    const said = state === 'unclear' ? { said: plainCell(row.cells[status] ?? '') } : {};
    const plan = plainCell(row.cells[tier] ?? '');
    return { names, status: state, ...said, tier: plan || null, source: sourceIn(row.cells[source] ?? '') };
  };
  const doubts = (): string[] =>
    slips.length === 0
      ? []
      : [`No e-mail address, unlike the others: ${firstFew(slips)}. Where that is a slip, correct it.`];
  return { read, doubts };
}

const SHOWN = 80;
const short = (cell: string): string => plainCell(cell).slice(0, SHOWN);

/** The cell with ` | ` in place of the user's address: what is left may say something of the seat. */
function besideAddress(cell: string): string {
  const [address] = addressesIn(cell);
  return address === undefined ? cell : cell.replace(/mailto:/gi, '').replace(address, ' | ');
}

const isLabel = (beside: string): boolean => /^[^|]*\p{L}[^|]*: *\| *$/u.test(beside);

function isNoteWithAddress(cell: string, isUsual: boolean): boolean {
  const beside = besideAddress(cell);
  if (cell.includes('<') || plainCell(beside) === '|' || isUsual) return false;
  return isLabel(beside) || REMARK.test(plainCell(beside));
}

const isNumber = (cell: string): boolean => /^[\d.,% ]+$/.test(plainCell(cell));
const isRemark = (cell: string): boolean => REMARK.test(plainCell(cell));

/** A state, a plan or a title where people stand: the table is not what it seems. */
const strayIn = (cell: string): boolean => {
  const text = plainCell(cell).replace(/ *:$/, '');
  return (
    isState(text) || /^kiro (pro\+?|power|free)$/i.test(text) || (isPlan(text) && text.length < 5) || isTitle(text)
  );
};
const isTitle = (text: string): boolean =>
  /^(user( ?name)?|e-?mail|status|plan|tier)$/i.test(text) && columnTitled(text) !== null;

const misplaced = (number: number, cell: string): string =>
  `Row ${number} has "${short(cell)}" where people stand: put each person into one row, with the state beside them.`;

/** What was meant as an address and is none, or no address where all others are. */
const isSlip = (cells: string[], isFine: boolean): boolean =>
  cells.some((cell) => namesUser(cell) && /^[=^%]/.test(nameIn(cell))) ||
  (!cells.some(namesUser) && (!isFine || cells.some((cell) => /[@\uff20]|%40/.test(cell))));
