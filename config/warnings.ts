import type { OnboardingInput } from '../runbook/input.js';
import { domainWarnings } from './domain.js';

/** What is allowed but does something else than one may expect; a sentence each. */
export function warningsFor(input: OnboardingInput): string[] {
  return [...domainWarnings(input.domain), ...unusual(input)];
}

function unusual({ provision, push, subscribe, people, notify }: OnboardingInput): string[] {
  const both = push.groups.filter((group) => includes(provision.groups, group));
  const unpushed = subscribe.groups.filter((group) => !includes(push.groups, group));
  const inSlack = Object.values(people).some((person) => person?.slack !== undefined);
  return [
    ...(notify.slack !== null && !inSlack
      ? ['notify.slack: nobody under people has a Slack member id (slack), so nobody can answer there.']
      : []),
    ...both.map(
      (group) =>
        `push.groups: "${group}" is also assigned (provision.groups); Okta does not support one group for both, ` +
        'its members may be missing or stay too long in Kiro.',
    ),
    ...unpushed.map((group) => `subscribe.groups: "${group}" is not under push.groups, so Kiro may not know it.`),
  ];
}

function includes(groups: string[], name: string): boolean {
  return groups.some((group) => group.toLowerCase() === name.toLowerCase());
}
