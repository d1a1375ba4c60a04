import type { RosterMember } from '../okta/okta-roster.js';
import type { VerifiedOkta } from '../okta/okta-verify.js';
import type { KiroToday } from '../review/kiro-today.js';
import { type Reviewed, reviewOf } from '../review/roster-review.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import type { KiroUsers, RosterFacts } from '../../runbook/roster/facts.js';
import type { Seat } from '../../runbook/roster/subscription-list.js';
import type { Unseen } from '../../runbook/verify/proven-and-wrong.js';

/** All that was read of people. */
export interface PeopleSides {
  /** With the names of today. */
  input: OnboardingInput;
  configured: OnboardingInput;
  verified: VerifiedOkta;
  kiro: KiroToday | null;
  seats: Seat[] | null;
  loginById: ReadonlyMap<string, string>;
  /** Groups of the configuration that are gone from Okta. */
  missing: ReadonlySet<string>;
}

/** How to let the command `verify` see the seats. */
export const GIVE_LIST = "give the Subscriptions tab's list: `--subscriptions FILE`";
const NO_LIST: Unseen = { why: 'no list', how: GIVE_LIST };
const NO_GROUP: Unseen = { why: 'a group of subscribe is gone from Okta', how: 'put that right first' };

/** The verdict on everybody. A fault of a group or an application is not repeated for each of its people. */
export function peopleToday(
  sides: PeopleSides,
): Pick<Reviewed, 'rows' | 'evidence' | 'warnings'> & { unseenSeats: Unseen | null } {
  const { input, configured, verified, kiro, seats, loginById, missing } = sides;
  const isGone = (names: string[]): boolean => names.some((name) => missing.has(name));
  const isSeatUnclear = isGone(configured.subscribe.groups);
  const users = kiro?.users ?? null;
  const { rows, evidence, warnings } = reviewOf(
    {
      okta: { ...verified.side, findings: [] },
      memberships: kiro?.memberships ?? null,
      seats: isSeatUnclear ? null : seats,
      loginById,
      kiro: users !== null && isGone(configured.provision.groups) ? withoutOrphans(users) : users,
      explained: explainedBy(verified),
    },
    input,
  );
  const unseenSeats = seats === null ? NO_LIST : isSeatUnclear ? NO_GROUP : null;
  return { rows, evidence, warnings, unseenSeats };
}

/** Without a group nobody knows who is meant to be provisioned. */
const withoutOrphans = (users: KiroUsers): KiroUsers => ({ ...users, orphans: [], unmeant: new Map() });

/** Okta's reasons that come of an attribute that Kiro does not take. */
const OF_ATTRIBUTES = /unparsable|syntactically|violates schema|bad request|attribute/i;

/** People whose missing assignment or failed provisioning is the fault of a group or a mapping, which has its own finding. */
function explainedBy({ side, unassigned, hasMappingDrifted }: VerifiedOkta): NonNullable<RosterFacts['explained']> {
  const { people, signInApp, scimApp } = side;
  const hasNone = (person: RosterMember, granting: readonly string[], gone: ReadonlySet<string>): boolean =>
    person.groups.filter((name) => granting.includes(name)).every((name) => gone.has(name));
  const ids = (fits: (person: RosterMember) => boolean): Set<string> =>
    new Set(people.filter(fits).map(({ id }) => id));
  return {
    signIn: ids(
      (person) =>
        signInApp?.has(person.id) === false && hasNone(person, unassigned.signIn.meant, unassigned.signIn.missing),
    ),
    provision: ids((person) => {
      const sync = scimApp?.get(person.id);
      if (sync === undefined) return hasNone(person, unassigned.provision.meant, unassigned.provision.missing);
      return hasMappingDrifted && sync.state === 'failed' && OF_ATTRIBUTES.test(sync.reason ?? 'attribute');
    }),
  };
}
