import { readSeparated } from './csv.js';
import { jsonRows, type ListTable, SAVE_AS } from './list-json.js';

// What a text is that somebody pasted or saved as a list: a table, or something else that is named for what it is.

const HTML =
  'This is HTML, such as a page that a browser saved. Copy the table from the page and paste that, or save the list as CSV.';
/** Somewhere in a text that begins otherwise. */
const TAGS = /<(table|thead|tbody|tr|td|th|li)\b[^<>@]*>/i;

/** What is no table, known by how it begins. */
const OTHER_FORMS: [RegExp, string][] = [
  [/^PK\u0003\u0004/, `This is a spreadsheet's own file (.xlsx, .ods), not CSV. ${SAVE_AS}`],
  [/^\u00d0\u00cf\u0011\u00e0/, `This is a spreadsheet's own file (.xls), not CSV. ${SAVE_AS}`],
  [/^%PDF-/, `This is a PDF. ${SAVE_AS}`],
  [/^\{\\rtf/, `This is a text with formatting (RTF). ${SAVE_AS}`],
  [/^<\?xml(?![\s\S]{0,500}<html)/i, `This is XML. ${SAVE_AS}`],
  [/^<(!|\?xml|\/?[a-z][a-z0-9]*(\s[^>]*)?\/?>)/i, HTML],
  [/^ID;P/, `This is a spreadsheet's own file (SYLK), not CSV. ${SAVE_AS}`],
  [/^BEGIN:V/, `These are address cards (vCard). ${SAVE_AS}`],
  [
    /^[a-z-]+: [^\r\n]*[\r\n]+([^\r\n]+[\r\n]+){0,20}?(mime-version|content-type|subject|snapshot-content-location):/i,
    `This is an e-mail, or a page saved as a web archive. Copy the table from it and paste that.`,
  ],
];

/** The rows of a text: separated values, a Markdown table, or JSON. Rows that repeat the dashes of Markdown are dropped. */
export function tableIn(text: string): ListTable {
  const source = text.replace(/^[\s\uFEFF]+/, '');
  const beginning = source.slice(0, 10_000);
  for (const [form, problem] of OTHER_FORMS) if (form.test(beginning)) return { problem };
  if (beginning.includes('\0'))
    return { problem: `The text is full of NUL characters: its encoding was not understood. ${SAVE_AS}` };
  const json = jsonRows(source);
  if (json !== null) return json;
  if (TAGS.test(beginning)) return { problem: HTML };
  const { rows, problem } = readSeparated(text);
  if (problem !== null) return { problem };
  return {
    rows: rows
      .map(({ cells, number }) => ({ cells: cells.map(unguarded), number }))
      .filter(({ cells }) => !cells.every((cell) => /^:?-*:?$/.test(cell))),
  };
}

/** Without the guard by which a spreadsheet keeps a value as text (`="ana"`), or single quotes around it. */
const unguarded = (cell: string): string =>
  /^(=?["'])/.test(cell) ? cell.replace(/^="([^"]*)"$|^'([^']*)'$/, '$1$2') : cell;
