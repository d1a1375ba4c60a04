import type { OnboardingInput } from './input.js';

/**
 * What is left in Okta of an endpoint that it has pushed to before, such as that of a deleted Kiro profile, and how an
 * admin clears it away. Okta keeps the old SCIM ids, so "Provision User", "Force Sync" and "Push now" cannot help. The
 * clicks are Okta's documented ones; that they do so here nobody could check against a live Okta (docs/unverified.md).
 */

/** On the tab Push Groups. */
export const unlinkGroups = ({ push }: Pick<OnboardingInput, 'push'>): string =>
  `On the tab Push Groups open the status of ${named(push.groups)}, choose Unlink pushed group, then "Delete the group in ` +
  'the target app": Okta then forgets the old id, and this Kiro has no group of that id.';

/** On the tab Assignments. */
export const unassign = ({ provision }: Pick<OnboardingInput, 'provision'>): string =>
  `On the tab Assignments remove ${named([...provision.groups, ...provision.users])} (the cross at the end of the line). ` +
  'The runbook assigns and pushes all of them again.';

/** For people whom Okta knows by ids of another endpoint. `after`: what to do when that is done; in a run, to answer. */
export const elsewhereFix = (
  input: Pick<OnboardingInput, 'push' | 'provision'>,
  after = 'Answer when that is done.',
): string =>
  'First compare the Base URL on the tab Provisioning, Integration, with the SCIM endpoint of this run (Edit, paste Base URL ' +
  'and API token, Test API Credentials, Save). If it is right, they were pushed to another one before, as when a Kiro ' +
  `profile is deleted and made anew. ${unassign(input)} Provision User and Force Sync do not help: Okta goes on using the ` +
  `old ids. ${unlinkGroups(input)} ${after}`;

/** The last words of `elsewhereFix` where no run waits for an answer. */
export const START_AGAIN = 'Then start the onboarding again.';

/** For some people who are not at an endpoint that has others: they alone are assigned again, everybody else stays. */
export const GONE_FIX =
  'They were most likely deleted in Kiro by hand. Take these people alone out of the group that brings them (or remove ' +
  'them on the tab Assignments of the SCIM application where they are assigned one by one), wait until they are off that ' +
  'tab, and put them back: Okta then makes them in Kiro again. Force Sync and Push now do not help: Okta goes on using ' +
  'the old ids. Leave everybody else, and the pushed groups, as they are.';

const named = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');
