import { clip } from '../words/phrases.js';
import { visibleLine } from './characters.js';
import { isWebAddress } from './html-text.js';
import { noneIsOwn, partsOf, type IsOwnLink } from './own-links.js';

/** Longest text of a section, in characters, as Slack counts them. */
export const MAX_SECTION = 3_000;

/** As Slack wants it: its three control characters as entities; nothing mentions, links or hides. */
const entities = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Slack has no escape for these, so one that could begin or end a format is shown as a character that looks like it. */
const LOOKALIKES: Record<string, string> = { '*': '∗', _: 'ˍ', '~': '∼', '`': 'ˋ' };
const FORMATS = /(?<![\p{L}\p{N}])[*_~`]|[*_~`](?![\p{L}\p{N}])/gu;

const words = (text: string): string => entities(text.replace(FORMATS, (mark) => LOOKALIKES[mark] ?? mark));

/**
 * A sentence of ours that may hold outside text, in mrkdwn, on one line. Our commands stay code, our own addresses become
 * links; for other addresses the text object must say `verbatim`, so that Slack makes no links of them.
 */
export function slackProse(text: string, isOwn: IsOwnLink = noneIsOwn): string {
  return partsOf(visibleLine(text), isOwn)
    .map((part) => {
      if (part.kind === 'command') return `\`${entities(part.text)}\``;
      return part.kind === 'link' ? `<${part.text}>` : words(part.text);
    })
    .join('');
}

/** Outside text in mrkdwn: shown as it is, as text alone. */
export const slackText = (text: string): string => words(visibleLine(text));

/** Outside text where Slack takes plain text: a title, a button, a refusal below a field. */
export const slackPlain = visibleLine;

/** A link with outside text as its label; the label alone where the address is no page. */
export const slackLink = (label: string, url: string | null): string =>
  isWebAddress(url)
    ? `<${entities(url.replace(/[|\s<>]/g, encodeURIComponent))}|${slackText(label).replaceAll('|', '∣')}>`
    : slackText(label);

/** A mrkdwn text object, within its limit; Slack adds no links and mentions of its own. */
export const mrkdwn = (text: string): { type: 'mrkdwn'; text: string; verbatim: true } => ({
  type: 'mrkdwn',
  text: clipped(text, MAX_SECTION),
  verbatim: true,
});

/** Cut to what a block may hold; whole characters and whole links of the escaped text. */
export function clipped(text: string, length: number): string {
  if (text.length <= length) return text;
  return clip(text, length)
    .replace(/<[^<>]*…$/, '…')
    .replace(/&[a-z]{0,3}…$/, '…');
}

/** As many whole lines as fit, the last of them saying how many are missing. The first one is cut where it alone does not fit. */
export function linesWithin(lines: string[], length: number, leftOut: (count: number) => string): string {
  const whole = lines.join('\n');
  if (whole.length <= length) return whole;
  const room = length - leftOut(lines.length).length - 1;
  let text = clipped(lines[0] ?? '', room);
  let shown = 1;
  for (const line of lines.slice(1)) {
    if (text.length + 1 + line.length > room) break;
    text += `\n${line}`;
    shown += 1;
  }
  return shown === lines.length ? text : `${text}\n${leftOut(lines.length - shown)}`;
}

/** Characters of a section that are kept for the label and the fence around a value. */
const AROUND_VALUE = 200;

/** A value to copy, exactly, or lines to read; what no section holds is cut. */
export const fenced = (value: string): string =>
  `\`\`\`${clipped(entities(value.split('\n').map(visibleLine).join('\n')).replaceAll('```', "'''"), MAX_SECTION - AROUND_VALUE)}\`\`\``;

/** A value inside a sentence, as code that it cannot end. */
export const slackCode = (value: string): string => `\`${entities(visibleLine(value)).replaceAll('`', 'ˋ')}\``;

/** A moment in the reader's own time zone; `iso` where their Slack cannot tell. */
export function moment(iso: string): string {
  const seconds = Math.floor(Date.parse(iso) / 1000);
  return `<!date^${seconds}^{date_short_pretty} {time}|${slackText(iso)}>`;
}
