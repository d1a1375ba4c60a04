import type { Evidence, Finding } from '../../runbook/model/proof.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import type { KiroUsers, RosterFacts } from '../../runbook/roster/facts.js';
import { rosterFindings } from '../../runbook/roster/findings.js';
import { judgeRoster } from '../../runbook/roster/judge.js';
import { type RosterRow, verdictOf } from '../../runbook/roster/row.js';
import type { Seat } from '../../runbook/roster/subscription-list.js';
import type { OktaSide } from '../okta/okta-roster.js';
import type { Membership } from '../scim/membership.js';
import { absentGroups, membershipEvidence, unseen } from './kiro-members.js';

/** All that was read for one verdict. */
export interface Sides {
  okta: OktaSide;
  /** Null without a SCIM token. */
  memberships: Membership[] | null;
  /** Null where no list has come. */
  seats: Seat[] | null;
  loginById: ReadonlyMap<string, string>;
  /** All users of Kiro; absent where they were not listed. */
  kiro?: KiroUsers | null;
  explained?: NonNullable<RosterFacts['explained']>;
}

export interface Reviewed {
  rows: RosterRow[];
  findings: Finding[];
  evidence: Evidence[];
  warnings: string[];
}

/** The verdict on everybody and every group, from what each side says. Pure. */
export function reviewOf(
  { okta, memberships, seats, loginById, kiro = null, explained }: Sides,
  { subscribe }: OnboardingInput,
): Reviewed {
  const facts: RosterFacts = {
    people: [...okta.people, ...okta.others],
    signInApp: okta.signInApp,
    scimApp: okta.scimApp,
    groups: memberships?.map((group) => (okta.failedGroups.includes(group.name) ? notPushed(group) : group)) ?? null,
    kiro,
    ...(explained === undefined ? {} : { explained }),
    seats,
    loginById,
    tier: subscribe.tier,
  };
  const rows = judgeRoster(facts);
  const groups = absentGroups(memberships ?? [], okta.failedGroups);
  const nobody = okta.people.every(({ meant }) => meant.subscribe === null);
  return {
    rows,
    findings: [...okta.findings, ...groups, ...rosterFindings(rows)],
    evidence: [countsEvidence(rows, seats), ...(memberships ?? []).map(membershipEvidence)],
    warnings: [
      ...unseen(memberships),
      ...(nobody ? ['Nobody in Okta is meant to have a subscription (subscribe is empty).'] : []),
    ],
  };
}

/** The finding of a failed push covers who is missing in its group, and not who should not be there. */
const notPushed = (group: Membership): Membership => ({ ...group, exists: false });

function countsEvidence(rows: RosterRow[], seats: Seat[] | null): Evidence {
  const count = (fits: (row: RosterRow) => boolean): number => rows.filter(fits).length;
  const agree = count((row) => verdictOf(row) === 'as meant');
  const list = seats === null ? 'no list of subscriptions' : `${seats.length} lines in the list of subscriptions`;
  const wrong = count((row) => verdictOf(row) === 'not as meant');
  const value = `${rows.length} people: ${agree} as meant, ${wrong} not as meant; ${list}`;
  return { label: 'Everybody compared with Okta, SCIM and the subscriptions', value, url: null };
}
