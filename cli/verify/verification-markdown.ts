import { markdownCode, markdownProse, markdownText } from '../../runbook/escape/markdown-text.js';
import { ownLinksOf } from '../../runbook/escape/own-links.js';
import { ONBOARDING_STEPS } from '../../runbook/onboarding/steps.js';
import type { Verification } from '../../runbook/verify/verification.js';
import { markdownSection, troubleLines } from '../plan/plan-markdown.js';

/** The verification as Markdown: what was seen to be right, what is wrong, and what nobody looked at. */
export function verificationMarkdown(found: Verification): string {
  const { workflowId, outcome, findings, candidates, evidence, warnings, proven, notLookedAt } = found;
  // The run's id begins with the org's host: kiro-okta/<host>/<domain>.
  const isOwn = ownLinksOf(workflowId.split('/')[1] ?? '');
  return [
    `# Verification of ${markdownText(workflowId)}`,
    '',
    headline(found),
    ...(outcome === 'clean' ? [] : ['']),
    ...findings.flatMap((finding) => [
      ...(finding.step === null ? [] : [`${ONBOARDING_STEPS.of(finding.step).title}:`]),
      ...troubleLines({ findings: [finding], candidates: [] }, isOwn),
      ...(finding.id == null ? [] : [`  (${markdownCode(finding.id)})`]),
    ]),
    ...troubleLines({ findings: [], candidates }, isOwn),
    ...markdownSection(
      'Not looked at',
      notLookedAt.map(({ label, why, how }) => `- ${markdownProse(`${label}: ${why}. To look: ${how}.`, isOwn)}`),
    ),
    ...markdownSection(
      'Proven',
      proven.map(({ label, value }) => `- ${markdownProse(`${label}: ${value}`, isOwn)}`),
    ),
    ...markdownSection(
      'Evidence',
      evidence.map(
        ({ step, label, value }) => `- ${ONBOARDING_STEPS.of(step).title}: ${markdownText(`${label}: ${value}`)}`,
      ),
    ),
    ...markdownSection(
      'To know',
      warnings.map((warning) => `- ${markdownProse(warning, isOwn)}`),
    ),
  ].join('\n');
}

/** Says no more than was seen. */
function headline({ outcome, counts, notLookedAt }: Verification): string {
  if (outcome === 'blocked') return '**Blocked.** Correct this first:';
  const unseen = notLookedAt.map(({ label, why }) => markdownText(`${label} (${why})`)).join(', ');
  const list = unseen === '' ? '' : `: ${unseen}`;
  return `**${counts.proven} proven, ${counts.wrong} wrong, ${counts.notLookedAt} not looked at**${list}.`;
}
