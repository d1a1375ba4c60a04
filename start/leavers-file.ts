import { readSeparated } from '../runbook/roster/csv.js';
import { nameIn, plainCell } from '../runbook/roster/list-cells.js';

/** Somebody who leaves, as a file names them. */
export interface FileLeaver {
  login: string;
  reason: string | null;
  ticket: string | null;
}

/** Names of the columns, in lower case without spaces, dashes and underscores. */
const COLUMNS: Record<keyof FileLeaver, readonly string[]> = {
  login: ['login', 'user', 'username', 'email', 'emailaddress', 'mail'],
  reason: ['reason', 'comment'],
  ticket: ['ticket', 'request', 'case'],
};
/** More than leave a company at once; a longer file is another one. */
const MOST_LEAVERS = 5_000;

/**
 * Reads who leaves from separated values with a header line, or from a plain list with a login a line. Each person counts
 * once, whatever the case of the login. Gives the people, and a sentence a problem, each with its line.
 */
export function readLeavers(text: string): { leavers: FileLeaver[]; problems: string[] } {
  const { rows, problem } = readSeparated(text);
  if (problem !== null) return { leavers: [], problems: [problem] };
  const names = (rows[0]?.cells ?? []).map((cell) =>
    plainCell(cell)
      .toLowerCase()
      .replaceAll(/[\s_-]/g, ''),
  );
  const indexOf = (column: keyof FileLeaver): number => names.findIndex((name) => COLUMNS[column].includes(name));
  const hasHead = indexOf('login') >= 0;
  if (!hasHead && rows.some(({ cells }) => cells.length > 1))
    return {
      leavers: [],
      problems: [`The first line must name the columns: login, and if you like reason and ticket.`],
    };
  const login = Math.max(0, indexOf('login'));
  const at = (cells: string[], index: number): string | null => (index < 0 ? '' : (cells[index] ?? '')) || null;
  const leavers = new Map<string, FileLeaver>();
  const problems: string[] = [];
  for (const { cells, number } of hasHead ? rows.slice(1) : rows) {
    const given = nameIn(at(cells, login) ?? '');
    if (given === '') problems.push(`Row ${number} names no login.`);
    else if (/\s/.test(given) || given.length > 300)
      problems.push(`Row ${number} holds no login: "${given.slice(0, 60)}".`);
    else if (!leavers.has(given.toLowerCase()))
      leavers.set(given.toLowerCase(), {
        login: given,
        reason: at(cells, indexOf('reason')),
        ticket: at(cells, indexOf('ticket')),
      });
  }
  if (leavers.size === 0 && problems.length === 0) problems.push('The file names nobody.');
  if (leavers.size > MOST_LEAVERS)
    problems.push(`The file names ${leavers.size} people; ${MOST_LEAVERS} are the most at once.`);
  return { leavers: [...leavers.values()], problems };
}
