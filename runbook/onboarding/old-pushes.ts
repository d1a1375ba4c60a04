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

/** For people whom Okta knows by ids of another endpoint. */
export const elsewhereFix = (input: Pick<OnboardingInput, 'push' | 'provision'>): string =>
  'First compare the Base URL on the tab Provisioning, Integration, with the SCIM endpoint of this run (Edit, paste Base URL ' +
  'and API token, Test API Credentials, Save). If it is right, they were pushed to another one before, as when a Kiro ' +
  `profile is deleted and made anew. ${unassign(input)} Provision User and Force Sync do not help: Okta goes on using the ` +
  `old ids. ${unlinkGroups(input)} Answer when that is done.`;

const named = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');
