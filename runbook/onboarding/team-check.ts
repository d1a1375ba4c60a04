import type { MessageOf } from '../messages/schemas.js';
import { accepted, type Check, invalid } from '../messages/verdict.js';
import { isSameTier } from '../roster/judge-seats.js';
import { KIRO_TIERS } from './guide.js';
import type { OnboardingInput } from './input.js';
import type { OnboardingSetting } from './state.js';

type Team = MessageOf<'teamSubscribed'>;

/**
 * Whether the team can be subscribed as somebody says it is: only a group that Okta pushes is in the Kiro console. What
 * was done otherwise than the configuration says is taken, and said; the review compares everybody by name later.
 */
export function checkTeam(team: Team, { input, holds = () => true }: OnboardingSetting): Check<Team> {
  const wrong = impossible(team, input);
  if (wrong !== null && holds('team-is-possible')) return wrong;
  return accepted(team, differences(team, input));
}

function impossible({ groups = [], tier }: Team, { push, subscribe }: OnboardingInput): Check<Team> | null {
  // A group that the configuration subscribes may be pushed by somebody else.
  const unpushed = groups.filter((group) => !isIn(push.groups, group) && !isIn(subscribe.groups, group));
  if (unpushed.length > 0) {
    const pushed = push.groups.length === 0 ? 'No group is pushed' : `Pushed are ${push.groups.join(', ')}`;
    return invalid(
      'groups',
      `${unpushed.join(', ')}: Okta does not push it, so the Kiro console has no such group. ${pushed} (push.groups). ` +
        'Subscribe a pushed group, or name people in `users`.',
    );
  }
  const tiers = [...new Set([subscribe.tier, ...KIRO_TIERS])];
  if (tier !== undefined && !tiers.some((known) => isSameTier(known, tier)))
    return invalid(
      'tier',
      `"${tier}" is no plan of Kiro that the runbook knows (${tiers.join(', ')}). Give the plan as the Kiro console shows it; ` +
        'a plan that is newer than this runbook belongs into subscribe.tier of the configuration.',
    );
  return null;
}

/** What was subscribed otherwise than the configuration says, a sentence each; an absent field is as configured. */
function differences({ groups, users, tier }: Team, { subscribe }: OnboardingInput): string[] {
  const lists = [...between('group', groups, subscribe.groups), ...between('user', users, subscribe.users)];
  const isOther = tier !== undefined && !isSameTier(tier, subscribe.tier);
  return isOther ? [...lists, `Subscribed to ${tier}; the configuration says ${subscribe.tier}.`] : lists;
}

function between(kind: string, done: string[] | undefined, meant: string[]): string[] {
  if (done === undefined) return [];
  const missing = meant.filter((name) => !isIn(done, name));
  const more = done.filter((name) => !isIn(meant, name));
  return [
    ...missing.map((name) => `The ${kind} ${name} is not subscribed, though the configuration says so.`),
    ...more.map((name) => `The ${kind} ${name} is subscribed, though the configuration does not say so.`),
  ];
}

const isIn = (names: string[], name: string): boolean =>
  names.some((one) => one.toLowerCase() === name.trim().toLowerCase());
