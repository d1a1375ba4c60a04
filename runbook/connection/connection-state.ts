import type { RunView, Scene } from '../model/runbook.js';
import { newRunState, type RunState, type StepRecord } from '../model/state.js';
import { PLAIN_STEP, type REPORT_STEP, StepTable } from '../model/step.js';
import type { ConnectionInput } from './connection-input.js';
import type { LastAudit } from './last-audit.js';
import { blankRecord, type ConnectionRecord } from './record.js';
import type { Turn } from './turns.js';

export type DutyId = 'renew-scim-access' | 'review-access';
type ConnectionStepId = DutyId | typeof REPORT_STEP;

/** The duties of a connection. None of them is ever over, so the record lives on. */
export const CONNECTION_STEPS = new StepTable<ConnectionStepId>([
  {
    ...PLAIN_STEP,
    helper: 'kiro-admin',
    id: 'renew-scim-access',
    title: 'Renew the SCIM access',
    by: 'kiro-admin',
    place: 'Kiro console',
  },
  {
    ...PLAIN_STEP,
    helper: 'kiro-admin',
    id: 'review-access',
    title: 'Review who has access',
    by: 'kiro-admin',
    place: 'Kiro console',
  },
  { ...PLAIN_STEP, helper: 'kiro-admin', id: 'report', title: 'Write the report', by: 'program', place: 'The worker' },
]);

/** The whole state of a connection's record. */
export interface ConnectionState extends RunState {
  steps: Record<ConnectionStepId, StepRecord>;
  record: ConnectionRecord;
  /** Who is changing the connection, or waits for that; in the order of asking. */
  turns: Turn[];
  /** When access was reviewed last. ISO 8601. */
  reviewedAt: string | null;
  /** What the last audit saw; null before the first one. */
  lastAudit: LastAudit | null;
}

export const newConnectionState = (now: string): ConnectionState => ({
  ...newRunState(CONNECTION_STEPS, now),
  record: blankRecord(),
  turns: [],
  reviewedAt: null,
  lastAudit: null,
});

export type ConnectionView = RunView<ConnectionState, ConnectionInput>;
export type ConnectionScene = Scene<ConnectionState, ConnectionInput>;

/** When a duty is due, in milliseconds since the epoch; null where it is not known, or nobody wants it. */
export const DUE: Record<DutyId, (view: Pick<ConnectionView, 'state' | 'input'>) => number | null> = {
  'renew-scim-access': ({ state }) => {
    const { renewBy } = state.record.token;
    return renewBy === null ? null : Date.parse(renewBy);
  },
  'review-access': ({ state, input }) => {
    const { reviewAccessMs } = input.waits;
    return reviewAccessMs === null ? null : Date.parse(state.reviewedAt ?? state.startedAt) + reviewAccessMs;
  },
};
