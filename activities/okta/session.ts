import type { Task } from '../../runbook/outside.js';
import type { Change, Evidence, Finding, Proof } from '../../runbook/proof.js';
import { consolePages } from '../../runbook/okta-console.js';
import type { OktaClient } from './client.js';
import { OktaApi, type Mode } from './okta-api.js';
import type { Pace } from './pace.js';
import { allWritten, writtenBefore, type Written } from './written.js';

export { PLANNED_ID } from './okta-api.js';

/** What one activity works with and writes its proof into. */
export interface Session extends Task {
  okta: OktaApi;
  mode: Mode;
  orgUrl: string;
  pace: Pace;
  pages: ReturnType<typeof consolePages>;
  changes: Change[];
  /** What earlier tries of the same activity have written. */
  before: Written;
  evidence: Evidence[];
  /** What no write of the run would mend. */
  findings: Finding[];
  warnings: string[];
  /** Whether the object of an unanswered create was given time to show up. */
  lookedAgain: boolean;
}

/** Opens the work on one step. */
export function openSession(client: OktaClient, task: Task, mode: Mode): Session {
  return {
    input: task.input,
    owner: task.owner,
    okta: new OktaApi(client, task.input.okta.rateLimitReserve, mode),
    mode,
    orgUrl: client.orgUrl,
    pace: client.pace,
    pages: consolePages(client.orgUrl),
    changes: [],
    before: mode === 'apply' ? writtenBefore() : { changes: [], requests: [] },
    evidence: [],
    findings: [],
    warnings: [],
    lookedAgain: false,
  };
}

/** Request ids beyond this number would bury the evidence. */
const SHOWN_WRITES = 20;

/** The session's findings as the step's proof, with the request ids of its writes. */
export function proofOf(session: Session): Proof {
  const { evidence, warnings } = session;
  const { changes, requests: written } = allWritten(session);
  const requests = written.slice(0, SHOWN_WRITES).map(({ method, path, requestId }) => ({
    label: `Request id of ${method} ${path.split('?')[0]}`,
    value: requestId ?? 'none given',
    url: null,
  }));
  return { evidence: [...evidence, ...requests], changes, warnings };
}
