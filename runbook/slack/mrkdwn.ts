import { clip } from '../clip.js';

/** Longest text of a section, in characters, as Slack counts them. */
export const MAX_SECTION = 3_000;

/**
 * Text as Slack shows it: its three control characters are escaped, and nothing mentions or links by accident. Half a
 * character, which any message may hold, becomes a mark: Slack's client would join it to what follows, or fail.
 */
export const escaped = (text: string): string =>
  text.toWellFormed().replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Cut to what a block may hold; whole characters of the escaped text. */
export function clipped(text: string, length: number): string {
  if (text.length <= length) return text;
  return clip(text, length).replace(/&[a-z]{0,3}…$/, '…');
}

/** As many whole lines as fit, the last of them saying how many were left out. The first one is cut where it alone does not fit. */
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

/** A value to copy, exactly. */
export const fenced = (value: string): string => `\`\`\`${escaped(value).replaceAll('```', "'''")}\`\`\``;

/** A moment in the reader's own time zone; `iso` where their Slack cannot tell. */
export function moment(iso: string): string {
  const seconds = Math.floor(Date.parse(iso) / 1000);
  return `<!date^${seconds}^{date_short_pretty} {time}|${iso}>`;
}
