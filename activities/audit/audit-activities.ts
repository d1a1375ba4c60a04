import { activityInfo, getClient } from '@temporalio/activity';
import { WorkflowNotFoundError } from '@temporalio/client';
import { inAllOf, toldOf } from '../../runbook/audit/audit-digest.js';
import { type Compared, compareAudits } from '../../runbook/audit/compare-audits.js';
import { sortedWaiting, type Waiting } from '../../runbook/audit/waiting-people.js';
import { completedConnectionInput } from '../../runbook/connection/connection-input.js';
import { MOST_KEPT, shortId } from '../../runbook/connection/last-audit.js';
import { objectsOf } from '../../runbook/outside.js';
import type { ConnectionRecord } from '../../runbook/connection/record.js';
import { CONNECTION_TYPE, connectionIdFor } from '../../runbook/model/names.js';
import { inputDigest } from '../../runbook/model/input-digest.js';
import type { Settings } from '../../runbook/model/settings.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import type { AuditActivities, AuditGround, AuditSeen, AuditTask } from '../../runbook/outside.js';
import { type Sorted, together } from '../../runbook/verify/proven-and-wrong.js';
import { unlessCancelled } from '../attempt.js';
import { updateRecord } from '../connection/reach-record.js';
import type { OktaClient } from '../okta/okta-client.js';
import { toFailure } from '../okta/okta-failures.js';
import { requireOrg } from '../okta/org-addresses.js';
import { openSession } from '../okta/session.js';
import { reportFiles } from '../report/write-report.js';
import { ownAccess } from '../scim/kiro-side.js';
import { readRecord } from '../verify/besides-okta.js';
import { newestRunRecord, type RunRecord } from '../verify/run-record.js';
import { lookAtConnection, type WholeLook } from '../verify/verify-onboarding.js';
import { changesInLog, type ChangesSeen } from './changes-in-log.js';
import { howInAudit } from './how-in-audit.js';
import { againstRecord } from './recorded-objects.js';
import { startsOfWaiting } from './waiting-start.js';

export interface AuditDependencies {
  client: OktaClient;
  env: NodeJS.ProcessEnv;
  /** The worker's reports folder. */
  dir: string;
}

/** Looks at a connection as `npm run verify` does, and compares it with the last audit. Writes nothing to Okta or Kiro. */
export const createAuditActivities = (has: AuditDependencies): AuditActivities => ({
  readAuditGround: ({ input }) => readGround(input),
  async lookForAudit(task) {
    try {
      await requireOrg(has.client, task);
      return await look(has, task);
    } catch (error) {
      throw toFailure(error, has.client.orgUrl, has.client.secrets());
    }
  },
  async rememberAudit({ input, owner, audit }) {
    if (!(await isRecorded(input))) return false;
    const completed = completedConnectionInput(input);
    if (completed === null) return false;
    await updateRecord(completed, owner, 'audited', audit);
    return true;
  },
});

const recordIdOf = ({ okta, domain }: OnboardingInput): string => connectionIdFor({ okta, domain });

