import type { Outlook, Stamp } from '../model/runbook.js';
import { isOver, type StepRecord } from '../model/state.js';
import type { Report } from '../words/report.js';
import { isShortened } from './offboard-input.js';
import type { OffboardState, OffboardView } from './offboard-state.js';

/** The report of an offboarding: the leaver's certificate. */
export interface OffboardReport extends Report {
  facts: {
    login: string;
    /** Null where the account was deleted in Okta, or was not found. */
    userId: string | null;
    /** When the last access token ends at the latest. ISO 8601. */
    accessEndsAt: string | null;
  };
  stamps: Record<StampName, Stamp>;
}

export type StampName = 'assignments' | 'refreshTokens' | 'kiroGroups' | 'seat';

/** When the last access token ends that was issued before the assignment ended. ISO 8601; null where that is not known. */
export function accessEndsAt({ facts: { ended, access, connection } }: OffboardState): string | null {
  // Nobody looked at an application that is not known.
  if (ended === undefined || access === undefined || connection?.signInAppId === null) return null;
  return new Date(Date.parse(ended.at) + access.accessMinutes * 60_000).toISOString();
}

/** What the report says besides its steps. */
export function outlookOf(run: OffboardView): Outlook & Pick<OffboardReport, 'facts' | 'stamps'> {
  const { state, input } = run;
  const { leaver } = state.facts;
  const stamps = stampsOf(run);
  return {
    facts: {
      login: leaver?.login ?? input.about.login,
      userId: leaver?.userId ?? null,
      accessEndsAt: accessEndsAt(state),
    },
    roster: null,
    warnings: isShortened(input)
      ? [
          'This is the sandbox: the wait for the last access token was shortened. The time that is named is the real one.',
        ]
      : [],
    unproven: unprovenOf(stamps),
    duties: dutiesOf(run),
    stamps,
  };
}

const OPEN: Stamp = { at: null, confirmed: null, evidence: 'Not done.' };

function stampsOf({ state }: OffboardView): Record<StampName, Stamp> {
  const { assignments, 'refresh-tokens': tokens, 'kiro-groups': groups, seat } = state.steps;
  return {
    assignments: stampOf(assignments),
    refreshTokens: stampOf(tokens),
    kiroGroups: stampOf(groups),
    seat: stampOf(seat),
  };
}

/** A step that was skipped has no time, but it says why. */
function stampOf(record: StepRecord | undefined): Stamp {
  if (record === undefined || !isOver(record)) return OPEN;
  const { state, confirmed, since, by, summary } = record;
  const evidence = [summary ?? '', ...(by === null ? [] : [`(${by})`])].join(' ').trim();
  return { at: state === 'done' ? since : null, confirmed, evidence: evidence === '' ? OPEN.evidence : evidence };
}

const NAMES: Record<StampName, string> = {
  assignments: 'that nothing assigns the applications to them',
  refreshTokens: 'that no refresh token of theirs is left',
  kiroGroups: 'that Kiro has them in no group',
  seat: 'that their subscription is deleted',
};

const unprovenOf = (stamps: Record<StampName, Stamp>): string[] =>
  (Object.keys(NAMES) as StampName[]).flatMap((name) => {
    const { confirmed, evidence } = stamps[name];
    return confirmed === 'proven' ? [] : [`${capital(NAMES[name])}: ${evidence}`];
  });

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function dutiesOf({ state, input }: OffboardView): string[] {
  const ends = accessEndsAt(state);
  const { access } = state.facts;
  const isLeft = state.revoked === null && access !== undefined && access.tokens !== 0;
  return [
    ...(ends === null ? [] : [`Nobody can end an access token: they may use Kiro until ${ends} at the latest.`]),
    ...(isLeft && !input.about.now
      ? [
          'Their refresh tokens stay in Okta until they are next used, and fail then. `npm run offboard -- <login> --now` revokes them.',
        ]
      : []),
    'Their Okta account, and all that has nothing to do with Kiro, was left as it is.',
  ];
}

/** The last line of the run: it says no more than was seen. */
export function lastWords(state: OffboardState): string | null {
  const ends = accessEndsAt(state);
  const { leaver, access } = state.facts;
  if (ends === null || leaver === undefined) return null;
  const isSeen = access?.isLifeRead !== false && state.steps.assignments?.confirmed === 'proven';
  return isSeen
    ? `${leaver.login} has no access to Kiro after ${ends}.`
    : `As far as was seen, ${leaver.login} has no access to Kiro after ${ends}; the report says what is not proven.`;
}
