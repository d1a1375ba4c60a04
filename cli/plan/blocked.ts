import { ApplicationFailure } from '@temporalio/common';
import { adoptionText } from '../../runbook/words/prompts.js';
import { markdownAddress, markdownCode, markdownProse, markdownText } from '../../runbook/escape/markdown-text.js';
import type { IsOwnLink } from '../../runbook/escape/own-links.js';
import type { Trouble } from '../../runbook/outside.js';

/** Failures that say that this command is wrong for the org or met a problem of its own: no finding of the org. */
const OF_OURS = ['WrongOrg', 'InternalError'];

/** What a person must mend first, where that is why the work failed; everything else is thrown on. */
export function troubleOf(error: unknown): Trouble {
  if (!(error instanceof ApplicationFailure) || error.nonRetryable !== true || OF_OURS.includes(error.type ?? ''))
    throw error;
  const [trouble] = (error.details ?? []) as Trouble[];
  if (trouble === undefined) throw error;
  return trouble;
}

/** Findings and the namesakes to choose from, as Markdown for a person. */
export function troubleLines(
  { findings, candidates }: Pick<Trouble, 'findings' | 'candidates'>,
  isOwn: IsOwnLink,
): string[] {
  return [
    ...findings.map(
      ({ problem, fix, url }) =>
        `- ${markdownProse(`${problem} ${fix}`, isOwn)}${url === null ? '' : ` ${markdownAddress(url)}`}`,
    ),
    ...candidates.map((one) =>
      `  - ${markdownCode(one.id)} "${markdownText(one.name)}" ${markdownAddress(one.url)} ${markdownProse(adoptionText(one), isOwn)}`.trimEnd(),
    ),
  ];
}
