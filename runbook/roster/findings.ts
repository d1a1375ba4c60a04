import { type Finding, firstOf } from '../model/proof.js';
import { PROBLEM_CODES, type ProblemCode, type RosterRow } from './row.js';

interface Wording {
  severity: Finding['severity'];
  problem: (who: string, detail: string) => string;
  fix: string;
}

const since = (detail: string): string => (detail === '' ? '' : `: ${detail}`);

const WORDINGS: Record<ProblemCode, Wording> = {
  'sign-in-missing': {
    severity: 'blocking',
    problem: (who) => `${who} should sign in to Kiro, but is not assigned to the OIDC application.`,
    fix: 'Have the step sign-in-assignments redone; it assigns everybody who is missing.',
  },
  'sign-in-not-meant': {
    severity: 'blocking',
    problem: (who) => `${who} should have a subscription, but is not among those who may sign in.`,
    fix: 'Add the person to a group of signIn: everyone must be assigned to both applications.',
  },
  'not-in-provision': {
    severity: 'blocking',
    problem: (who) => `${who} is in a pushed or subscribed group, but is not provisioned and cannot reach Kiro.`,
    fix: 'Add the person to a group of provision: Okta leaves out members who are not assigned, without a word.',
  },
  'not-provisioned': {
    severity: 'blocking',
    problem: (who, detail) => `Okta has not brought ${who} to Kiro${since(detail)}.`,
    fix: 'In the Admin Console open Dashboard, Tasks, put right what stands there, select the person and choose Retry selected.',
  },
  'gone-in-kiro': {
    severity: 'blocking',
    problem: (who, detail) =>
      `Okta says that ${who} is in Kiro, but Kiro has no user of the id that Okta keeps${detail === '' ? '' : `: they are there ${detail}`}.`,
    fix: 'Remove the person, or the group that brings them, on the tab Assignments of the SCIM application and assign them again. Force Sync and Push now do not help: Okta goes on using the old id.',
  },
  'not-arrived': {
    severity: 'blocking',
    problem: (who, detail) => `${who} has not arrived in Kiro's group ${detail}.`,
    fix: 'Check the assignment to the SCIM application, then Push now on its tab Push Groups; a group that is also used for assignment may lose members.',
  },
  stranger: {
    severity: 'blocking',
    problem: (who, detail) => `${who} is in Kiro's group ${detail}, but not in the Okta group.`,
    fix: 'Push the group again in Okta; if the person stays, remove them from the group in Kiro, and their subscription.',
  },
  orphan: {
    severity: 'blocking',
    problem: (who, detail) => `${who} is in Kiro, but Okta does not provision them${since(detail)}.`,
    fix: 'Delete the user in the Kiro console (Users & Groups), and the subscription if they have one: neither ends by itself. If they should be there, assign them in Okta.',
  },
  'inactive-in-kiro': {
    severity: 'blocking',
    problem: (who) => `${who} is active in Okta, but inactive in Kiro.`,
    fix: 'Push the user again (SCIM application, Assignments, Force Sync); a seat stays pending as long as they are inactive.',
  },
  differs: {
    severity: 'warning',
    problem: (who, detail) => `${who} is not in Kiro as in Okta: ${detail}.`,
    fix: 'Push the user again (Force Sync). externalId cannot be changed in Kiro: there the user must be deleted and provisioned anew.',
  },
  'same-email': {
    severity: 'warning',
    problem: (who, detail) => `${who} has the same e-mail address as ${detail}; Kiro takes an address once.`,
    fix: "Give one of the two another address in Okta, or take it out of the configuration's groups.",
  },
  'seat-unintended': {
    severity: 'blocking',
    problem: (who, detail) => `${who} has a subscription, but is not among those who should have one${since(detail)}.`,
    fix: "Remove the person from the group that brought it, then delete the subscription in Kiro's console: it does not end by itself.",
  },
  'seat-unknown': {
    severity: 'blocking',
    problem: (who) => `The subscription of ${who} names nobody, only an id that Kiro's SCIM does not know.`,
    fix: 'Open it in the Kiro console (Users & Groups) to see whose it is, and delete it if it is nobody’s.',
  },
  'seat-missing': {
    severity: 'blocking',
    problem: (who) => `${who} should have a subscription, but is not in the list.`,
    fix: 'Check that a group of theirs is subscribed; if it is, wait up to 24 hours after the change and send the list again, then write to Kiro support.',
  },
  'seat-cancelled': {
    severity: 'blocking',
    problem: (who) => `The subscription of ${who} is cancelled.`,
    fix: 'Subscribe the person or the group again in the Kiro console.',
  },
  'seat-unclear': {
    severity: 'warning',
    problem: (who, detail) =>
      `The list calls the subscription of ${who} "${detail}", and what Kiro means by that is not documented.`,
    fix: 'Look the person up in the Kiro console (Users & Groups) to see whether they have a seat.',
  },
  'seat-pending': {
    severity: 'warning',
    problem: (who) => `The subscription of ${who} is pending: it is not charged and not yet in use.`,
    fix: 'It becomes active with the first sign-in; if it stays pending after that, compare externalId and userName with Okta.',
  },
  'seat-twice': {
    severity: 'warning',
    problem: (who, detail) => `${who} is listed ${detail}.`,
    fix: 'Keep one: within a profile the highest tier is charged, across two profiles both are.',
  },
  'seat-individual': {
    severity: 'warning',
    problem: (who) => `${who} has an individual subscription instead of one through the group.`,
    fix: 'Delete the individual one in the Kiro console, or it will stay when the person leaves the group.',
  },
  'seat-tier': {
    severity: 'warning',
    problem: (who, detail) => `${who} has ${detail}.`,
    fix: 'Change the plan in the Kiro console, or subscribe.tier in the configuration.',
  },
};

