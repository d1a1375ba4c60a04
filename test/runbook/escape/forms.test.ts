import headless from '@xterm/headless';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { formFor, noticeInstead } from '../../../chatops/answer-form.js';
import { eventLine, reportLines, stepLines, toFillIn, verdictLine, waitingLines } from '../../../cli/lib/run-lines.js';
import { planMarkdown } from '../../../cli/plan/plan-markdown.js';
import type { Plan } from '../../../cli/plan/make-plan.js';
import { verificationMarkdown } from '../../../cli/verify/verification-markdown.js';
import { describeReport } from '../../../activities/dns/describe-report.js';
import type { DnsReport } from '../../../activities/dns/dns-report.js';
import { pageOf } from '../../../runbook/words/page.js';
import { reportHtml } from '../../../runbook/words/report-html.js';
import { reportMarkdown } from '../../../runbook/words/report-markdown.js';
import type { Report } from '../../../runbook/words/report.js';
import { rosterCsv } from '../../../runbook/roster/summary.js';
import { boardOf } from '../../../runbook/words/slack-board.js';
import type { Status } from '../../../runbook/words/status.js';
import { ONBOARDING_STEPS } from '../../../runbook/onboarding/steps.js';
import { plainView } from '../../../start/view.js';
import { input } from '../../workflows/fake-world.js';
import { HOSTILE, UNSEEN } from '../../support/hostile-texts.js';
import { readMarkdown } from '../../support/markdown.js';
import { AT, formsOf, RUN } from './forms-of.js';

const SHORT = HOSTILE.filter((text) => text.length < 400);
const OWN = /^https:\/\/(example(-admin)?\.okta\.com|kiro\.dev|example\.com)\//;
const NEVER = ['image', 'html_inline', 'html_block', 'code_block', 'hr', 'blockquote_open', 'em_open', 's_open'];

/** Markdown of ours with text from outside in it. */
function expectOurs(markdown: string, headings: readonly (string | RegExp)[]): void {
  expect(markdown).not.toMatch(UNSEEN);
  const read = readMarkdown(markdown);
  for (const kind of NEVER) expect(read.kinds).not.toContain(kind);
  for (const link of read.links) expect(link).toMatch(OWN);
  for (const heading of read.headings)
    expect(headings.some((one) => (typeof one === 'string' ? one === heading : one.test(heading)))).toBe(true);
}

