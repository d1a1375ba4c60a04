import type { AuditGround, AuditSeen } from '../outside/audit.js';
import type { OnboardingInput } from '../onboarding/input.js';
import type { RunView } from '../model/runbook.js';
import { newRunState, type RunState, type StepRecord } from '../model/state.js';
import { PLAIN_STEP, type REPORT_STEP, StepTable } from '../model/step.js';

export type AuditStepId = 'record' | 'look' | 'remember' | typeof REPORT_STEP;

const ROW = { ...PLAIN_STEP, by: 'program', helper: 'okta-admin', place: 'The worker' } as const;

/** None of them writes to Okta or to Kiro. */
export const AUDIT_STEPS = new StepTable<AuditStepId>([
  { ...ROW, id: 'record', title: 'Read what is known of the connection' },
  {
    ...ROW,
    id: 'look',
    title: 'Look at Okta, Kiro and DNS',
    after: ['record'],
    skips: ['remember'],
    place: 'Okta Admin Console',
  },
  { ...ROW, id: 'remember', title: 'Keep what was seen for the next audit', after: ['look'] },
  { ...ROW, id: 'report', title: 'Write the report' },
]);

/** The whole state of an audit. */
export interface AuditState extends RunState {
  steps: Record<AuditStepId, StepRecord>;
  ground: AuditGround | null;
  /** Null before the look. */
  seen: AuditSeen | null;
}

export const newAuditState = (now: string): AuditState => ({
  ...newRunState(AUDIT_STEPS, now),
  ground: null,
  seen: null,
});

/** An audit is started with the configuration of the connection. */
export type AuditInput = OnboardingInput;
export type AuditView = RunView<AuditState, AuditInput>;
