import type { Outlook } from '../model/runbook.js';
import { senderText } from '../words/phrases.js';
import type { Report } from '../words/report.js';
import { witnessed } from '../model/consequences.js';
import { isOver, recordOf, type StepRecord } from '../model/state.js';
import { WORKERS_OWN } from '../outside/connection.js';
import type { SignInMarks } from '../outside/okta.js';
import type { OnboardingInput } from './input.js';
import type { ConnectingState, ConnectingView, OnboardingView } from './state.js';
import { ONBOARDING_STEPS } from './steps.js';
import { txtRecordName } from './verification-record.js';

const DAY_MS = 24 * 60 * 60 * 1000;
/** AWS's SCIM tokens last a year, and it reminds from 90 days before; Kiro documents neither (docs/unverified.md). */
const TOKEN_DAYS = 365;
const REMIND_DAYS = 90;

/** Nobody could check it against a live Kiro, so every report says so. */
export const AUDIENCE_WARNING =
  'The audience of the authorization server could not be verified against Kiro: neither the guide nor Kiro says which value it expects.';

/** The report of an onboarding, with what its facts are; null where the run has not come to that. */
export interface OnboardingReport extends Report {
  facts: {
    issuer: string | null;
    clientId: string | null;
    /** Once they are in Okta. */
    scopes: string[] | null;
    signInAppId: string | null;
    scimAppId: string | null;
    /** What Kiro does with Okta's refresh token: `used`, `issued` and not seen used, or `unknown`. */
    kiroRefreshToken: SignInMarks['refreshToken'] | null;
    /** What the Kiro console gave. */
    scimEndpoint: string | null;
    txtRecordName: string | null;
    txtRecordValue: string | null;
  };
}

/** What the report of an onboarding says besides its steps. */
export function outlookOf(run: OnboardingView): Outlook & Pick<OnboardingReport, 'facts'> {
  const { state, input } = run;
  const { authorizationServer, oidcApplication, scimApplication, pilotMarks } = state.facts;
  const domainAdded = state.answers.domainAdded?.value;
  return {
    facts: {
      issuer: authorizationServer?.issuer ?? null,
      clientId: oidcApplication?.clientId ?? null,
      scopes: state.steps.scopes.state === 'done' ? input.scopes : null,
      signInAppId: oidcApplication?.appId ?? null,
      scimAppId: scimApplication?.appId ?? null,
      kiroRefreshToken: pilotMarks?.refreshToken ?? null,
      scimEndpoint: state.answers.scimAccessIssued?.value.endpoint ?? null,
      txtRecordName: domainAdded === undefined ? null : txtRecordName(input, domainAdded),
      txtRecordValue: domainAdded?.verificationToken ?? null,
    },
    ...connectingOutlook(run),
  };
}

/** What the report of every run says that connects Okta to a Kiro profile. */
export const connectingOutlook = (run: ConnectingView): Omit<Outlook, 'facts'> => ({
  roster: run.state.roster,
  warnings: hasAnswered(run) ? [] : [AUDIENCE_WARNING],
  unproven: unprovenOf(run),
  duties: dutiesOf(run.state, run.input),
});

/** What nobody could prove, and why: a sentence each. */
function unprovenOf(run: ConnectingView): string[] {
  const { state, input, runbook } = run;
  // That the record is published is somebody's word until the name servers themselves show it.
  const isShown = (id: string): boolean => id === 'dns-record' && state.steps['dns-propagation'].confirmed === 'proven';
  const attested = runbook.steps.ids
    .map((id) => witnessed(run, id))
    .filter(({ id, confirmed }) => confirmed === 'attested' && !isShown(id));
  const unseen = state.roster?.verdicts['not proven'] ?? 0;
  const pilot = witnessed(run, 'pilot-sign-in');
  return [
    ...(hasAnswered(run) ? [] : [AUDIENCE_WARNING]),
    ...attested.map((record) => {
      const { title, by } = runbook.steps.of(record.id);
      return `${title}: ${by === 'time' ? 'without a look over SCIM the time alone has passed.' : whyAttested(state, record)}`;
    }),
    ...(pilot.confirmed === 'proven'
      ? [`That a model answered ${input.pilot}: ${senderText(pilot, 'a person')} said so; only a person sees it.`]
      : []),
    ...(unseen > 0 ? [`Of ${unseen} people not every side could be seen (verdict "not proven").`] : []),
  ];
}

