import type { Evidence } from './proof.js';
import type { Report, ReportStep } from './report.js';
import { stepOf } from './steps.js';

/** The report as Markdown, for a person or a change ticket. */
export function reportMarkdown(report: Report): string {
  const writes =
    report.oktaWrites === 0
      ? 'Nothing had to be written to Okta: everything was there already.'
      : `${report.oktaWrites} object(s) were made or changed in Okta.`;
  return [
    `# Okta to Kiro: ${report.domain}`,
    '',
    `Org ${report.oktaOrg}. Outcome: **${report.outcome}**. Started ${report.startedAt}, finished ${report.finishedAt ?? 'not yet'}.`,
    writes,
    '',
    '| Step | State | Confirmed | By | At |',
    '|---|---|---|---|---|',
    ...report.steps.map(row),
    ...list(
      'Findings',
      report.findings.map((one) => `${stepOf(one.step).title}: ${one.problem} ${one.fix}`),
    ),
    ...list('Warnings', report.warnings),
    '',
    '## Evidence',
    ...report.steps.flatMap(evidenceOf),
    '',
  ].join('\n');
}

function row(step: ReportStep): string {
  const who = step.by === null ? '' : `${step.by}${step.via === null ? '' : ` (${step.via})`}`;
  return `| ${stepOf(step.id).title} | ${step.state} | ${step.confirmed ?? ''} | ${cell(who)} | ${step.at ?? ''} |`;
}

function evidenceOf(step: ReportStep): string[] {
  if (step.evidence.length === 0 && step.summary === null && step.history.length === 0) return [];
  return [
    '',
    `### ${stepOf(step.id).title}`,
    ...(step.summary === null ? [] : [oneLine(step.summary)]),
    ...step.evidence.map(line),
    ...step.history.map(round),
  ];
}

const line = ({ label, value, url }: Evidence): string =>
  `- ${label}: ${url === null ? oneLine(value) : `[${oneLine(value)}](${url})`}`;
const round = ({ summary, state, at, reason, by }: ReportStep['history'][number]): string =>
  `- Redone at ${at} by ${by ?? 'somebody'}: ${oneLine(reason)} (before: ${state}${summary === null ? '' : `, ${oneLine(summary)}`})`;
/** Texts of people and systems must not become headings or rows of their own. */
const oneLine = (text: string): string => text.replace(/\s+/g, ' ');
const cell = (text: string): string => oneLine(text).replace(/\|/g, '\\|');
const list = (title: string, items: string[]): string[] =>
  items.length === 0 ? [] : ['', `## ${title}`, ...items.map((item) => `- ${oneLine(item)}`)];
