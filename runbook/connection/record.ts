import type { Outcome } from '../model/state.js';

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
}

/** Ids of the objects in Okta. */
export interface ConnectionObjects {
  oidcApplication: string | null;
  clientId: string | null;
  authorizationServer: string | null;
  scimApplication: string | null;
}

export interface ConnectionRecord {
  objects: ConnectionObjects;
  issuer: string | null;
  /** SCIM endpoint of the Kiro profile. */
  endpoint: string | null;
  token: { issuedAt: string | null; renewBy: string | null; storedAt: string | null };
  /** When a run last proved the connection whole. */
  provenAt: string | null;
  lastReport: { sha256: string; workflowId: string; runId: string } | null;
  /** Newest last. */
  runs: RunOfConnection[];
  muted: MutedFinding[];
}

/** What a run has to say of its connection; what it does not name stays as it is. */
export interface ConnectionNews {
  run: RunOfConnection;
  objects?: Partial<ConnectionObjects>;
  issuer?: string;
  endpoint?: string;
  token?: { issuedAt: string; storedAt: string | null };
  provenAt?: string;
  lastReport?: ConnectionRecord['lastReport'];
}

/** A connection of which nothing is known yet. */
export const blankRecord = (): ConnectionRecord => ({
  objects: { oidcApplication: null, clientId: null, authorizationServer: null, scimApplication: null },
  issuer: null,
  endpoint: null,
  token: { issuedAt: null, renewBy: null, storedAt: null },
  provenAt: null,
  lastReport: null,
  runs: [],
  muted: [],
});

/** So many runs that are over are kept: the record lives for years, and stays small. */
const MAX_OVER = 50;

/** The record with those news. `renewAfterMs` is how long a SCIM token may be used before somebody should renew it. */
export function withNews(record: ConnectionRecord, news: ConnectionNews, renewAfterMs: number): ConnectionRecord {
  const { run, objects, token, ...rest } = news;
  return {
    ...record,
    ...rest,
    objects: { ...record.objects, ...objects },
    token: token === undefined ? record.token : issued(token, renewAfterMs),
    runs: withRun(record.runs, run),
  };
}

/** The record after somebody has renewed the SCIM token by hand at that time. */
export const withRenewal = (record: ConnectionRecord, issuedAt: string, renewAfterMs: number): ConnectionRecord => ({
  ...record,
  token: issued({ issuedAt, storedAt: record.token.storedAt }, renewAfterMs),
});

/** The record with a finding that is not told again for a time; one that is named twice counts as it was named last. */
export const withMuted = (record: ConnectionRecord, muted: MutedFinding): ConnectionRecord => ({
  ...record,
  muted: [...record.muted.filter(({ finding }) => finding !== muted.finding), muted],
});

function issued(token: { issuedAt: string; storedAt: string | null }, renewAfterMs: number): ConnectionRecord['token'] {
  return { ...token, renewBy: new Date(Date.parse(token.issuedAt) + renewAfterMs).toISOString() };
}

/** A run is known by its workflow id and its start: the same id may be used again once it is over. */
function withRun(runs: RunOfConnection[], run: RunOfConnection): RunOfConnection[] {
  const isSame = (one: RunOfConnection): boolean =>
    one.workflowId === run.workflowId && one.startedAt === run.startedAt;
  const known = runs.some(isSame) ? runs.map((one) => (isSame(one) ? run : one)) : [...runs, run];
  const over = known.filter(({ finishedAt }) => finishedAt !== null);
  const forgotten = new Set(over.slice(0, Math.max(over.length - MAX_OVER, 0)));
  return known.filter((one) => !forgotten.has(one));
}
