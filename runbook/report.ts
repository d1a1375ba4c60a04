import type { OnboardingInput } from './input.js';
import { oktaHost } from './names.js';
import type { Evidence, Finding } from './proof.js';
import { warningsOf, type Confirmed, type Outcome, type RunState, type StepRecord, type StepState } from './state.js';
import { STEP_IDS, type StepId } from './steps.js';

/** The query holds at most this many findings; the file holds all. */
const MAX_FINDINGS = 200;

export interface ReportStep {
  id: StepId;
  state: StepState;
  confirmed: Confirmed | null;
  by: string | null;
  via: string | null;
  at: string | null;
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
  steps: ReportStep[];
  findings: (Finding & { step: StepId })[];
  warnings: string[];
}

/** Nobody could check it against a live Kiro, so every report says so. */
export const AUDIENCE_WARNING =
  'The audience of the authorization server could not be verified against Kiro: neither the guide nor Kiro says which value it expects.';

export function reportOf(state: RunState, input: OnboardingInput): Report {
  const records = STEP_IDS.map((id) => state.steps[id]);
  const findings = records.flatMap((record) => record.findings.map((finding) => ({ ...finding, step: record.id })));
  const inOkta = records.filter(({ id }) => id !== 'dns-record');
  // What an earlier round of a step wrote was written, too.
  const changes = inOkta.flatMap((record) => [...record.history.flatMap((round) => round.changes), ...record.changes]);
  return {
    domain: input.domain,
    oktaOrg: oktaHost(input.okta.orgUrl),
    outcome: state.outcome,
    startedAt: state.startedAt,
    finishedAt: state.finishedAt,
    oktaWrites: changes.filter((change) => change.action !== 'reuse').length,
    steps: records.map((record) => ({
      id: record.id,
      state: record.state,
      confirmed: record.confirmed,
      by: record.by,
      via: record.via,
      at: record.since,
      summary: record.summary,
      evidence: record.evidence,
      history: record.history,
    })),
    findings: findings.slice(0, MAX_FINDINGS),
    warnings: [AUDIENCE_WARNING, ...warningsOf(state), ...records.flatMap((record) => record.warnings)],
  };
}