describe.each(SHORT.map((text) => [JSON.stringify(text).slice(0, 60), text]))('what is named %s', (_, evil) => {
  const { status, report, row, finding, trouble } = formsOf(evil);

  it('is text alone on the page of the Web UI', () => {
    const titles = status.waitingFor.map(({ title }) => title);
    const page = pageOf(status);
    expectOurs(page, [...titles, /^Progress: \d+ of \d+$/, /^Refused \(1 in all\)$/]);
    // The fences are ours: commands.
    const fences = [...page.matchAll(/^(`{3,})\n([\s\S]*?)\n\1$/gm)];
    expect(fences.length).toBeGreaterThan(0);
    for (const [, , command] of fences) expect(command).toMatch(/^temporal workflow update execute/);
  });

  it('is text alone in the Markdown of report, plan and verification', () => {
    const sections =
      /^(Okta to Kiro|Plan|Verification|Steps$|Not done$|Findings$|Everybody$|Warnings$|What nobody|Next duties$|Evidence$|Answers that were not taken$|How to read this report$|Not looked at$|Proven$|Objects$|Requests$|To know$)/;
    const markdown = reportMarkdown(report);
    expectOurs(markdown, [sections, ...ONBOARDING_STEPS.ids.map((id) => ONBOARDING_STEPS.of(id).title)]);
    for (const line of markdown.split('\n').filter((one) => one.startsWith('| ')))
      expect([6, 9]).toContain(line.match(/\|/g)!.length);
    const steps = ONBOARDING_STEPS.ids.map((id) => ({
      ...{
        id,
        title: ONBOARDING_STEPS.of(id).title,
        action: 'change' as const,
        holds: evil,
        calls: { reads: 1, writes: 1 },
      },
      changes: [{ object: evil, action: 'change' as const, fields: [{ path: evil, from: evil, to: evil }] }],
      writes: [{ method: 'POST', path: evil, body: { name: evil } }],
    })) as Plan['steps'];
    const plan: Plan = {
      workflowId: RUN,
      changes: 1,
      calls: { reads: 1, writes: 1 },
      steps,
      findings: [finding],
      candidates: [],
      warnings: [evil],
    };
    expectOurs(planMarkdown(plan, input), [sections]);
    expectOurs(planMarkdown({ ...plan, steps: [], candidates: trouble.candidates }, input), [sections]);
    const verified = verificationMarkdown({
      ...{
        workflowId: RUN,
        outcome: 'findings' as const,
        candidates: trouble.candidates,
        proven: [{ id: 'x', step: 'domain' as const, label: evil, value: evil }],
        wrong: [],
        notLookedAt: [{ id: 'x', step: 'domain' as const, label: evil, why: evil, how: evil }],
        counts: { proven: 1, wrong: 0, notLookedAt: 1 },
        roster: null,
        warnings: [evil],
      },
      findings: [{ ...finding, step: 'domain' }],
      evidence: [{ step: 'domain', label: evil, value: evil, url: null }],
    });
    expectOurs(verified, [sections]);
  });

  it('steers no terminal', async () => {
    const event = { at: AT, type: 'refusal' as const, message: evil, reason: evil, value: evil, by: evil, via: evil };
    const told: string[] = [];
    const view = plainView((line) => told.push(line));
    view.say(evil);
    const verdict = { activity: 'a', attempt: 1, message: evil };
    view.show({ status, events: [event, { type: 'warning', at: AT, text: evil }], verdicts: [verdict] });
    const lines = [
      ...stepLines(status, { width: 200, now: Date.parse(AT) }),
      ...status.waitingFor.flatMap((one) => [...waitingLines(one, 200), ...toFillIn(one, 200)]),
      ...reportLines(report, 200),
      eventLine(event),
      verdictLine(verdict, 200),
      ...told,
    ];
    // Only the colours are ours.
    for (const line of lines) expect(line.replace(/\u001b\[(1|2|22|3[0-7]|39)m/g, '')).not.toMatch(UNSEEN);
    const screen = new headless.Terminal({ cols: 200, rows: 50, allowProposedApi: true });
    const seen: string[] = [];
    screen.onTitleChange(() => seen.push('title'));
    screen.onBell(() => seen.push('bell'));
    screen.parser.registerOscHandler(8, () => (seen.push('link'), true));
    screen.parser.registerOscHandler(52, () => (seen.push('clipboard'), true));
    await new Promise<void>((resolve) => screen.write(lines.join('\r\n'), resolve));
    expect(seen).toEqual([]);
  });

  it('is no markup in Slack', () => {
    const { blocks, text } = boardOf(status, 'https://temporal.example/run');
    const one = status.waitingFor[0]!;
    const question = { workflowId: RUN, step: one.step, message: one.message, since: one.since };
    const views = [formFor(question, one), formFor({ ...question, message: 'skipStep' }, one), noticeInstead(evil)];
    const texts: { type: string; text: string; verbatim?: boolean }[] = [{ type: 'mrkdwn', text, verbatim: true }];
    JSON.stringify([blocks, views], (_key, value: unknown) => {
      if (
        typeof value === 'object' &&
        value !== null &&
        'text' in value &&
        'type' in value &&
        typeof value.text === 'string'
      )
        texts.push(value as (typeof texts)[number]);
      return value;
    });
    for (const { type, text: shown, verbatim } of texts) {
      expect(shown).not.toMatch(UNSEEN);
      if (type !== 'mrkdwn') continue;
      expect(verbatim).toBe(true);
      for (const [tag] of shown.matchAll(/<[^>]*>?/g))
        expect(tag).toMatch(
          /^<(https:\/\/(example(-admin)?\.okta\.com|kiro\.dev|temporal\.example)[^<>]*|!date\^\d+\^[^<>]*)>$/,
        );
    }
  });

  it('is no formula in the roster', () => {
    const csv = rosterCsv([row]);
    expect(csv.split('\r\n')).toHaveLength(3);
    for (const separator of [/,/, /;/, /\t/])
      for (const cell of csv.split(/[\r\n]+/).flatMap((line) => line.split(separator)))
        expect(cell.replace(/^[\s"]+/, '')).not.toMatch(/^[=+\-@\uff1d\uff0b\uff0d\uff20]/);
  });

  it('is visible where DNS is described', () => {
    const server = {
      server: evil,
      address: '192.0.2.1',
      port: 53,
      zone: evil,
      serial: 1,
      verdict: 'other-values',
      values: [evil],
      ttl: 1,
      detail: evil,
      milliseconds: 1,
    };
    const found = {
      summary: evil,
      expected: 'x',
      servers: [server],
      resolvers: [{ ...server, resolver: evil }],
      hints: [{ code: 'x', problem: evil, fix: evil }],
      provider: null,
    };
    for (const line of describeReport(found as unknown as DnsReport)) {
      expect(line).not.toMatch(UNSEEN);
      expect(line).not.toMatch(/\n/);
    }
  });

  it('is no markup in the HTML of the report', () => {
    const html = reportHtml(report);
    expect(html).not.toMatch(UNSEEN);
    const tags = new Set(
      [...html.replace(/<style>[\s\S]*?<\/style>/, '').matchAll(/<\/?([^\s>]*)/g)].map(([, tag]) => tag!),
    );
    for (const tag of ['script', 'img', 'svg', '!--', 'b', 'i']) expect(tags).not.toContain(tag);
  });
});

it('10 KB of markup fit everywhere', () => {
  for (const evil of HOSTILE.filter((text) => text.length >= 400)) {
    const { status, report } = formsOf(evil);
    const page = pageOf(status);
    expect(new TextEncoder().encode(page).length).toBeLessThanOrEqual(4_096);
    expectOurs(page, [/./]);
    expectOurs(reportMarkdown(report), [/./]);
    for (const block of boardOf(status, null).blocks)
      if (block.type === 'section') expect(block.text!.text.split('```').length % 2).toBe(1);
    expect(stepLines(status, { width: 80, now: Date.parse(AT) }).every((line) => line.length < 200)).toBe(true);
  }
});

it('a run of somebody else, with anything in every place, becomes no markup', () => {
  const { report, status } = formsOf('x');
  // Anyone who polls the queue can answer a query: numbers and times may be texts.
  const evil = '<img src=x>![x](https://evil.example)\u001b[2J';
  const forged = { ...report, outcome: evil, oktaWrites: evil, startedAt: evil, finishedAt: evil } as unknown as Report;
  expect(reportHtml(forged)).not.toMatch(/<img|\u001b/);
  expectOurs(reportMarkdown(forged), [/./]);
  const state = { ...status, outcome: evil, oktaOrg: evil } as unknown as Status;
  expectOurs(pageOf(state), [/./]);
});

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const isThere = existsSync(CHROMIUM);
if (!isThere)
  process.stderr.write(`Skipped: the report in a browser. There is no ${CHROMIUM}; CHROMIUM names another.\n`);

describe.skipIf(!isThere)('the HTML report in a browser', () => {
  it('shows every text as it is, runs nothing and asks nobody', async () => {
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
    onTestFinished(() => browser.close());
    const page = await browser.newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('dialog', (dialog) => void (asked.push(dialog.message()), dialog.dismiss()));
    for (const evil of SHORT) {
      await page.setContent(reportHtml(formsOf(evil).report));
      const found = await page.evaluate<{ tags: string[]; links: string[] }>(`({
        tags: [...new Set([...document.querySelectorAll('*')].map((one) => one.localName))],
        links: [...document.querySelectorAll('a')].map((one) => one.href),
      })`);
      for (const tag of ['script', 'img', 'svg', 'iframe', 'b', 'i', 'code']) expect(found.tags).not.toContain(tag);
      for (const link of found.links) expect(link).toMatch(OWN);
    }
    expect(asked).toEqual([]);
  });
});
