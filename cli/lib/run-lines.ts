import { stripVTControlCharacters } from 'node:util';
import cliTruncate from 'cli-truncate';
import pc from 'picocolors';
import wrapAnsi from 'wrap-ansi';
import type { RunEvent } from '../../client/follow-run.js';
import type { Verdict } from '../../client/newest-look.js';
import { everyText } from '../../runbook/escape/characters.js';
import { terminalText } from '../../runbook/escape/plain-text.js';
import { isOver } from '../../runbook/model/state.js';
import { clip, durationText, senderText } from '../../runbook/words/phrases.js';
import { isQuestion, STATE_MARKS } from '../../runbook/words/progress.js';
import { datesText, fieldLines, guideText, placeText, reasonText, whoText } from '../../runbook/words/question-text.js';
import { rosterLine, timeLine, warningsShown, writesLine } from '../../runbook/words/report-text.js';
import { headingOf, type Report, titleOf } from '../../runbook/words/report.js';
import type { Status, Waiting } from '../../runbook/words/status.js';

/** Columns of the terminal; read anew each time, since people resize it. */
export const terminalWidth = (): number => Math.max(process.stdout.columns ?? 80, 40);

/** Rows of the terminal, likewise. */
export const terminalRows = (): number => process.stdout.rows ?? 24;

/** What a prompt takes below a question: its message in up to four rows, and three of its frame. */
export const PROMPT_ROWS = 7;

/** Far more than a line or a paragraph of ours has: the libraries below take the square of a text's length. Characters. */
const MOST_SHOWN = 4_000;

/** Break between words; addresses and values stay whole. */
export function wrapped(text: string, width: number, indent = ''): string {
  return wrapAnsi(clip(text, MOST_SHOWN), Math.max(width - indent.length, 20), { hard: false }).replaceAll(
    '\n',
    `\n${indent}`,
  );
}

/** Everything a person needs for one answer, values on lines of their own so that they copy whole. */
export function waitingLines(asked: Waiting, width = 80): string[] {
  const { title, who, why, guide, where, reason, look, instructions, copy, outlook } = partsOf(asked, width);
  return [title, who, why, guide, where, reason, look, instructions, copy, outlook, answerLine(asked, width)].flat();
}

/** How much of a screen a question may take. */
interface Screen {
  /** Columns. */
  width: number;
  rows: number;
  /** Nobody asks for the fields below, so the command that answers stays in view, too. */
  showsAnswer: boolean;
}

/**
 * As `waitingLines`, for a screen that may have few rows: what does not fit stands first and scrolls away, so that the
 * title, what to do and what to paste stay in view. Where not even these fit, the title comes again above what to paste.
 */
export function questionOnScreen(asked: Waiting, { width, rows, showsAnswer }: Screen): string[] {
  const { title, who, why, guide, where, reason, look, instructions, copy, outlook } = partsOf(asked, width);
  const answer = answerLine(asked, width);
  const whole = [title, who, why, guide, where, reason, look, instructions, copy, outlook, answer].flat();
  if (rowsOf(whole, width) <= rows) return whole;
  const beside = [why, guide, look, outlook, showsAnswer ? [] : answer, ['']];
  const command = showsAnswer ? answer : [];
  const core = [title, who, where, reason, instructions, copy, command];
  if (rowsOf(core.flat(), width) <= rows) return [...beside, ...core].flat();
  return [beside, title, who, where, instructions, [''], title, reason, copy, command].flat(2);
}

/** How many rows the lines take, where a value longer than the screen is wide takes several. */
const rowsOf = (lines: string[], width: number): number =>
  lines
    .flatMap((line) => stripVTControlCharacters(line).split('\n'))
    .reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / width)), 0);

/** A question in its parts, each of which has its lines. */
function partsOf(asked: Waiting, width: number) {
  const one = everyText(asked, terminalText);
  const reason = reasonText(one);
  return {
    title: [pc.bold(wrapped(one.title, width))],
    who: [pc.dim(wrapped(`For ${whoText(one)}`, width))],
    // The reason may be just that.
    why: one.reason === one.why ? [] : [wrapped(one.why, width)],
    guide: one.guide === null ? [] : [pc.dim(wrapped(guideText(one.guide), width))],
    where: isQuestion(one) ? [wrapped(`Where: ${placeText(one.where)}`, width)] : [],
    reason: reason === null ? [] : [pc.yellow(wrapped(reason, width))],
    look: lookLines(one, width),
    instructions: one.instructions.map((text, index) => ` ${index + 1}. ${wrapped(text, width, '    ')}`),
    copy: one.copy.flatMap(({ label, value }) => [` ${label}:`, value]),
    outlook: isQuestion(one) ? outlookLines(one, width) : [],
  };
}

const answerLine = (one: Waiting, width: number): string[] =>
  isQuestion(one) ? [pc.dim(wrapped(`Answer: npm run answer -- ${terminalText(one.message)}`, width))] : [];

/** What the newest look saw, in the lines of `check-dns`. */
const lookLines = ({ newestLook = [] }: Waiting, width: number): string[] =>
  newestLook.length === 0
    ? []
    : ['Newest look:', ...newestLook.map((line) => cut(clip(line, MOST_SHOWN), width))].map((line) => pc.dim(line));

/** The fields to fill in, for a person who is not asked for each of them here. */
export const toFillIn = (one: Waiting, width = 80): string[] =>
  fieldLines(one).map((line) => pc.dim(`  ${wrapped(terminalText(line), width, '  ')}`));

