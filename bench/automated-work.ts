import type { Client } from '@temporalio/client';
import { reachTemporal } from '../client/find-runs.js';
import { ONBOARDING_STEPS, type StepId } from '../runbook/onboarding/steps.js';
import { Command, killTemporal, newStateDir, sandboxPorts, type ResultLine } from '../test/e2e/support.js';
import { repeat, spread } from './measure.js';

/** The step that each automated call belongs to. Looks that wait for others (DNS, arrivals) are no work. */
const STEP_OF: Record<string, StepId> = {
  preflight: 'preflight',
  ensureOidcApplication: 'oidc-application',
  ensureSignInAssignments: 'sign-in-assignments',
  ensureAuthorizationServer: 'authorization-server',
  ensureScopes: 'scopes',
  ensureAccessPolicy: 'access-policy',
  checkToken: 'token-check',
  checkScimAccess: 'scim-access',
  ensureScimApplication: 'scim-application',
  ensureAttributeMappings: 'attribute-mappings',
  ensureProvisioningAssignments: 'provisioning-assignments',
  ensurePushGroups: 'push-groups',
  reviewSubscriptions: 'subscription-review',
  writeReport: 'report',
};
interface Call {
  step: StepId;
  scheduled: number;
  started: number;
  completed: number;
}

/** Time in which automated work is under way in a warm run, against the longest chain of its dependent calls. */
export async function automatedWork(): Promise<string[]> {
  const { dir, remove } = newStateDir();
  const flags = await sandboxPorts();
  const server = new Command('cli/temporal.ts', [], { KIRO_STATE_DIR: dir });
  try {
    await run(dir, flags);
    const { client } = await reachTemporal({ KIRO_STATE_DIR: dir });
    const rounds = await repeat(3, async () => callsOf(client, await run(dir, flags)));
    await client.connection.close();
    const work = rounds.map(underWay);
    const path = rounds.map(criticalPath);
    return [
      `automated work of a warm run, ms: ${spread(work, 0)}`,
      `critical path of its calls, ms: ${spread(path, 0)}`,
      `ratio: ${spread(work.map((ms, index) => ms / (path[index] ?? NaN)))}`,
    ];
  } finally {
    server.kill('SIGTERM');
    await server.ended;
    await killTemporal(dir);
    remove();
  }
}

async function run(dir: string, flags: string[]): Promise<string> {
  const command = new Command('starter.ts', ['--json', ...flags], { KIRO_STATE_DIR: dir });
  if ((await command.ended) !== 0) throw new Error(command.stderr);
  return (command.events.at(-1) as ResultLine).workflowId;
}

async function callsOf(client: Client, workflowId: string): Promise<Call[]> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  const all = events ?? [];
  const ms = (time: { seconds?: unknown; nanos?: number | null } | null | undefined): number =>
    Number(time?.seconds ?? 0) * 1000 + (time?.nanos ?? 0) / 1e6;
  return all.flatMap((event): Call[] => {
    const done = event.activityTaskCompletedEventAttributes;
    const byId = (id: unknown) => all.find(({ eventId }) => String(eventId) === String(id));
    const scheduled = done && byId(done.scheduledEventId);
    const step = STEP_OF[scheduled?.activityTaskScheduledEventAttributes?.activityType?.name ?? ''];
    if (!done || !scheduled || step === undefined) return [];
    const started = ms(byId(done.startedEventId)?.eventTime);
    return [{ step, scheduled: ms(scheduled.eventTime), started, completed: ms(event.eventTime) }];
  });
}

/** The union of the calls, from the moment each was asked for. */
function underWay(calls: Call[]): number {
  let total = 0;
  let until = 0;
  for (const { scheduled, completed } of [...calls].sort((one, other) => one.scheduled - other.scheduled)) {
    total += Math.max(0, completed - Math.max(scheduled, until));
    until = Math.max(until, completed);
  }
  return total;
}

/** The longest chain through the steps, each as long as its calls were carried out. */
function criticalPath(calls: Call[]): number {
  const end = new Map<StepId, number>();
  for (const { id, after } of ONBOARDING_STEPS.rows) {
    const own = calls.filter(({ step }) => step === id).reduce((sum, one) => sum + one.completed - one.started, 0);
    end.set(id, own + Math.max(0, ...after.map((before) => end.get(before) ?? 0)));
  }
  return Math.max(...end.values());
}
