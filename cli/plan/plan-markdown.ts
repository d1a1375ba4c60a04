import { PLANNED_ID } from '../../activities/okta/okta-api.js';
import type { PlannedWrite } from '../../activities/okta/okta-plan.js';
import { markdownAddress, markdownCode, markdownProse, markdownText } from '../../runbook/escape/markdown-text.js';
import { type IsOwnLink, ownLinksOf } from '../../runbook/escape/own-links.js';
import { oktaHost } from '../../runbook/model/names.js';
import type { Change } from '../../runbook/model/proof.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import { ONBOARDING_STEPS } from '../../runbook/onboarding/steps.js';
import type { Trouble } from '../../runbook/outside.js';
import { adoptionText } from '../../runbook/words/prompts.js';
import { type Calls, type Plan, summaryOf } from './make-plan.js';

/** The plan as Markdown, for a person or a change ticket. */
export function planMarkdown(plan: Plan, input: OnboardingInput): string {
  const org = oktaHost(input.okta.orgUrl);
  const isOwn = ownLinksOf(org);
  const heading = [
    `# Plan: connect Okta to Kiro for ${markdownText(input.domain)}`,
    '',
    `Okta org ${markdownText(org)}, run ${markdownCode(plan.workflowId)}. Nothing has been written.`,
    '',
  ];
  if (plan.steps.length === 0)
    return [...heading, '**Blocked.** Correct this first:', '', ...troubleLines(plan, isOwn)].join('\n');
  return [
    ...heading,
    headline(plan),
    '',
    '| # | Step | Action | What | Calls |',
    '|---|---|---|---|---|',
    ...plan.steps.map((step, index) => {
      const { id, title, action, calls } = step;
      const what = markdownText(summaryOf(ONBOARDING_STEPS.of(id), step, input));
      return `| ${index} | ${title} | ${action} | ${what} | ${callsOf(calls)} |`;
    }),
    ...markdownSection('Objects', plan.steps.flatMap(objectsOf)),
    ...markdownSection('Requests', requestLines(plan.steps.flatMap((step) => step.writes))),
    ...markdownSection(
      'To know',
      plan.warnings.map((warning) => `- ${markdownProse(warning, isOwn)}`),
    ),
  ].join('\n');
}

function headline({ changes, calls, steps }: Plan): string {
  const inDns = steps.filter(({ id }) => ONBOARDING_STEPS.of(id).writesTo === 'dns').flatMap(({ changes }) => changes);
  const toDns = inDns.filter(({ action }) => action !== 'reuse').length;
  if (changes === 0) return '**Nothing to change in Okta:** everything is there as the guide asks.';
  const counts = [`${counted(calls.writes, 'write')} to Okta`];
  if (toDns > 0) counts.push(`${counted(toDns, 'write')} to DNS`);
  return `**${counts.join(', ')}**, with ${counted(calls.reads, 'read')} to look things up and read them back.`;
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

const callsOf = ({ reads, writes }: Calls): string =>
  [...(reads > 0 ? [counted(reads, 'read')] : []), ...(writes > 0 ? [counted(writes, 'write')] : [])].join(', ');

function requestLines(writes: PlannedWrite[]): string[] {
  const isNew = writes.some(({ path }) => path.includes(PLANNED_ID));
  const legend = isNew ? [`${markdownCode(PLANNED_ID)} stands for the id of an object made before.`, ''] : [];
  return writes.length === 0 ? [] : [...legend, ...writes.map(requestLine)];
}

/** A PUT gives the whole object back with the fields changed that stand above: its body would only hide them. */
function requestLine({ method, path, body }: PlannedWrite): string {
  const shown = body === null || method === 'PUT' ? '' : ` ${markdownCode(JSON.stringify(body))}`;
  return `1. ${markdownCode(`${method} ${path}`)}${shown}`;
}

function objectsOf({ title, changes }: Plan['steps'][number]): string[] {
  return changes.length === 0 ? [] : [`- ${title}`, ...changes.flatMap(changeLines)];
}

function changeLines({ object, action, fields }: Change): string[] {
  return [
    `  - ${action} ${markdownText(object)}`,
    ...fields.map(({ path, from, to }) => `    - ${markdownCode(path)}: ${markdownCode(from)} → ${markdownCode(to)}`),
  ];
}

/** A heading of the second level with its lines; nothing without lines. */
export const markdownSection = (title: string, lines: string[]): string[] =>
  lines.length === 0 ? [] : ['', `## ${title}`, '', ...lines];

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
