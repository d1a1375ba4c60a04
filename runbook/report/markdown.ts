import type { Evidence } from '../proof.js';
import type { Report, ReportStep } from '../report.js';
import {
  decisionsOn,
  leftOpen,
  ROSTER_TITLES,
  rosterCells,
  rosterLine,
  roundText,
  timeLine,
  timeText,
  warningsShown,
  whoDid,
  writesLine,
} from './text.js';
import { stepOf } from '../steps.js';

/** The report as Markdown, for a person or a change ticket. */
export function reportMarkdown(report: Report): string {
  const { roster } = report;
  return [
    `# Okta to Kiro: ${report.domain}`,
    '',
    `Org ${report.oktaOrg}. Outcome: **${report.outcome}**. Started ${timeText(report.startedAt)}, ${report.finishedAt === null ? 'not finished yet' : `finished ${timeText(report.finishedAt)}`}.`,
    writesLine(report),
    ...(report.parties.length === 0 ? [] : [`Time: ${timeLine(report)}.`]),
    ...list('Not done', leftOpen(report)),
    '',
    '## Steps',
    '| Step | State | Confirmed | By | At |',
    '|---|---|---|---|---|',
    ...report.steps.map(row),
    ...list('Findings', [
      ...report.findings.map((one) => `${stepOf(one.step).title}: ${one.problem} ${one.fix}`),
      ...decisionsOn(report),
    ]),
    ...(roster === null
      ? []
      : [
          '',
          '## Everybody',
          rosterLine(roster),
          '',
          `| ${ROSTER_TITLES.join(' | ')} |`,
          `|${'---|'.repeat(ROSTER_TITLES.length)}`,
          ...roster.rows.map((one) => `| ${rosterCells(one).map(cell).join(' | ')} |`),
        ]),
    ...list('Warnings', warningsShown(report)),
    ...list('What nobody could prove', report.unproven),
    ...list('Next duties', report.duties),
    '',
    '## Evidence',
    ...report.steps.flatMap(evidenceOf),
    '',
  ].join('\n');
}

function row(step: ReportStep): string {
  const { id, state, confirmed, at } = step;
  return `| ${stepOf(id).title} | ${state} | ${confirmed ?? ''} | ${cell(whoDid(step))} | ${at === null ? '' : timeText(at)} |`;
}

function evidenceOf(step: ReportStep): string[] {
  if (step.evidence.length === 0 && step.summary === null && step.history.length === 0) return [];
  return [
    '',
    `### ${stepOf(step.id).title}`,
    ...(step.summary === null ? [] : [oneLine(step.summary)]),
    ...step.evidence.map(line),
    ...step.history.map((round) => `- ${oneLine(roundText(round))}`),
  ];
}

const line = ({ label, value, url }: Evidence): string =>
  `- ${label}: ${url === null ? oneLine(value) : `[${oneLine(value)}](${url})`}`;
/** Texts of people and systems must not become headings or rows of their own. */
const oneLine = (text: string): string => text.replace(/\s+/g, ' ');
const cell = (text: string): string => oneLine(text).replace(/\|/g, '\\|');
const list = (title: string, items: string[]): string[] =>
  items.length === 0 ? [] : ['', `## ${title}`, ...items.map((item) => `- ${oneLine(item)}`)];
