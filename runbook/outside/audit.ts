import type { AuditFinding, MutedSeen } from '../audit/compare-audits.js';
import type { Waiting } from '../audit/waiting-people.js';
import type { AuditCounts, LastAudit } from '../connection/last-audit.js';
import type { ConnectionRecord, MutedFinding } from '../connection/record.js';
import type { Role } from '../model/run-input.js';
import type { Settings } from '../model/settings.js';
import type { Task } from './task.js';

/** What an audit goes by: what the record of the connection knows, and what the audit before it saw. */
export interface AuditGround {
  /** Null where the connection has no record. */
  known: Pick<ConnectionRecord, 'objects' | 'issuer' | 'endpoint' | 'provenAt' | 'adoptedAt'> | null;
  muted: MutedFinding[];
  last: LastAudit | null;
  /** Whom to tell, and where, as the newest run said; null where there is no record. */
  settings: Settings | null;
}

export interface AuditTask extends Task {
  ground: Omit<AuditGround, 'settings'>;
  /** When the audit began, by Temporal's clock. ISO 8601. */
  at: string;
}

/** Somebody has changed one of the connection's objects in Okta. */
export interface ObjectChange {
  at: string;
  /** Okta's event type, such as `policy.rule.update`. */
  type: string;
  /** What was changed, by name. */
  what: string;
  by: string;
}

/** What an audit saw; lists are cut where they are long, and whole in the file. */
export interface AuditSeen {
  outcome: LastAudit['outcome'];
  counts: AuditCounts;
  /** At most 200. */
  findings: AuditFinding[];
  /** How many findings are new, still there, and gone, in all. */
  found: { new: number; still: number; gone: number };
  /** The same for each role that can do something about them. Absent: the audit is of an earlier version. */
  inAll?: Partial<Record<Role, { new: number; still: number; gone: number }>>;
  /** At most 200. */
  gone: string[];
  muted: MutedSeen[];
  notLookedAt: { id: string; label: string; why: string; how: string }[];
  waiting: Waiting[];
  /** Since the last audit, oldest first; null where the System Log cannot be read. */
  changes: ObjectChange[] | null;
  /** How many there are in all. */
  changesInAll: number;
  warnings: string[];
  /** The whole of it, as JSON under the worker's reports folder. */
  file: { path: string; sha256: string };
  /** For the next audit. */
  remember: Omit<LastAudit, 'workflowId' | 'runId' | 'startedAt'>;
}

export interface AuditActivities {
  /** What the record of the connection knows; by queries alone, which leave no trace in it. */
  readAuditGround(task: Task): Promise<AuditGround>;
  /** Looks at the whole connection and compares it with the last audit. Reads only. */
  lookForAudit(task: AuditTask): Promise<AuditSeen>;
  /** Tells the record what the audit saw. False where the connection has no record. */
  rememberAudit(task: Task & { audit: LastAudit }): Promise<boolean>;
}
