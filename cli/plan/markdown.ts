import type { OnboardingInput } from '../../runbook/input.js';
import { oktaHost } from '../../runbook/names.js';
import type { Change } from '../../runbook/proof.js';
import { stepOf } from '../../runbook/steps.js';
import { summaryOf } from './actions.js';
import { troubleLines } from './blocked.js';
import type { Plan } from './plan.js';

/** The plan as Markdown, for a person or a change ticket. */
export function planMarkdown(plan: Plan, input: OnboardingInput): string {
  const heading = [
    `# Plan: connect Okta to Kiro for ${input.domain}`,
    '',
    `Okta org ${oktaHost(input.okta.orgUrl)}, run \`${plan.workflowId}\`. Nothing has been written.`,
    '',
  ];
  if (plan.steps.length === 0)
    return [...heading, '**Blocked.** Mend this first:', '', ...troubleLines(plan)].join('\n');
  return [
    ...heading,
    headline(plan),
    '',
    '| # | Step | Action | What |',
    '|---|---|---|---|',
    ...plan.steps.map(({ id, title, action, changes }, index) => {
      const what = summaryOf(stepOf(id), changes, input).replace(/\|/g, '\\|');
      return `| ${index} | ${title} | ${action} | ${what} |`;
    }),
    ...section('Objects', plan.steps.flatMap(objectsOf)),
    ...section(
      'To know',
      plan.warnings.map((warning) => `- ${warning}`),
    ),
  ].join('\n');
}

function headline({ changes, steps }: Plan): string {
  const toDns =
    steps.find(({ id }) => id === 'dns-record')?.changes.filter(({ action }) => action !== 'reuse').length ?? 0;
  if (changes === 0) return '**Nothing to change in Okta:** everything is there as the guide asks.';
  const counts = [writes(changes - toDns, 'Okta'), ...(toDns > 0 ? [writes(toDns, 'DNS')] : [])];
  return `**${counts.join(', ')}.**`;
}

const writes = (count: number, system: string): string => `${count} ${count === 1 ? 'write' : 'writes'} to ${system}`;

function objectsOf({ title, changes }: Plan['steps'][number]): string[] {
  return changes.length === 0 ? [] : [`- ${title}`, ...changes.flatMap(changeLines)];
}

function changeLines({ object, action, fields }: Change): string[] {
  return [
    `  - ${action} ${object}`,
    ...fields.map(({ path, from, to }) => `    - ${code(path)}: ${code(from)} → ${code(to)}`),
  ];
}

/** Text of the org in a code span that it cannot end. */
function code(text: string): string {
  const fence = '`'.repeat(Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length)) + 1);
  return fence === '`' ? `\`${text}\`` : `${fence} ${text} ${fence}`;
}

const section = (title: string, lines: string[]): string[] =>
  lines.length === 0 ? [] : ['', `## ${title}`, '', ...lines];
