import { visibleLine } from './characters.js';

// The doors out for forms without markup: terminal, JSON, mail, CSV and file names. Each takes text that may come from
// anywhere, and gives text that is safe in that form. The other doors are html-text.ts, markdown-text.ts and slack-text.ts.

/** One line of outside text for a terminal: no escape sequence, no line break, no mark of direction. */
export const terminalText = visibleLine;

/** Text of our own that may hold outside text, for a terminal: its line breaks stay. */
export const terminalLines = (text: string): string =>
  text.replace(/\r\n/g, '\n').split('\n').map(visibleLine).join('\n');

/** What a command prints: our colours (SGR) and line breaks stay, and nothing else can steer the terminal. */
export const terminalOutput = (text: string): string =>
  text
    .split(SGR)
    .map((part, index) => (index % 2 === 1 ? part : terminalLines(part)))
    .join('');

const SGR = /(\u001b\[[\d;]*m)/;

/** JSON whose texts hold nothing that a terminal would obey or hide; a program reads the same value. */
export const jsonText = (value: unknown, indent?: number): string =>
  JSON.stringify(value, null, indent).replace(UNSEEN_IN_JSON, (character) =>
    [...Array(character.length).keys()]
      .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
      .join(''),
  );

/** JSON itself escapes C0 characters and halves of pairs; its own line breaks, where it is indented, stay. */
const UNSEEN_IN_JSON = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** Outside text in the body of a mail, one line of it. */
export const mailText = visibleLine;

/** Outside text in a mail's header: nothing in it can begin another header. */
export const headerText = (text: string): string => visibleLine(text).replace(/\s+/g, ' ').trim();

/** One row of a CSV file (RFC 4180) with its line break. */
export const csvRow = (cells: readonly string[]): string => `${cells.map(csvCell).join(',')}\r\n`;

/**
 * Where a spreadsheet would take what follows for a formula: at the start of a cell, and behind each separator, as a
 * reader of `;` or tabs begins a cell there. Spaces and quotes before it are skipped by some.
 */
const FORMULA = /(^|[,;|])([\s"']*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/g;

function csvCell(text: string): string {
  const safe = visibleLine(text).replace(FORMULA, "$1$2'");
  return /[",;|]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Part of a file's name on any system: letters, digits, dots and hyphens, at most 150, and no hidden file. */
export const fileNamePart = (text: string): string =>
  text
    .replaceAll(/[^A-Za-z0-9.-]+/g, '_')
    .replace(/^[.-]+/, '_')
    .slice(0, 150);