/** The short name of a problem, for a table. */
export const PROBLEM_NAMES: Record<ProblemCode, string> = {
  'sign-in-missing': 'not assigned for sign-in',
  'sign-in-not-meant': 'may not sign in',
  'not-in-provision': 'not among the provisioned',
  'not-provisioned': 'not provisioned',
  'gone-in-kiro': 'not in Kiro under the id that Okta keeps',
  'not-arrived': 'not arrived in the group',
  stranger: 'in the group without being meant',
  orphan: 'in Kiro without being provisioned',
  'inactive-in-kiro': 'inactive in Kiro',
  differs: 'differs from Okta',
  'same-email': 'shares an e-mail address',
  'seat-unintended': 'seat without intent',
  'seat-unknown': "nobody's seat",
  'seat-missing': 'no seat',
  'seat-cancelled': 'seat cancelled',
  'seat-unclear': 'seat not clear',
  'seat-pending': 'seat pending',
  'seat-twice': 'listed more than once',
  'seat-individual': 'individual instead of group',
  'seat-tier': 'other tier',
};

/** One problem of one person as a finding. */
export function findingOf({ who }: RosterRow, { code, detail, cure }: RosterRow['problems'][number]): Finding {
  const { severity, problem, fix } = WORDINGS[code];
  return { severity, problem: problem(who, detail), fix: cure === undefined ? fix : `${cure} ${fix}`, url: null };
}

/** A finding for every problem of every person, causes first; beyond forty of a kind a number. */
export function rosterFindings(rows: RosterRow[]): Finding[] {
  return PROBLEM_CODES.flatMap((code) => {
    const told = rows.flatMap((row) =>
      row.problems.filter((one) => one.code === code).map((one) => findingOf(row, one)),
    );
    const kind = PROBLEM_NAMES[code];
    return firstOf(told, (rest) => `${rest} more of the same kind (${kind}): they stand in the roster's file.`);
  });
}
