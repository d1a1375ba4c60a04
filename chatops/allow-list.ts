import { contactsOf, type OnboardingInput } from '../runbook/onboarding/input.js';

/** The e-mail address under which the run's configuration names a Slack user; null for anybody else. */
export function namedAs(slackUser: string, people: OnboardingInput['people']): string | null {
  return contactsOf(people).find(({ slack }) => slack === slackUser)?.email ?? null;
}

/** What somebody is told who is not on the list, and who can change that. */
export const notNamed = (slackUser: string): string =>
  `You are not named in this run's configuration, so your answer is not taken. Your Slack member id is ${slackUser}: ` +
  'whoever runs the onboarding can add it under "people" of onboarding.yaml.';
