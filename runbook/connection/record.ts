import { AUDIT_TYPE } from '../model/names.js';
import type { Confirmed, Outcome } from '../model/state.js';
import type { SenderMark } from '../trust/sender-keys.js';
import type { LastAudit } from './last-audit.js';

// What outlives a run: the record of one connection between an Okta org and a Kiro profile. Plain data, and pure changes of
// it. Never a token: of that only when it was issued, and where it is kept. Times are ISO 8601 in UTC; unknown is null.

/** A run of any runbook for this connection. */
export interface RunOfConnection {
  /** Workflow type. */
  runbook: string;
  workflowId: string;
  outcome: Outcome;
  startedAt: string;
  finishedAt: string | null;
}

/** A finding that the audit does not tell again until then. */
export interface MutedFinding {
  /** Its id: `<area>/<kind>/<object>`. */
  finding: string;
  until: string;
  reason: string;
  by: string | null;
  /** Whether it is proven who has muted it; absent where that is not known. */
  sender?: SenderMark;
}

/** Ids of the objects in Okta. */
export interface ConnectionObjects {
  oidcApplication: string | null;
  clientId: string | null;
  authorizationServer: string | null;
  scimApplication: string | null;
}

/**
 * A step that people did, as a run has confirmed it: a later run that is about the same need not ask for it again. Texts
 * alone, and none of them a secret.
 */
export interface KeptStep {
  /** What it was about, by name. What differs in any of it is another step. */
  subject: Record<string, string>;
  /** What people said, as far as later steps need it. */
  value: Record<string, string>;
  summary: string;
  confirmed: Confirmed;
  /** When somebody said so, or else when it was done. */
  at: string;
  by: string | null;
  via: string | null;
  /** Whether it was proven who said so; absent where that is not known. */
  sender?: SenderMark;
  /** The run that asked for it. */
  workflowId: string;
  runId: string;
}

export interface ConnectionRecord {
  /** The org's own id, the same by each of its addresses. Null or absent where nobody has asked for it yet. */
  oktaOrgId?: string | null;
  objects: ConnectionObjects;
  issuer: string | null;
  /** SCIM endpoint of the Kiro profile. */
  endpoint: string | null;
  token: { issuedAt: string | null; renewBy: string | null; storedAt: string | null };
  /** When somebody adopted it as it was built by hand: its objects have no mark of ours. Null or absent where a run made them. */
  adoptedAt?: string | null;
  /** When a run last proved the connection whole. */
  provenAt: string | null;
  lastReport: { sha256: string; workflowId: string; runId: string } | null;
  /** Newest last. */
  runs: RunOfConnection[];
  muted: MutedFinding[];
  /** By step of the onboarding, from the newest one that came to its end. */
  kept: Record<string, KeptStep>;
}

/** What a run has to say of its connection; what it does not name stays as it is. */
export interface ConnectionNews {
  run: RunOfConnection;
  oktaOrgId?: string;
  objects?: Partial<ConnectionObjects>;
  issuer?: string;
  endpoint?: string;
  token?: { issuedAt: string; storedAt: string | null };
  adoptedAt?: string;
  provenAt?: string;
  /** When everybody who has access was reviewed. */
  reviewedAt?: string;
  lastReport?: ConnectionRecord['lastReport'];
  kept?: ConnectionRecord['kept'];
  /** The run holds the turn (true), or has given it back (false). */
  turn?: boolean;
  /** With `kept`: the steps that the run has. What is kept of others stays. Absent: all steps. */
  keptOf?: string[];
}

/** A connection of which nothing is known yet. */
export const blankRecord = (): ConnectionRecord => ({
  oktaOrgId: null,
  objects: { oidcApplication: null, clientId: null, authorizationServer: null, scimApplication: null },
  issuer: null,
  endpoint: null,
  token: { issuedAt: null, renewBy: null, storedAt: null },
  adoptedAt: null,
  provenAt: null,
  lastReport: null,
  runs: [],
  muted: [],
  kept: {},
});

/** So many runs are kept, of those that are over and of the others: the record lives for years, and stays small. */
const MAX_RUNS = 50;
/** So many findings are muted at a time. */
const MOST = 200;
/** No date is further away than a century. */
const CENTURY_MS = 100 * 366 * 24 * 3_600_000;

/** The record with those news. `renewAfterMs` is how long a SCIM token may be used before somebody should renew it. */
export function withNews(record: ConnectionRecord, news: ConnectionNews, renewAfterMs: number): ConnectionRecord {
  const { run, objects, token, kept, keptOf, reviewedAt: _ofDuty, turn: _ofTurns, ...rest } = news;
  return {
    ...record,
    ...rest,
    objects: { ...record.objects, ...objects },
    token: token === undefined ? record.token : issued(token, renewAfterMs),
    runs: withRun(record.runs, run),
    kept: kept === undefined ? record.kept : { ...withoutSteps(record.kept, keptOf), ...kept },
  };
}

/** What is kept of other steps than those; nothing where all are meant. */
const withoutSteps = (kept: ConnectionRecord['kept'], steps: string[] | undefined): ConnectionRecord['kept'] =>
  Object.fromEntries(Object.entries(kept).filter(([id]) => steps !== undefined && !steps.includes(id)));

/** The record after somebody has renewed the SCIM token by hand at that time. */
export const withRenewal = (record: ConnectionRecord, issuedAt: string, renewAfterMs: number): ConnectionRecord => ({
  ...record,
  token: issued({ issuedAt, storedAt: record.token.storedAt }, renewAfterMs),
});

/** The record with a finding that is not reported again for a time; what is over is forgotten. `now` is ISO 8601. */
export const withMuted = (record: ConnectionRecord, muted: MutedFinding, now: string): ConnectionRecord => ({
  ...record,
  muted: [...record.muted.filter(({ finding, until }) => finding !== muted.finding && until > now), muted].slice(-MOST),
});

/** The record after an audit. Audits come daily for years, so of their runs the newest alone is kept. */
export function withAudit(
  record: ConnectionRecord,
  { workflowId, outcome, startedAt, at }: LastAudit,
): ConnectionRecord {
  const others = record.runs.filter(({ runbook }) => runbook !== AUDIT_TYPE);
  const end = outcome === 'clean' ? 'done' : 'done-with-findings';
  const run: RunOfConnection = { runbook: AUDIT_TYPE, workflowId, outcome: end, startedAt, finishedAt: at };
  return { ...record, runs: withRun(others, run) };
}

function issued(token: { issuedAt: string; storedAt: string | null }, renewAfterMs: number): ConnectionRecord['token'] {
  return { ...token, renewBy: new Date(Date.parse(token.issuedAt) + Math.min(renewAfterMs, CENTURY_MS)).toISOString() };
}

/** A run is known by its workflow id and its start: the same id may be used again once it is over. */
function withRun(runs: RunOfConnection[], run: RunOfConnection): RunOfConnection[] {
  const isSame = (one: RunOfConnection): boolean =>
    one.workflowId === run.workflowId && one.startedAt === run.startedAt;
  // News that were on their way for long do not open a run again that is over.
  const newer = (one: RunOfConnection): RunOfConnection => (one.finishedAt === null ? run : one);
  const known = runs.some(isSame) ? runs.map((one) => (isSame(one) ? newer(one) : one)) : [...runs, run];
  const over = known.filter(({ finishedAt }) => finishedAt !== null);
  const open = known.filter(({ finishedAt }) => finishedAt === null);
  const kept = new Set([...over.slice(-MAX_RUNS), ...open.slice(-MAX_RUNS)]);
  return known.filter((one) => kept.has(one));
}
