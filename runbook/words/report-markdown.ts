import { markdownLink, markdownProse, markdownText } from '../escape/markdown-text.js';
import { type IsOwnLink, ownLinksOf } from '../escape/own-links.js';
import type { Evidence } from '../model/proof.js';
import { legendOf } from './report-legend.js';
import {
  confirmedText,
  decisionsOn,
  leftOpen,
  refusedLines,
  ROSTER_TITLES,
  rosterCells,
  rosterLine,
  STAMP_TITLES,
  stampRows,
  storyOf,
  runLine,
  timeLine,
  timeText,
  warningsShown,
  whoDid,
  writesLine,
} from './report-text.js';
import { headingOf, type Report, type ReportStep, titleOf } from './report.js';

/** The report as Markdown, for a person or a change ticket. */
export function reportMarkdown(report: Report): string {
  const { roster } = report;
  const isOwn = ownLinksOf(report.oktaOrg);
  const of = runLine(report);
  const list = (title: string, items: string[]): string[] =>
    items.length === 0 ? [] : ['', `## ${title}`, ...items.map((item) => `- ${markdownProse(item, isOwn)}`)];
  return [
    `# ${markdownText(headingOf(report))}: ${markdownText(report.domain)}`,
    '',
    `Org ${markdownText(report.oktaOrg)}. Outcome: **${markdownText(report.outcome)}**. Started ${time(report.startedAt)}, ${report.finishedAt === null ? 'not finished yet' : `finished ${time(report.finishedAt)}`}.`,
    markdownProse(writesLine(report)),
    ...(of === null ? [] : [markdownProse(of)]),
    ...(report.parties.length === 0 ? [] : [markdownProse(`Time: ${timeLine(report)}.`)]),
    ...list('Not done', leftOpen(report)),
    '',
    '## Steps',
    '| Step | State | Confirmed | By | At |',
    '|---|---|---|---|---|',
    ...report.steps.map(row),
    ...certificate(report),
    ...list('Findings', [
      ...report.findings.map((one) => `${titleOf(report, one.step)}: ${one.problem} ${one.fix}`),
      ...decisionsOn(report),
    ]),
    ...(roster === null
      ? []
      : [
          '',
          '## Everybody',
          markdownProse(rosterLine(roster)),
          '',
          `| ${ROSTER_TITLES.join(' | ')} |`,
          `|${'---|'.repeat(ROSTER_TITLES.length)}`,
          ...roster.rows.map((one) => `| ${rosterCells(one).map(markdownText).join(' | ')} |`),
        ]),
    ...list('Answers that were not taken', refusedLines(report)),
    ...list('Warnings', warningsShown(report)),
    ...list('What nobody could prove', report.unproven),
    ...list('Next duties', report.duties),
    '',
    '## Evidence',
    ...report.steps.flatMap((step) => evidenceOf(step, isOwn)),
    ...list(
      'How to read this report',
      legendOf(report).map(([word, meaning]) => `${word}: ${meaning}`),
    ),
    '',
  ].join('\n');
}

function certificate(report: Report): string[] {
  const rows = stampRows(report);
  const line = (cells: string[]): string => `| ${cells.map(markdownText).join(' | ')} |`;
  if (rows.length === 0) return [];
  return ['', '## Certificate', line(STAMP_TITLES), `|${'---|'.repeat(STAMP_TITLES.length)}`, ...rows.map(line)];
}

const time = (at: string): string => markdownText(timeText(at));

function row(step: ReportStep): string {
  const { id, title, state, at } = step;
  return `| ${title ?? id} | ${markdownText(state)} | ${markdownText(confirmedText(step))} | ${markdownText(whoDid(step))} | ${at === null ? '' : time(at)} |`;
}

function evidenceOf(step: ReportStep, isOwn: IsOwnLink): string[] {
  const story = storyOf(step);
  if (step.evidence.length === 0 && step.summary === null && story.length === 0) return [];
  return [
    '',
    `### ${step.title ?? step.id}`,
    ...(step.summary === null ? [] : [markdownProse(step.summary, isOwn)]),
    ...step.evidence.map(line),
    ...story.map((text) => `- ${markdownProse(text, isOwn)}`),
  ];
}

const line = ({ label, value, url }: Evidence): string => `- ${markdownText(label)}: ${markdownLink(value, url)}`;
