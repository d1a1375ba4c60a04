import type { Task } from '../../runbook/outside.js';
import type { Finding } from '../../runbook/proof.js';
import { needsPerson } from './errors.js';
import { authorizationServers } from './preflight/authorization-servers.js';
import { audiences } from './preflight/audiences.js';
import { clock } from './preflight/clock.js';
import { names } from './preflight/names.js';
import { pushCoverage } from './preflight/push-coverage.js';
import { sameGroup } from './preflight/same-group.js';
import { resolveAll, type Facts } from './preflight/facts.js';
import type { Session } from './session.js';

/** One look before any work: reads only, and gives everything it finds wrong. */
export type Check = (session: Session, facts: Facts) => Promise<Finding[]>;

const CHECKS: readonly Check[] = [clock, authorizationServers, audiences, sameGroup, pushCoverage, names];

/** All checks; fails with every finding at once if one of them would stop the run. */
export async function preflight(session: Session, _task: Task) {
  const facts = await resolveAll(session);
  const findings: Finding[] = [];
  for (const check of CHECKS) findings.push(...(await check(session, facts)));
  const stops = findings.filter((finding) => finding.severity === 'blocking');
  if (stops.length > 0) {
    const list = stops.map(({ problem, fix }) => `${problem} ${fix}`).join(' ');
    throw needsPerson(`${stops.length} thing(s) to mend first: ${list}`, { findings }, 'PreflightFailed');
  }
  session.warnings.push(...findings.map(({ problem, fix }) => `${problem} ${fix}`));
  session.evidence.push({ label: 'Okta org', value: new URL(session.orgUrl).host, url: session.orgUrl });
  const count = (name: string, value: number) => session.evidence.push({ label: name, value: `${value}`, url: null });
  count('People who may sign in', facts.people.signIn.length);
  count('People to be provisioned', facts.people.provision.length);
  return {};
}
