import { stepOf } from '../../runbook/steps.js';
import { troubleLines } from '../plan/blocked.js';
import type { Verification } from './verify.js';

const HEADLINE = {
  clean: '**Everything is as the onboarding left it.**',
  findings: '**Not as the onboarding left it:**',
  blocked: '**Blocked.** Mend this first:',
} as const;

/** The verification as Markdown. */
export function verificationMarkdown(found: Verification): string {
  const { workflowId, outcome, findings, candidates, evidence, warnings } = found;
  return [
    `# Verification of ${workflowId}`,
    '',
    HEADLINE[outcome],
    ...(outcome === 'clean' ? [] : ['']),
    ...findings.flatMap((finding) => [
      ...(finding.step === null ? [] : [`${stepOf(finding.step).title}:`]),
      ...troubleLines({ findings: [finding], candidates: [] }),
    ]),
    ...troubleLines({ findings: [], candidates }),
    ...section(
      'Evidence',
      evidence.map(({ step, label, value }) => `- ${stepOf(step).title}: ${label}: ${value}`),
    ),
    ...section(
      'To know',
      warnings.map((warning) => `- ${warning}`),
    ),
  ].join('\n');
}

const section = (title: string, lines: string[]): string[] =>
  lines.length === 0 ? [] : ['', `## ${title}`, '', ...lines];