/** Whether the connection has a record. An audit makes none: it does not know whether there is a connection at all. */
async function isRecorded(input: OnboardingInput): Promise<boolean> {
  try {
    const { status, type } = await getClient().workflow.getHandle(recordIdOf(input)).describe();
    return status.name === 'RUNNING' && type === CONNECTION_TYPE;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

async function readGround(input: OnboardingInput): Promise<AuditGround> {
  if (!(await isRecorded(input))) return { known: null, muted: [], last: null, settings: null };
  const record = getClient().workflow.getHandle(recordIdOf(input));
  const {
    objects,
    issuer,
    endpoint,
    provenAt,
    adoptedAt = null,
  } = await unlessCancelled(record.query<ConnectionRecord>('connection'));
  const { muted, last } = await unlessCancelled(record.query<Pick<AuditGround, 'muted' | 'last'>>('auditGround'));
  const settings = await unlessCancelled(record.query<Settings>('settings'));
  return { known: { objects, issuer, endpoint, provenAt, adoptedAt }, muted, last, settings };
}

async function look({ client, env, dir }: AuditDependencies, task: AuditTask): Promise<AuditSeen> {
  const { input, owner, ground, at } = task;
  const { last, known } = ground;
  const scim = await ownAccess(env, known?.endpoint ?? null);
  const record = (name: string) => readRecord(input, name);
  const whole = await lookAtConnection(client, input, { scim, seats: null, run: runOf(ground, dir, input), record });
  const { changes, ...log } = await changesSince(whole, task);
  const recorded =
    whole.okta === null || known === null ? [] : [againstRecord(whole.okta.verified.objects, known.objects)];
  const all = withShortIds(together([whole.sorted, ...recorded]), changes === null && whole.okta !== null);
  const startOf = whole.okta === null ? null : await startsOfWaiting(whole.okta, all);
  const { findings, waiting } =
    startOf === null ? { ...all, waiting: [] } : sortedWaiting(all.findings, startOf, last, at);
  const configuration = inputDigest({ ...input, ...NO_SETTINGS });
  const isBlocked = whole.okta === null;
  const compared = compareAudits({ ...all, findings, isBlocked, at, configuration }, last, ground.muted);
  const { warnings } = whole.verification;
  const found = foundIn(compared);
  const counts = {
    proven: all.proven.length,
    wrong: compared.findings.length,
    notLookedAt: all.notLookedAt.length,
    waiting: waiting.length,
    muted: compared.muted.length,
  };
  const outcome = isBlocked ? 'blocked' : compared.findings.length > 0 ? 'findings' : 'clean';
  const { proven, notLookedAt } = all;
  const text = {
    ...{ at, outcome, counts, found, lastAudit: last?.at ?? null, findings: compared.findings, gone: compared.gone },
    ...{ muted: compared.muted, waiting, changes, proven, notLookedAt, warnings: [...warnings, ...log.warnings] },
  };
  const write = reportFiles(dir, owner, activityInfo().scheduledTimestampMs);
  const file = await write('everything.json', `${JSON.stringify(text, null, 2)}\n`);
  return {
    ...{ outcome, counts, found, file, waiting: waiting.slice(0, MOST_TOLD), muted: compared.muted },
    findings: toldOf(compared.findings, MOST_TOLD),
    inAll: inAllOf(compared),
    gone: compared.gone.slice(0, MOST_TOLD),
    notLookedAt: notLookedAt.slice(0, MOST_TOLD).map(({ id, label, why, how }) => ({ id, label, why, how })),
    changes: changes?.slice(-MOST_TOLD) ?? null,
    changesInAll: changes?.length ?? 0,
    warnings: [...warnings, ...log.warnings].slice(0, MOST_TOLD),
    remember: {
      ...{ at, outcome, counts, configuration, sha256: file.sha256, proven: compared.proven, wrong: compared.wrong },
      ...{ beyond: compared.beyond, logUntil: log.until, events: log.events },
      waiting: waiting.slice(0, MOST_KEPT).map(({ id, since }: Waiting) => ({ id, since })),
    },
  };
}

/** The history of a run holds at most this many of each list; the file has all. */
const MOST_TOLD = 200;

/** Who is asked and when makes no other connection. */
const NO_SETTINGS = { people: {}, notify: {}, waits: {} } as unknown as Settings<OnboardingInput>;

function foundIn({ findings, gone, goneBeyond }: Compared): AuditSeen['found'] {
  const fresh = findings.filter(({ state }) => state === 'new').length;
  return { new: fresh, still: findings.length - fresh, gone: gone.length + goneBeyond };
}

/** What the record knows, and what it does not: only the report of the onboarding has the groups and the TXT record. */
function runOf({ known }: AuditTask['ground'], dir: string, input: OnboardingInput): RunRecord | null {
  const report = newestRunRecord(dir, input);
  if (known === null) return report;
  return {
    issuer: known.issuer ?? report?.issuer ?? null,
    clientId: known.objects.clientId ?? report?.clientId ?? null,
    endpoint: known.endpoint ?? report?.endpoint ?? null,
    groups: report?.groups ?? {},
    txt: report?.txt ?? null,
    // What was built by hand has no mark of ours, and is ours all the same.
    adopted: (known.adoptedAt ?? null) === null ? null : objectsOf(known.objects),
  };
}

async function changesSince({ okta }: WholeLook, { ground }: AuditTask): Promise<ChangesSeen> {
  const { last, known } = ground;
  if (okta === null) return { changes: null, until: last?.logUntil ?? null, events: last?.events ?? [], warnings: [] };
  const { client, task, verified } = okta;
  const session = openSession(client, task, 'plan');
  const clientId = known?.objects.clientId ?? null;
  // At its adoption somebody has looked at it, and taken it as it was.
  const provenAt = known?.provenAt ?? known?.adoptedAt ?? null;
  return changesInLog(session.okta, verified.objects, { last, provenAt, clientId });
}

/** With ids that the record keeps, and with what helps in an audit; `isLogUnread`: nobody saw who changed what. */
function withShortIds({ proven, findings, notLookedAt }: Sorted, isLogUnread: boolean): Sorted {
  const short = <T extends { id: string }>(one: T): T => ({ ...one, id: shortId(one.id) });
  const unread = {
    id: 'okta/system-log/changes',
    step: 'preflight' as const,
    label: 'Who changed the objects since the last audit',
    why: 'the System Log cannot be read',
    how: 'grant the scope okta.logs.read, and a role that may read the log (docs/okta-permissions.md)',
  };
  return {
    proven: proven.map(short),
    findings: findings.map(short),
    notLookedAt: [
      ...notLookedAt.map((one) => short({ ...one, how: howInAudit(one.how) })),
      ...(isLogUnread ? [unread] : []),
    ],
  };
}
