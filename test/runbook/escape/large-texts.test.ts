import { describe, expect, it } from 'vitest';
import { formFor } from '../../../chatops/answer-form.js';
import { reportLines, stepLines, waitingLines } from '../../../cli/lib/run-lines.js';
import { htmlText } from '../../../runbook/escape/html-text.js';
import { markdownCode, markdownFence, markdownProse, markdownText } from '../../../runbook/escape/markdown-text.js';
import { ownLinksOf } from '../../../runbook/escape/own-links.js';
import { csvRow, fileNamePart, headerText, mailText, terminalText } from '../../../runbook/escape/plain-text.js';
import { slackProse, slackText } from '../../../runbook/escape/slack-text.js';
import { checkForm } from '../../../runbook/messages/form.js';
import { MESSAGE_INFO } from '../../../runbook/messages/fields.js';
import { MESSAGE_NAMES } from '../../../runbook/messages/schemas.js';
import { pageOf } from '../../../runbook/words/page.js';
import { questionText } from '../../../runbook/words/question-text.js';
import { reportHtml } from '../../../runbook/words/report-html.js';
import { reportMarkdown } from '../../../runbook/words/report-markdown.js';
import { boardOf } from '../../../runbook/words/slack-board.js';
import { someOf } from '../../support/how-often.js';
import { AT, formsOf, RUN } from './forms-of.js';

// What somebody sends to make a form slow or too long. A work that took the square of the length would not end in time.

const filled = (part: string, length: number): string => part.repeat(Math.ceil(length / part.length)).slice(0, length);
const MEGABYTE = 1_000_000;
/** A run shows such a text at about fifty places. */
const A_PLACE = MEGABYTE / 50;
const PARTS = ['x', '*_`~', 'a b ', '<b>&', 'https://a.example '];
const isOwn = ownLinksOf('example.okta.com');
const ESCAPERS: ((text: string) => string)[] = [
  ...[markdownText, markdownCode, markdownFence, htmlText, slackText, headerText, mailText, terminalText],
  (text) => markdownProse(text, isOwn),
  (text) => slackProse(text, isOwn),
  (text) => csvRow([text]),
];

it.each(someOf([...PARTS, '\u202e'], 3))('a megabyte of %j is escaped for every form', (part) => {
  const large = filled(part, MEGABYTE);
  for (const write of ESCAPERS) expect(write(large).length).toBeGreaterThan(MEGABYTE / 2);
  expect(fileNamePart(large).length).toBeLessThanOrEqual(150);
});

// A search that runs to the end of such a run from each of its characters takes minutes.
const RUNS = [...'#.\',;!?)"`-_=& \t\u001b\ud83d', ' "', '\u001b[', '&#', '# '];
it.each(someOf(RUNS, 4))('a long run of %j is quick to escape, whatever stands around it', (part) => {
  const run = filled(part, 50_000);
  for (const text of [run, `${run}x`, `https://${run}x`])
    for (const write of ESCAPERS) expect(write(`a${text}a`).length).toBeGreaterThan(2);
});

describe.each(someOf(PARTS, 2))('a megabyte of %j', (part) => {
  it('in a run fits each form that has a limit, and is written into the others', () => {
    const { status, report } = formsOf(filled(part, A_PLACE));
    const [first] = status.waitingFor;
    expect(new TextEncoder().encode(pageOf(status)).length).toBeLessThanOrEqual(4_096);
    const { blocks } = boardOf(status, null);
    expect(blocks.length).toBeLessThanOrEqual(50);
    for (const block of blocks)
      if (block.type === 'section') expect(block.text!.text.length).toBeLessThanOrEqual(3_000);
    const question = { workflowId: RUN, step: first!.step, message: first!.message, since: first!.since };
    expect(JSON.stringify(formFor(question, first!)).length).toBeLessThan(250_000);
    const lines = [...waitingLines(first!, 80), ...reportLines(report, 80)];
    expect(lines.length).toBeLessThan(100);
    for (const line of stepLines(status, { width: 80, now: Date.parse(AT) })) expect(line.length).toBeLessThan(200);
    for (const written of [reportHtml(report), reportMarkdown(report), questionText(first!, RUN)])
      expect(written.length).toBeLessThan(10 * MEGABYTE);
  });
});

it.each(MESSAGE_NAMES)('a megabyte is refused in a sentence as a field of %s', (name) => {
  const large = 'x'.repeat(1_100_000);
  const [field = 'by'] = MESSAGE_INFO[name].fields.map((one) => one.name);
  for (const one of [field, 'by']) {
    const check = checkForm(name, { [one]: large });
    expect(check.ok).toBe(false);
    if (!check.ok) expect(check.why.reason.length).toBeLessThan(600);
  }
});