/** How the answer is checked and what it leads to; since when it is waited for, and until when. */
function outlookLines(one: Waiting, width: number): string[] {
  return [
    `Checked: ${one.verified}`,
    `Then: ${one.next}`,
    ...(one.skipping === '' ? [] : [`To skip it (npm run answer -- skipStep --step ${one.step}): ${one.skipping}`]),
    datesText(one),
  ].map((line) => pc.dim(wrapped(line, width)));
}

/** A plain line for an event, for logs and pipes. */
export function eventLine(happened: RunEvent): string {
  const event = everyText(happened, terminalText);
  const time = event.at.slice(11, 19);
  if (event.type === 'step') {
    const how = [event.confirmed, byWhom(event)].filter((one) => one !== null).join(', ');
    return `${time}  ${event.state.padEnd(8)} ${event.title ?? event.id}${how === '' ? '' : ` (${how})`}${event.summary === null ? '' : `: ${event.summary}`}`;
  }
  if (event.type === 'waiting') {
    if (!isQuestion(event)) return `${time}  looking  ${event.title}`;
    const reminder = event.reminders > 0 ? `reminder ${event.reminders}: ` : '';
    const again = event.reason === null ? '' : ` (${event.reason})`;
    return `${time}  ask      ${reminder}${event.title}, ${event.person ?? event.role}: ${event.message}${again}`;
  }
  if (event.type === 'refusal') return `${time}  refused  ${event.message} from ${senderText(event)}: ${event.reason}`;
  return `${time}  note     ${event.text}`;
}

/** The newest answer of the world, on one line. */
export function verdictLine(verdict: Verdict, width = 80): string {
  return pc.dim(cut(clip(`  try ${verdict.attempt}: ${firstLine(verdict.message)}`, MOST_SHOWN), width));
}

/** What an activity says first, which may be text of any system. */
export const firstLine = (message: string): string => terminalText(message.split('\n')[0] ?? '');

/** At most `width` columns, with an ellipsis where something is missing. */
const cut = (text: string, width: number): string => cliTruncate(text, Math.max(width, 0));

const PAINT = {
  todo: pc.dim,
  running: pc.cyan,
  waiting: pc.yellow,
  done: pc.green,
  skipped: pc.dim,
  failed: pc.red,
} as const;

type Row = Status['steps'][number];

/** How wide a line is, and what time it is. */
export interface Drawing {
  width: number;
  now: number;
}

/** All steps, a line each, with who is waited for. */
export const stepLines = (status: Status, drawing: Drawing): string[] =>
  status.steps.map((row) => stepLine(row, status, drawing));

/** A step on one line: how it was confirmed, how long it took or has taken so far, who is waited for, what came of it. */
export function stepLine(record: Row, { waitingFor }: Pick<Status, 'waitingFor'>, { width, now }: Drawing): string {
  const row = everyText(record, terminalText);
  const awaited = (waitingFor ?? [])
    .filter((one) => one.step === row.id)
    .map((one) => terminalText(one.person ?? one.role));
  const facts = [row.state === 'done' ? row.confirmed : null, byWhom(row), lasted(row, now), ...new Set(awaited)];
  const shown = facts.filter((fact) => fact !== null).join(', ');
  const text = clip(`${STATE_MARKS[row.state]} ${row.title ?? row.id}${shown === '' ? '' : ` (${shown})`}`, MOST_SHOWN);
  const note = row.summary === null ? '' : clip(`  ${row.summary}`, MOST_SHOWN);
  return cut(`${PAINT[row.state](text)}${pc.dim(note)}`, width);
}

/** Who did it, where it is known whether that is proven; null elsewhere. */
const byWhom = ({ by, sender = null }: Pick<Row, 'by' | 'sender'>): string | null =>
  by === null || sender === null ? null : `by ${by}, ${sender}`;

/** Null where it is not worth a word. */
function lasted({ state, startedAt, since }: Row, now: number): string | null {
  if (startedAt === null || since === null || state === 'todo' || state === 'skipped') return null;
  const end = isOver({ state }) ? Date.parse(since) : now;
  const ms = end - Date.parse(startedAt);
  return ms < 1_000 ? null : durationText(ms);
}

/** The report as it is read at a terminal: what came of the run and what is left to do; the rest stands in its files. */
export function reportLines(made: Report, width: number): string[] {
  const report = everyText(made, terminalText);
  const { roster } = report;
  const findings = report.findings.map((one) => `${titleOf(report, one.step)}: ${one.problem} ${one.fix}`);
  return [
    pc.bold(`${headingOf(report)}, ${report.domain}: ${report.outcome}`),
    wrapped(writesLine(report), width),
    ...(report.parties.length === 0 ? [] : [wrapped(`Time: ${timeLine(report)}.`, width)]),
    ...(roster === null ? [] : [wrapped(rosterLine(roster), width)]),
    ...section('Findings', findings, width),
    ...section('Warnings', warningsShown(report), width),
    ...section('What nobody could prove', report.unproven, width),
    ...section('Next duties', report.duties, width),
    ...section('The whole report, with the evidence of each step', whereItStands(report), width),
  ];
}

const section = (title: string, items: string[], width: number): string[] =>
  items.length === 0 ? [] : ['', pc.bold(title), ...items.map((item) => ` - ${wrapped(item, width, '   ')}`)];

function whereItStands({ steps }: Report): string[] {
  const evidence = steps.find(({ id }) => id === 'report')?.evidence ?? [];
  const files = evidence.filter(({ label }) => label.startsWith('Report')).map(({ value }) => value);
  return [...files, 'npm run report'];
}
