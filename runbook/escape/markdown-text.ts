import { clip } from '../words/phrases.js';
import { visible, visibleLine } from './characters.js';
import { isWebAddress } from './html-text.js';
import { noneIsOwn, partsOf, type IsOwnLink } from './own-links.js';

// Markdown for two readers: CommonMark with GitHub's extensions (reports), and gomarkdown, with which Temporal's Web UI
// shows the page. The latter also makes dashes, fractions and formulas, and knows fewer backslash escapes: so what means
// something is written as a numeric entity, which both show as the character.

/** What means something, and where; elsewhere such a character stays, so that the source can be read. */
const MARKS = new RegExp(
  [
    '[\\\\`*[\\]<$|~{^]',
    // Between letters and digits an underscore is no emphasis.
    '(?<![\\p{L}\\p{N}])_|_(?![\\p{L}\\p{N}])',
    '&(?=#|[A-Za-z0-9])',
    // Dashes, ellipses, fractions, signs such as (c).
    '-(?=-)|(?<=-)-|(?<=\\.)\\.|(?<=\\d)/(?=\\d)|\\((?=(?:c|C|r|R|tm|TM|p|P)\\))',
    // Behind a heading it would be cut off. The whole run at once, so that a long one is looked at once.
    '(?<!#)#+(?=\\s*$)',
  ].join('|'),
  'gu',
);
/** At the start of a line: heading, list, quotation, rule, definition, number of a list. */
const AT_START = /^(?:[#+=>:-]|\d+[.)])/;

const entity = (character: string): string => `&#${character.codePointAt(0)};`;

const entities = (marks: string): string => (marks.length === 1 ? entity(marks) : Array.from(marks, entity).join(''));

const words = (text: string): string => text.replace(MARKS, entities);

/** Outside text in a paragraph, heading, list or table cell of Markdown: shown as it is, as text alone. */
export const markdownText = (text: string): string => written(text, noneIsOwn, false);

/**
 * A sentence of ours that may hold outside text. Our commands stay code, our own addresses stay links; any other address
 * becomes code, so that no reader makes a link of it; all else is text.
 */
export const markdownProse = (text: string, isOwn: IsOwnLink = noneIsOwn): string => written(text, isOwn, true);

function written(text: string, isOwn: IsOwnLink, hasCommands: boolean): string {
  const all = partsOf(visibleLine(text), isOwn, hasCommands)
    .map((part) => {
      if (part.kind === 'words') return words(part.text);
      return part.kind === 'link' ? `<${part.text}>` : markdownCode(part.text);
    })
    .join('')
    .trim();
  return all.replace(AT_START, (start) => `${start.slice(0, -1)}${entity(start.slice(-1))}`);
}

/** As `markdownProse`, in at most so many characters of Markdown, with an ellipsis where the end is missing. */
export function markdownWithin(text: string, length: number, isOwn: IsOwnLink = noneIsOwn): string {
  let room = length;
  let all = markdownProse(clip(text, room), isOwn);
  while (all.length > length && room > 1) {
    room = Math.floor(Math.min(room - 1, room * (length / all.length)));
    all = markdownProse(clip(text, room), isOwn);
  }
  return all;
}

/** A value in a code span that it cannot end, on one line. */
export function markdownCode(text: string): string {
  const shown = visibleLine(text);
  const fence = '`'.repeat(longestRun(shown) + 1);
  const pad = fence === '`' ? '' : ' ';
  return shown === '' ? '' : `${fence}${pad}${shown}${pad}${fence}`;
}

/** Lines to copy, in a fence that they cannot end. */
export function markdownFence(text: string): string {
  const shown = text.split('\n').map(visible).join('\n');
  const fence = '`'.repeat(Math.max(3, longestRun(shown) + 1));
  return `${fence}\n${shown}\n${fence}`;
}

/** A text may have more runs than a call takes arguments. */
const longestRun = (text: string): number =>
  (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);

/** A link with outside text as its label; the label alone where the address is no page. */
export function markdownLink(label: string, url: string | null): string {
  const shown = words(visibleLine(label)).trim();
  return isWebAddress(url) ? `[${shown}](${destination(url)})` : markdownText(label);
}

/** An address of our own as a link that shows itself; as code where it is no page. */
export const markdownAddress = (url: string): string =>
  isWebAddress(url) ? `<${destination(url)}>` : markdownCode(url);

/** Nothing in it can end the link, or be read as an entity. */
const destination = (url: string): string =>
  url
    .toWellFormed()
    .replace(/[^\w\-.~:/?#@!$&'*+,;=%]/gu, (character) =>
      [...new TextEncoder().encode(character)]
        .map((byte) => `%${byte.toString(16).padStart(2, '0').toUpperCase()}`)
        .join(''),
    )
    .replace(/&(?=#?\w+;)/g, '%26');
