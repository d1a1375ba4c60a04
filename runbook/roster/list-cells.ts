import { withoutInvisible } from '../escape/characters.js';

// What one cell of a list says: whose seat it is, and where it comes from.

export type SeatSource = 'group' | 'individual' | 'unknown';

/** What stands behind the last dot is letters, digits and hyphens: `ana@example.com^Active` is a line that was not cut. */
const EMAIL = /^[^\s@<>()[\]",;:]+@[\p{L}\p{M}\p{N}_-]+(\.[\p{L}\p{M}\p{N}_-]+)+$/u;
/** RFC 5321, 4.5.3.1.3. Searched in a longer text, the form above can take minutes. */
const LONGEST_EMAIL = 254;
/** A name, an address and what stands around them. */
const LONGEST_CELL = 1_000;
const ID = /^([0-9a-f]{10}-)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a text is an id of a user, with or without the prefix of an identity store. */
export const isUserId = (text: string): boolean => ID.test(text);

/** The cell as a person reads it: without what nobody sees, and without the apostrophe that marks text in a spreadsheet. */
export const plainCell = (cell: string): string =>
  withoutInvisible(cell)
    .replace(/[\s\u00a0]+/g, ' ')
    .trim()
    .replace(/^['\u2018\u2019](?=[\s"']*[=+\-@\uff1d\uff0b\uff0d\uff20]|[^'\u2018\u2019]*$)/, '')
    .trim();

/** The addresses in a cell, whatever is around them: `Ana <ana@example.com>`, `mailto:`, quotes, brackets. */
export function addressesIn(cell: string): string[] {
  if (cell.length > LONGEST_CELL || !cell.includes('@')) return [];
  const found = withoutInvisible(cell)
    .replace(/mailto:/gi, ' ')
    .split(/[\s<>()[\]"“”„«»|]+/)
    .flatMap(apart)
    .map((part) => part.replace(/^['\u2018\u2019:]+|['\u2018\u2019.:]+$/g, ''))
    .filter((part) => part.length <= LONGEST_EMAIL && EMAIL.test(part));
  return [...new Set(found)];
}

/** Several addresses with commas between them; a comma in a name separates nothing. */
function apart(part: string): string[] {
  const pieces = part.split(/[,;]+/).filter((piece) => piece !== '');
  return pieces.every((piece) => piece.includes('@')) ? pieces : [part];
}

/** Whether a cell names one person beyond doubt. */
export const namesUser = (cell: string): boolean =>
  cell.includes('@') ? addressesIn(cell).length === 1 : cell.includes('-') && isUserId(plainCell(cell));

/** What a cell calls its user: the address, the id, or the name as it stands. */
export function nameIn(cell: string): string {
  const [address, ...others] = addressesIn(cell);
  return address !== undefined && others.length === 0 ? address : plainCell(cell);
}

const SOURCES: [SeatSource, RegExp][] = [
  ['group', /^(group|gruppe|groupe|grupo|gruppo|groep)\b/i],
  ['individual', /^(individual|user|direct|individuell|einzeln|individuel|individuale)\b/i],
];

export const sourceIn = (cell: string): SeatSource =>
  SOURCES.find(([, form]) => form.test(plainCell(cell)))?.[0] ?? 'unknown';

/** A plan of Kiro, whatever follows. */
export const isPlan = (cell: string): boolean => /^(kiro )?(pro\+?|power|free)\b/i.test(cell);

/** What a program writes where there is nothing. */
export const isBlank = (cell: string): boolean => {
  const text = plainCell(cell);
  return !/[\p{L}\p{N}]/u.test(text) || /^[(#<[]?(blank|empty|null|undefined|none|nan|n\/a)[)>\]!]?$/i.test(text);
};
