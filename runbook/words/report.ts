import type { SenderMark } from '../trust/sender-keys.js';
import { witnessed } from '../model/consequences.js';
import { inputDigest } from '../model/input-digest.js';
import { oktaHost } from '../model/names.js';
import type { Evidence, Finding } from '../model/proof.js';
import { nobodyProven } from '../model/sender.js';
import { headingFor, type Outlook, type RunView, type Stamp } from '../model/runbook.js';
import {
  type Confirmed,
  type Outcome,
  recordOf,
  type Refusal,
  type StepRecord,
  type StepState,
  type Wait,
  warningsOf,
} from '../model/state.js';
import type { Step } from '../model/step.js';
import { VERSION } from '../model/version.js';
import type { RosterSummary } from '../roster/summary.js';
import { partiesOf, type Party } from './report-times.js';

/** Findings that still stand. What the review has looked at again, it alone says, as it is now; a skip stays a skip. */
export function openFindings({ runbook, state }: RunView): (Finding & { step: string })[] {
  const isReviewed = runbook.isReviewed(state);
  return runbook.steps.rows.flatMap(({ id, isReviewedAgain }) => {
    const { findings, state: now } = recordOf(state, id);
    const isSeenAgain = isReviewed && isReviewedAgain && now !== 'skipped';
    return isSeenAgain ? [] : findings.map((finding) => ({ ...finding, step: id }));
  });
}

/** The query holds at most this many findings; the file holds all. */
const MAX_FINDINGS = 200;

export interface ReportStep {
  id: string;
  /** Absent, like `doneBy`, in the report of an earlier version. */
  title?: string;
  /** Who does it: a program, time or a person of that role. */
  doneBy?: Step['by'];
  state: StepState;
  confirmed: Confirmed | null;
  by: string | null;
  via: string | null;
  /** Whether a proof shows who that was; null where nobody can be proven. Absent in the report of an earlier version. */
  sender?: SenderMark;
  startedAt: string | null;
  at: string | null;
  /** When it was waiting, and for whom. */
  waits: Wait[];
  summary: string | null;
  evidence: Evidence[];
  /** Earlier rounds of a step that was redone, oldest first. */
  history: StepRecord['history'];
  /** What people said of it and what systems showed then, oldest first. Absent in the report of an earlier version. */
  testimony?: StepRecord['testimony'];
}

/** Which run, of which program, with which configuration. */
export interface RunIdentity {
  workflowId: string;
  runId: string;
  /** Of the program that wrote the report. */
  version: string;
  /** SHA-256 of the configuration (`inputDigest`): two runs of the same one have the same. */
  configuration: string;
}

/** What happened, for an auditor: each step, how it is confirmed, by whom, and with what evidence. */
export interface Report {
  /** Workflow type; absent in the report of an earlier version. */
  runbook?: string;
  /** What the run is about, above the report; absent likewise. */
  heading?: string;
  /** Which run this is of, exactly; absent in the report of an earlier version. */
  run?: RunIdentity;
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
  /** What the run has made or found, for programs; null where it has not come to that. */
  facts: Outlook['facts'];
  findings: (Finding & { step: string })[];
  /** The verdict on everybody; null before the review. */
  roster: RosterSummary | null;
  warnings: string[];
  /** Answers that were not taken, or did not stand their check: the newest 50; absent in the report of an earlier version. */
  refusals?: Refusal[];
  /** How many there were in all. */
  refusedCount?: number;
  /** What nobody could prove, and why. */
  unproven: string[];
  /** What somebody must do later. */
  duties: string[];
  /** What the report certifies, by name; absent where it is no certificate. */
  stamps?: Record<string, Stamp>;
}

/** The report of a run, finished or not; the same for the same state. */
export function reportOf(run: RunView): Report {
  const { runbook, state, input } = run;
  const { rows } = runbook.steps;
  const records = rows.map((row) => ({ row, record: witnessed(run, row.id) }));
  // What an earlier round of a step wrote was written, too.
  const changes = records
    .filter(({ row }) => row.writesTo === 'okta')
    .flatMap(({ record }) => [...record.history.flatMap((round) => round.changes), ...record.changes]);
  const steps = records.map(({ row: { title, by: doneBy }, record }): ReportStep => {
    const {
      id,
      state: now,
      confirmed,
      by,
      via,
      sender = null,
      startedAt,
      since,
      waits,
      summary,
      evidence,
      history,
    } = record;
    const { testimony } = record;
    return {
      id,
      title,
      doneBy,
      state: now,
      confirmed,
      by,
      via,
      sender,
      startedAt,
      at: since,
      waits,
      summary,
      evidence,
      history,
      testimony,
    };
  });
  const { facts, roster, warnings, unproven, duties, stamps } = runbook.outlook(run);
  const ofSteps = records.flatMap(({ record }) => record.warnings);
  return {
    runbook: runbook.name,
    heading: headingFor(run),
    run: { workflowId: run.workflowId, runId: run.runId, version: VERSION, configuration: inputDigest(input) },
    domain: input.domain,
    oktaOrg: oktaHost(input.okta.orgUrl),
    outcome: state.outcome,
    startedAt: state.startedAt,
    finishedAt: state.finishedAt,
    oktaWrites: changes.filter((change) => change.action !== 'reuse').length,
    parties: partiesOf(steps),
    steps,
    facts,
    findings: openFindings(run).slice(0, MAX_FINDINGS),
    roster,
    // The sync window and the review, say, may both tell what nobody could see.
    warnings: [...new Set([nobodyProven(run), ...warnings, ...warningsOf(state), ...ofSteps])].filter(
      (one) => one !== null,
    ),
    refusals: state.refusals,
    refusedCount: state.refusedCount,
    unproven,
    duties,
    ...(stamps === undefined ? {} : { stamps }),
  };
}

/** What the report is about, for its first line. */
export const headingOf = ({ heading = 'Okta to Kiro' }: Pick<Report, 'heading'>): string => heading;

/** The title of a step as that report or status knows it. */
export const titleOf = ({ steps }: { steps: { id: string; title?: string }[] }, id: string): string =>
  steps.find((step) => step.id === id)?.title ?? id;
