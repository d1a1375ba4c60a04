import pc from 'picocolors';
import { everyText } from '../../runbook/escape/characters.js';
import { terminalText } from '../../runbook/escape/plain-text.js';
import { rosterLine, timeLine, warningsShown, writesLine } from '../../runbook/words/report-text.js';
import type { Report } from '../../runbook/words/report.js';
import { stepOf } from '../../runbook/onboarding/steps.js';
import { wrapped } from './text.js';

/** The report as it is read at a terminal: what came of the run and what is left to do; the rest stands in its files. */
export function reportLines(made: Report, width: number): string[] {
  const report = everyText(made, terminalText);
  const { roster } = report;
  const findings = report.findings.map((one) => `${stepOf(one.step).title}: ${one.problem} ${one.fix}`);
  return [
    pc.bold(`Okta to Kiro, ${report.domain}: ${report.outcome}`),
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
