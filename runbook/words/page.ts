import { markdownCode, markdownFence, markdownLink, markdownText, markdownWithin } from '../escape/markdown-text.js';
import { type IsOwnLink, ownLinksOf } from '../escape/own-links.js';
import { answerCommand, temporalCommand } from './commands.js';
import { senderText } from './phrases.js';
import { openQuestions, plannedLooks, STATE_MARKS, stepsBehind } from './progress.js';
import { datesText, fieldLines, reasonText, whoText } from './question-text.js';
import { headingOf } from './report.js';
import type { Status, Waiting } from './status.js';

/** Temporal's Web UI sends the page through a URL: keep it below 4 KB. Bytes. */
const MAX_PAGE = 4_000;
const MAX_INSTRUCTIONS = 7;
/** How much of long texts is shown: as much as lets the first question fit, whatever the names in it. */
const SHARES = [1, 0.5, 0.25, 0.1];
const REST = '\n\nFor the rest run `npm run status`.';

/** The run as a Markdown page (Temporal's "current details"): first what to do now, then how far it has come. */
export function pageOf(status: Status): string {
  const people = openQuestions(status);
  const isOwn = ownLinksOf(status.oktaOrg);
  const looks = plannedLooks(status).map(
    (one) => `Also waiting: ${markdownWithin(one.title, 200)} (${markdownText(one.role)}).`,
  );
  // The first line says what is to be done, or what came of it.
  const about = `${markdownWithin(headingOf(status), 200)}: ${markdownText(status.domain)}`;
  const heading = [headline(status, people), about, ...looks].join('\n');
  const room = (progress: string): number => MAX_PAGE - sizeOf(heading) - sizeOf(progress) - REST.length - 4;
  const full = progressOf(status);
  const short = full.slice(0, full.indexOf('\n'));
  const sections = people.map((one) => {
    const written = SHARES.map((share) => section(one, { workflowId: status.workflowId, isOwn, share }));
    return written.find((text) => sizeOf(text) + 2 <= room(short)) ?? written.at(-1)!;
  });
  // What is to do now goes before how far it has come.
  const progress = sizeOf(sections[0] ?? '') + 2 <= room(full) ? full : short;
  let left = room(progress);
  const shown: string[] = [];
  for (const one of sections) {
    if (sizeOf(one) + 2 > left) break;
    left -= sizeOf(one) + 2;
    shown.push(one);
  }
  const rest = shown.length < sections.length ? REST : '';
  // How an answer is checked, and what each field takes, is said where there is room: when every question has its own.
  const told = shown.map(() => '');
  for (const more of [outlookOf, fieldsOf])
    shown.forEach((_, index) => {
      const text = more(people[index]!, isOwn);
      if (sizeOf(text) > left) return;
      left -= sizeOf(text);
      told[index] += text;
    });
  return `${heading}${shown.map((one, index) => `\n\n${one}${told[index]}`).join('')}${rest}\n\n${progress}`;
}

/** Bytes of a text. */
const sizeOf = (text: string): number => new TextEncoder().encode(text).length;

const outlookOf = ({ verified, next }: Waiting, isOwn: IsOwnLink): string =>
  `\n\n**How it is checked:** ${markdownWithin(verified, 250, isOwn)} **Then:** ${markdownWithin(next, 250, isOwn)}`;

function fieldsOf(one: Waiting): string {
  const lines = fieldLines(one).map((line) => `- ${markdownWithin(line, 200)}`);
  return lines.length === 0 ? '' : ['\n', 'To fill in:', '', ...lines].join('\n');
}

function headline(status: Status, people: Waiting[]): string {
  if (status.outcome !== 'running')
    return `**The run is over: ${markdownText(status.outcome)}.** The whole story stands in \`npm run report\`, in the query \`report\`, and in files under the worker's \`.state/reports\`.`;
  if (people.length === 0) return '**Nothing to do for you now.** The runbook is at work.';
  const named = people
    .slice(0, 8)
    .map((one) => `${markdownWithin(one.title, 100)} (${markdownWithin(one.person ?? one.role, 60)})`);
  const more = people.length > named.length ? `; and ${people.length - named.length} more` : '';
  return `**To do now:** ${named.join('; ')}${more}.`;
}

/** What a section is written with. */
interface Writing {
  workflowId: string;
  isOwn: IsOwnLink;
  /** How much of long texts is shown, from 0 to 1. */
  share: number;
}

function section(one: Waiting, { workflowId, isOwn, share }: Writing): string {
  return [
    `### ${markdownWithin(one.title, 400 * share)}`,
    `For ${markdownWithin(whoText(one), 100)}. ${markdownText(datesText(one))}${one.guide === null ? '' : ` In the Kiro guide: ${markdownText(one.guide)}.`}`,
    '',
    markdownWithin(reasonText(one) ?? one.why, 400 * share, isOwn).replace(/^Asked again:/, '**$&**'),
    ...(one.where.url === null ? [] : [`Begin at ${markdownLink(one.where.place, one.where.url)}.`]),
    '',
    ...instructionsOf(one, share, isOwn),
    '',
    ...one.copy.map(({ label, value }) => `- ${markdownText(label)}: ${markdownCode(value)}`),
    '',
    ...answerOf(one, workflowId),
  ].join('\n');
}

/** This page sends no proof, so it does not offer what would be refused. */
function answerOf(one: Waiting, workflowId: string): string[] {
  if (one.needsProof === true) {
    const step = one.fields.some(({ name }) => name === 'step') ? ` --step ${one.step}` : '';
    return [
      '**Answer:** this counts only from a proven sender, so this page cannot send it. Answer in Slack, or run (it asks for the rest):',
      markdownFence(answerCommand(one.message, workflowId, step)),
    ];
  }
  const command = temporalCommand(workflowId, one);
  const toFill = command.includes(': "<') ? ', with your values for `<…>`' : '';
  return [
    `**Answer:** More Actions (above), Send an Update, ${markdownCode(one.message)}; its Data is what stands in braces here${toFill}. Or run:`,
    markdownFence(command),
  ];
}

/** All of them where they are few; the last one says how to answer. */
function instructionsOf({ instructions }: Waiting, share: number, isOwn: IsOwnLink): string[] {
  const left = instructions.length - MAX_INSTRUCTIONS;
  const shown = left > 0 ? [...instructions.slice(0, MAX_INSTRUCTIONS - 1), ...instructions.slice(-1)] : instructions;
  const lines = shown.map((text, index) => `${index + 1}. ${markdownWithin(text, 350 * share, isOwn)}`);
  return left > 0 ? [...lines, '', `${left} more stand in \`npm run status\`.`] : lines;
}

/** How a step is confirmed, and by whom where it is known whether that is proven. */
function howText({ confirmed, by, sender = null }: Status['steps'][number]): string {
  const who = by === null || sender === null ? null : `${markdownWithin(by, 80)}, ${sender}`;
  const parts = [confirmed === null ? null : markdownText(confirmed), who].filter((part) => part !== null);
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`;
}

function progressOf(status: Status): string {
  const lines = status.steps.map((step) => `${STATE_MARKS[step.state]} ${step.title ?? step.id}${howText(step)}`);
  const refused = status.refusals
    .slice(-3)
    .map(
      (one) =>
        `- ${markdownWithin(one.message, 40)} from ${markdownWithin(senderText(one), 80)}: ${markdownWithin(one.reason, 200)}`,
    );
  return [
    `### Progress: ${stepsBehind(status)} of ${status.steps.length}`,
    ...lines,
    ...(refused.length === 0 ? [] : ['', `### Refused (${status.refusedCount} in all)`, ...refused]),
  ].join('\n');
}
