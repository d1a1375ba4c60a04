import type { Task } from '../../runbook/outside.js';
import { needsPersonFor } from '../needs-person.js';
import { access, clock, headroom, scopes } from './preflight-access.js';
import {
  audiences,
  type Check,
  type CheckFinding,
  pushCoverage,
  resolveAll,
  sameGroup,
} from './preflight-audiences.js';
import { names, plainLogins, sharedAddresses, statuses, userNames } from './preflight-people.js';
import { highRights } from './preflight-rights.js';
import type { Session } from './session.js';

const CHECKS: readonly Check[] = [
  scopes,
  audiences,
  sameGroup,
  pushCoverage,
  statuses,
  names,
  sharedAddresses,
  plainLogins,
  userNames,
  headroom,
];

/**
 * Finds everything that would stop the run, with reads alone, made side by side. If the credentials may not read something,
 * only that is reported. Otherwise it fails with all findings at once, if one of them would stop the run.
 */
export async function preflight(session: Session, _task: Task) {
  const [accessed, resolved, rights] = await Promise.allSettled([
    access(session),
    resolveAll(session),
    highRights(session),
  ]);
  const { findings: refused, dates } = valueOf(accessed);
  const findings = [...refused, ...clock(dates)];
  refuseBlocked(session, findings);
  const facts = valueOf(resolved);
  findings.push(...valueOf(rights), ...CHECKS.flatMap((check) => check(session, facts)));
  refuseBlocked(session, findings);
  session.warnings.push(...findings.map(({ problem, fix }) => `${problem} ${fix}`));
  session.evidence.push({ label: 'Okta org', value: new URL(session.orgUrl).host, url: session.orgUrl });
  const count = (name: string, value: number) => session.evidence.push({ label: name, value: `${value}`, url: null });
  count('People who may sign in', facts.people.signIn.length);
  count('People to be provisioned', facts.people.provision.length);
  return {};
}

function valueOf<Value>(result: PromiseSettledResult<Value>): Value {
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}

/** A run does without the ids, which are for commands that compare two looks. */
function refuseBlocked({ mode }: Session, found: CheckFinding[]): void {
  const findings = mode === 'plan' ? found : found.map(({ id: _id, ...finding }) => finding);
  const stops = findings.filter((finding) => finding.severity === 'blocking');
  if (stops.length === 0) return;
  throw needsPersonFor(stops, { findings }, 'PreflightFailed');
}