/**
 * A model answered the pilot, and Okta shows the token of that sign-in: Kiro took it, whatever audience it expects. Without
 * the token the pilot may have signed in by another set-up.
 */
const hasAnswered = (run: ConnectingView): boolean => witnessed(run, 'pilot-sign-in').confirmed === 'proven';

/** Why a step is not proven. */
function whyAttested({ facts, answers }: ConnectingState, { id, testimony, ...record }: StepRecord): string {
  const who = senderText(record, 'a person');
  const last = testimony.at(-1);
  if (last?.kind === 'contradicted') return `${who} said so, and it was seen otherwise: ${last.text}`;
  const isOktas = id === 'provisioning-assignments' || id === 'push-groups';
  if (isOktas && answers.scimAccessIssued === undefined)
    return 'only Okta says so; no SCIM access was given to look at Kiro with.';
  const seen = id === 'pilot-sign-in' ? facts.pilotMarks?.text : undefined;
  return `${who} said so; ${seen ?? 'no API of Kiro or Okta tells.'}`;
}

/** What somebody must do later, and when. */
function dutiesOf(state: ConnectingState, input: OnboardingInput): string[] {
  const { scimAccessIssued, domainAdded } = state.answers;
  return [
    ...(scimAccessIssued === undefined ? [] : [tokenDuty(scimAccessIssued.at, scimAccessIssued.value.storedAt)]),
    ...[lastUse(state)].filter((duty) => duty !== null),
    ...(domainAdded === undefined
      ? []
      : [
          `Keep the TXT record at ${txtRecordName(input, domainAdded.value)}: nobody documents whether Kiro looks again.`,
        ]),
    'When somebody leaves: `npm run offboard -- <login>` takes their access away in the right order (the pushed group first, then the assignments) and asks for the subscription to be deleted in the Kiro console: it does not end by itself.',
    'Run `npm run verify` now and then, and after every change to these groups: it reads only.',
  ];
}

function tokenDuty(issuedAt: string, storedAt: string | undefined): string {
  const dayAfter = (days: number): string => new Date(Date.parse(issuedAt) + days * DAY_MS).toISOString().slice(0, 10);
  const where = storedAt === undefined ? '' : ` It is kept at: ${storedAt}.`;
  return (
    `Make a new SCIM token before ${dayAfter(TOKEN_DAYS)}, best from ${dayAfter(TOKEN_DAYS - REMIND_DAYS)} on: AWS's last a year, ` +
    `Kiro names no lifetime, and an expired one stops provisioning without a word.${where}`
  );
}

/** When the runbook has used the token last, and how to end one that was made for that alone. */
export function lastUse(state: ConnectingState): string | null {
  const access = state.answers.scimAccessIssued;
  if (access?.value.token === undefined || access.value.token === WORKERS_OWN) return null;
  if (state.outcome === 'running')
    return 'The runbook uses the SCIM token until its report is written. Do not revoke it before, even if you made it for the checks alone.';
  const begun = ONBOARDING_STEPS.rows
    .filter(({ opensToken }) => opensToken)
    .map(({ id }) => recordOf(state, id))
    .filter((record) => record.startedAt !== null);
  // What was broken off may have used it to the end.
  const ends = begun.map((record) => (isOver(record) ? record.since : state.finishedAt) ?? access.at);
  const last = [access.at, ...ends].sort().at(-1) ?? access.at;
  return (
    `The runbook has not used the SCIM token since ${last}, and will not again. If you made it for the checks alone, and not ` +
    'for Okta, revoke it now: Kiro console, Settings, Identity Management, Access Tokens.'
  );
}
