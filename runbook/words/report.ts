import { oktaHost } from '../model/names.js';
import type { Evidence, Finding } from '../model/proof.js';
import {
  type Confirmed,
  type Outcome,
  type RunState,
  type StepRecord,
  type StepState,
  type Wait,
  warningsOf,
} from '../model/state.js';
import type { OnboardingInput } from '../onboarding/input.js';
import { AUDIENCE_WARNING, dutiesOf, unprovenOf } from '../onboarding/outlook.js';
import { STEP_IDS, type StepId } from '../onboarding/step.js';
import { stepOf } from '../onboarding/steps.js';
import type { RosterSummary } from '../roster/summary.js';
import { partiesOf, type Party } from './report-times.js';

/** Findings that still stand. What the review has looked at again is told by it alone, as it is now; a skip stays a skip. */
export function openFindings(state: RunState): (Finding & { step: StepId })[] {
  const isReviewed = state.roster !== null && state.steps['subscription-review'].state === 'done';
  const isSeenAgain = (id: StepId): boolean =>
    isReviewed && stepOf(id).isReviewedAgain && state.steps[id].state !== 'skipped';
  return STEP_IDS.filter((id) => !isSeenAgain(id)).flatMap((id) =>
    state.steps[id].findings.map((finding) => ({ ...finding, step: id })),
  );
}

/** The query holds at most this many findings; the file holds all. */
const MAX_FINDINGS = 200;

export interface ReportStep {
  id: StepId;
  state: StepState;
  confirmed: Confirmed | null;
  by: string | null;
  via: string | null;
  startedAt: string | null;
  at: string | null;
  /** When it was waiting, and for whom. */
  waits: Wait[];
  summary: string | null;
  evidence: Evidence[];
  /** Earlier rounds of a step that was redone, oldest first. */
  history: StepRecord['history'];
}

/** What happened, for an auditor: each step, how it is confirmed, by whom, and with what evidence. */
export interface Report {
  domain: string;
  oktaOrg: string;
  outcome: Outcome;
  startedAt: string;
  finishedAt: string | null;
  /** Objects that had to be made or changed in Okta; 0 when everything was there. */
  oktaWrites: number;
  /** How long each party had something to do. */
  parties: { party: Party; ms: number }[];
  steps: ReportStep[];
  /** What the run has made or found in Okta, for programs; null where it has not come to that. */
  facts: {
    issuer: string | null;
    clientId: string | null;
    /** Once they are in Okta. */
    scopes: string[] | null;
    signInAppId: string | null;
    scimAppId: string | null;
  };
  findings: (Finding & { step: StepId })[];
  /** The verdict on everybody; null before the review. */
  roster: RosterSummary | null;
  warnings: string[];
  /** What nobody could prove, and why. */
  unproven: string[];
  /** What somebody must do later. */
  duties: string[];
}

/** The report of a run, finished or not; the same for the same state. */
export function reportOf(state: RunState, input: OnboardingInput): Report {
  const records = STEP_IDS.map((id) => state.steps[id]);
  const inOkta = records.filter(({ id }) => stepOf(id).writesTo === 'okta');
  // What an earlier round of a step wrote was written, too.
  const changes = inOkta.flatMap((record) => [...record.history.flatMap((round) => round.changes), ...record.changes]);
  const steps = records.map((record): ReportStep => {
    const { id, state: now, confirmed, by, via, startedAt, since, waits, summary, evidence, history } = record;
    return { id, state: now, confirmed, by, via, startedAt, at: since, waits, summary, evidence, history };
  });
  return {
    domain: input.domain,
    oktaOrg: oktaHost(input.okta.orgUrl),
    outcome: state.outcome,
    startedAt: state.startedAt,
    finishedAt: state.finishedAt,
    oktaWrites: changes.filter((change) => change.action !== 'reuse').length,
    parties: partiesOf(steps),
    steps,
    facts: {
      issuer: state.facts.authorizationServer?.issuer ?? null,
      clientId: state.facts.oidcApplication?.clientId ?? null,
      scopes: state.steps.scopes.state === 'done' ? input.scopes : null,
      signInAppId: state.facts.oidcApplication?.appId ?? null,
      scimAppId: state.facts.scimApplication?.appId ?? null,
    },
    findings: openFindings(state).slice(0, MAX_FINDINGS),
    roster: state.roster,
    // The sync window and the review, say, may both tell what nobody could see.
    warnings: [...new Set([AUDIENCE_WARNING, ...warningsOf(state), ...records.flatMap((record) => record.warnings)])],
    unproven: unprovenOf(state),
    duties: dutiesOf(state, input),
  };
}
