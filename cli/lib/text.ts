import cliTruncate from 'cli-truncate';
import pc from 'picocolors';
import wrapAnsi from 'wrap-ansi';
import { placeText } from '../../runbook/question.js';
import { stepOf } from '../../runbook/steps.js';
import type { Waiting } from '../../runbook/status.js';
import type { RunEvent } from './events.js';
import type { Verdict } from './look.js';

/** Columns of the terminal; read anew each time, since people resize it. */
export const terminalWidth = (): number => Math.max(process.stdout.columns ?? 80, 40);

/** Break between words; addresses and values stay whole. */
export function wrapped(text: string, width: number, indent = ''): string {
  return wrapAnsi(text, Math.max(width - indent.length, 20), { hard: false }).replaceAll('\n', `\n${indent}`);
}

/** Everything a person needs for one answer, values on lines of their own so that they copy whole. */
export function waitingLines(one: Waiting, width = 80): string[] {
  const who = one.person === null ? one.role : `${one.person} (${one.role})`;
  return [
    `${pc.bold(one.title)}   ${pc.dim(`for ${who}`)}`,
    wrapped(one.why, width),
    ...(one.guide === null ? [] : [pc.dim(wrapped(`In the Kiro guide: ${one.guide}`, width))]),
    ...(one.message === 'checkNow' ? [] : [wrapped(`Where: ${placeText(one.where)}`, width)]),
    ...(one.reason === null ? [] : [pc.yellow(wrapped(`Asked again: ${one.reason}`, width))]),
    ...one.instructions.map((text, index) => ` ${index + 1}. ${wrapped(text, width, '    ')}`),
    ...one.copy.flatMap(({ label, value }) => [` ${label}:`, value]),
    ...(one.message === 'checkNow' ? [] : outlookLines(one, width)),
  ];
}

/** How the answer is checked and what it leads to; since when it is waited for, and until when. */
function outlookLines(one: Waiting, width: number): string[] {
  const reminder = one.remindAt === null ? '' : `, next reminder ${minute(one.remindAt)}`;
  const due = one.dueAt === null ? '' : `, ${one.overdue ? 'overdue since' : 'due'} ${minute(one.dueAt)}`;
  return [
    `Checked: ${one.verified}`,
    `Then: ${one.next}`,
    `To skip it (npm run answer -- skipStep --step ${one.step}): ${one.skipping}`,
    `Asked ${minute(one.since)}${reminder}${due} (UTC).`,
    `Answer: npm run answer -- ${one.message}`,
  ].map((line) => pc.dim(wrapped(line, width)));
}

/** `2026-11-24 09:00` of an ISO time. */
const minute = (time: string): string => time.slice(0, 16).replace('T', ' ');

/** A plain line for an event, for logs and pipes. */
export function eventLine(event: RunEvent): string {
  const time = event.at.slice(11, 19);
  if (event.type === 'step') {
    const how = event.confirmed === null ? '' : ` (${event.confirmed})`;
    return `${time}  ${event.state.padEnd(8)} ${stepOf(event.id).title}${how}${event.summary === null ? '' : `: ${event.summary}`}`;
  }
  if (event.type === 'waiting') {
    if (event.message === 'checkNow') return `${time}  looking  ${event.title}`;
    const reminder = event.reminders > 0 ? `reminder ${event.reminders}: ` : '';
    return `${time}  ask      ${reminder}${event.title}, ${event.person ?? event.role}: ${event.message}`;
  }
  if (event.type === 'refusal')
    return `${time}  refused  ${event.message} from ${event.by ?? 'somebody'}: ${event.reason}`;
  return `${time}  note     ${event.text}`;
}

/** The newest answer of the world, on one line. */
export function verdictLine(verdict: Verdict, width = 80): string {
  return pc.dim(cut(`  try ${verdict.attempt}: ${verdict.message.split('\n')[0] ?? ''}`, width));
}

/** At most `width` columns, with an ellipsis where something is left out. */
export const cut = (text: string, width: number): string => cliTruncate(text, Math.max(width, 0));
