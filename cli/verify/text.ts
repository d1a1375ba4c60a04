import { markdownProse, markdownText } from '../../runbook/escape/markdown-text.js';
import { ownLinksOf } from '../../runbook/escape/own-links.js';
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
  // The run's id begins with the org's host: kiro-okta/<host>/<domain>.
  const isOwn = ownLinksOf(workflowId.split('/')[1] ?? '');
  return [
    `# Verification of ${markdownText(workflowId)}`,
    '',
    HEADLINE[outcome],
    ...(outcome === 'clean' ? [] : ['']),
    ...findings.flatMap((finding) => [
      ...(finding.step === null ? [] : [`${stepOf(finding.step).title}:`]),
      ...troubleLines({ findings: [finding], candidates: [] }, isOwn),
    ]),
    ...troubleLines({ findings: [], candidates }, isOwn),
    ...section(
      'Evidence',
      evidence.map(({ step, label, value }) => `- ${stepOf(step).title}: ${markdownText(`${label}: ${value}`)}`),
    ),
    ...section(
      'To know',
      warnings.map((warning) => `- ${markdownProse(warning, isOwn)}`),
    ),
  ].join('\n');
}

const section = (title: string, lines: string[]): string[] =>
  lines.length === 0 ? [] : ['', `## ${title}`, '', ...lines];
