import { changeText, digestOf } from '../../runbook/audit/audit-digest.js';
import { AUDIT, summaryOf } from '../../runbook/audit/audit-runbook.js';
import type { AuditFinding } from '../../runbook/audit/compare-audits.js';
import type { AuditInput, AuditState } from '../../runbook/audit/audit-state.js';
import type { Evidence, Finding } from '../../runbook/model/proof.js';
import type { AuditSeen } from '../../runbook/outside.js';
import type { Report } from '../../runbook/words/report.js';
import { report } from '../engine/end.js';
import type { Run } from '../engine/run.js';
import type { RunbookAtWork, StepResult } from '../engine/work.js';
import { runToItsEnd } from '../engine/workflow.js';
import { audit } from '../outside.js';

type AuditRun = Run<AuditState, AuditInput>;

const AT_WORK: RunbookAtWork<AuditState, AuditInput> = {
  runbook: AUDIT,
  bodies: { record, look, remember, report },
  effects: {},
  queries: {},
  updates: {},
  beside: [],
  atEnd: () => Promise.resolve(),
  afterTrouble: () => Promise.resolve(),
};

/** A Schedule keeps the configuration that it was set with; the record knows better whom to tell. */
async function record(run: AuditRun): Promise<StepResult> {
  const ground = await audit.readAuditGround.executeWithOptions({ summary: 'Read the record of the connection' }, [
    run.task,
  ]);
  if (ground.settings !== null) run.useSettings(ground.settings);
  run.state.ground = ground;
  const { known, last } = ground;
  if (known === null)
    return {
      confirmed: 'proven',
      summary: 'The connection has no record',
      warnings: ['The connection has no record, so nothing can be compared: `npm run adopt` makes one.'],
    };
  const before = last === null ? 'this is the first audit' : `the last audit was at ${last.at}`;
  return { confirmed: 'proven', summary: `Known by its record; ${before}` };
}

async function look(run: AuditRun): Promise<StepResult> {
  const ground = run.state.ground ?? { known: null, muted: [], last: null };
  const { known, muted, last } = ground;
  const seen = await audit.lookForAudit.executeWithOptions(
    { summary: 'Look at everything, and compare it with the last audit' },
    [{ ...run.task, ground: { known, muted, last }, at: run.now() }],
  );
  run.state.seen = seen;
  for (const event of digestOf(seen, run.input)) run.tell(event);
  return {
    confirmed: 'proven',
    summary: summaryOf(seen),
    findings: seen.findings.map(findingFor),
    evidence: evidenceOf(seen),
  };
}

/** A person who reads it may know it, and then mutes it by its id. */
const findingFor = ({ severity, problem, fix, url, id, state, since }: AuditFinding): Finding => ({
  severity,
  problem,
  fix: `${fix} (${id}; ${state === 'new' ? 'new' : `since ${since.slice(0, 10)}`})`,
  url,
});

/** A line of the evidence names at most this many ids. */
const NAMED = 20;

function evidenceOf({ findings, gone, waiting, changes, changesInAll, counts, found, file }: AuditSeen): Evidence[] {
  const fact = (label: string, value: string): Evidence => ({ label, value, url: null });
  const list = (label: string, all: string[], inAll: number): Evidence[] => {
    const rest = inAll - Math.min(all.length, NAMED);
    const more = rest > 0 ? ` and ${rest} more` : '';
    return all.length === 0 ? [] : [fact(label, `${all.slice(0, NAMED).join(', ')}${more}`)];
  };
  const untold = counts.wrong - findings.length;
  return [
    ...(untold > 0 ? [fact('Findings', `${findings.length} are listed here; ${untold} more, in the file`)] : []),
    ...list('Gone since the last audit', gone, found.gone),
    ...list(
      'On the way to Kiro',
      waiting.map(({ who, since }) => `${who} since ${since}`),
      counts.waiting,
    ),
    ...(changes ?? []).slice(0, NAMED).map((change) => fact('Changed in Okta', changeText(change))),
    ...(changesInAll > NAMED ? [fact('Changed in Okta', `${changesInAll - NAMED} more, in the file`)] : []),
    fact('All that was seen', file.path),
    fact('SHA-256 of that file', file.sha256),
  ];
}

async function remember(run: AuditRun): Promise<StepResult> {
  const { seen, startedAt } = run.state;
  if (seen === null) return { confirmed: null, summary: 'Nothing was seen' };
  const { workflowId, runId } = run;
  const isKept = await audit.rememberAudit.executeWithOptions({ summary: 'Tell the record what was seen' }, [
    { ...run.task, audit: { ...seen.remember, workflowId, runId, startedAt } },
  ]);
  if (isKept) return { confirmed: 'proven', summary: 'Kept by the record of the connection' };
  return { confirmed: null, summary: 'The connection has no record that could keep it' };
}

/** An audit of a connection, started by its Schedule or by hand. */
export function auditConnection(given: AuditInput, state?: AuditState): Promise<Report> {
  return runToItsEnd(AT_WORK, given, state);
}
