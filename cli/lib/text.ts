import cliTruncate from 'cli-truncate';
import pc from 'picocolors';
import wrapAnsi from 'wrap-ansi';
import { everyText } from '../../runbook/escape/characters.js';
import { terminalText } from '../../runbook/escape/plain-text.js';
import { isQuestion } from '../../runbook/words/progress.js';
import { datesText, fieldLines, guideText, placeText, reasonText, whoText } from '../../runbook/words/question-text.js';
import { stepOf } from '../../runbook/onboarding/steps.js';
import type { Waiting } from '../../runbook/words/status.js';
import type { RunEvent } from '../../client/follow-run.js';
import type { Verdict } from '../../client/newest-look.js';

/** Columns of the terminal; read anew each time, since people resize it. */
export const terminalWidth = (): number => Math.max(process.stdout.columns ?? 80, 40);

/** Break between words; addresses and values stay whole. */
export function wrapped(text: string, width: number, indent = ''): string {
  return wrapAnsi(text, Math.max(width - indent.length, 20), { hard: false }).replaceAll('\n', `\n${indent}`);
}

/** Everything a person needs for one answer, values on lines of their own so that they copy whole. */
export function waitingLines(asked: Waiting, width = 80): string[] {
  const one = everyText(asked, terminalText);
  return [
    pc.bold(wrapped(one.title, width)),
    pc.dim(wrapped(`For ${whoText(one)}`, width)),
    wrapped(one.why, width),
    ...(one.guide === null ? [] : [pc.dim(wrapped(guideText(one.guide), width))]),
    ...(isQuestion(one) ? [wrapped(`Where: ${placeText(one.where)}`, width)] : []),
    ...(one.reason === null ? [] : [pc.yellow(wrapped(reasonText(one) ?? '', width))]),
    ...lookLines(one, width),
    ...one.instructions.map((text, index) => ` ${index + 1}. ${wrapped(text, width, '    ')}`),
    ...one.copy.flatMap(({ label, value }) => [` ${label}:`, value]),
    ...(isQuestion(one) ? outlookLines(one, width) : []),
  ];
}

/** What the newest look saw, in the lines of `check-dns`. */
const lookLines = ({ newestLook = [] }: Waiting, width: number): string[] =>
  newestLook.length === 0
    ? []
    : ['Newest look:', ...newestLook.map((line) => cut(line, width))].map((line) => pc.dim(line));

/** What is to be filled in, for whoever is not asked field by field right here. */
export const toFillIn = (one: Waiting, width = 80): string[] =>
  fieldLines(one).map((line) => pc.dim(`  ${wrapped(terminalText(line), width, '  ')}`));

/** How the answer is checked and what it leads to; since when it is waited for, and until when. */
function outlookLines(one: Waiting, width: number): string[] {
  return [
    `Checked: ${one.verified}`,
    `Then: ${one.next}`,
    `To skip it (npm run answer -- skipStep --step ${one.step}): ${one.skipping}`,
    datesText(one),
    `Answer: npm run answer -- ${one.message}`,
  ].map((line) => pc.dim(wrapped(line, width)));
}

/** A plain line for an event, for logs and pipes. */
export function eventLine(happened: RunEvent): string {
  const event = everyText(happened, terminalText);
  const time = event.at.slice(11, 19);
  if (event.type === 'step') {
    const how = event.confirmed === null ? '' : ` (${event.confirmed})`;
    return `${time}  ${event.state.padEnd(8)} ${stepOf(event.id).title}${how}${event.summary === null ? '' : `: ${event.summary}`}`;
  }
  if (event.type === 'waiting') {
    if (!isQuestion(event)) return `${time}  looking  ${event.title}`;
    const reminder = event.reminders > 0 ? `reminder ${event.reminders}: ` : '';
    const again = event.reason === null ? '' : ` (${event.reason})`;
    return `${time}  ask      ${reminder}${event.title}, ${event.person ?? event.role}: ${event.message}${again}`;
  }
  if (event.type === 'refusal')
    return `${time}  refused  ${event.message} from ${event.by ?? 'somebody'}: ${event.reason}`;
  return `${time}  note     ${event.text}`;
}

/** The newest answer of the world, on one line. */
export function verdictLine(verdict: Verdict, width = 80): string {
  return pc.dim(cut(`  try ${verdict.attempt}: ${firstLine(verdict.message)}`, width));
}

/** What an activity says first, which may be text of any system. */
export const firstLine = (message: string): string => terminalText(message.split('\n')[0] ?? '');

/** At most `width` columns, with an ellipsis where something is left out. */
export const cut = (text: string, width: number): string => cliTruncate(text, Math.max(width, 0));
