import type { Client } from '@temporalio/client';
import type { Status, Waiting } from '../runbook/words/status.js';
import { NoWorkerError, statusOfRun } from './ask-run.js';
import { allRunning, type FoundRun } from './find-runs.js';

/** What else is going on for a connection, beside the run that somebody has asked for. */
export interface OtherRun {
  /** Workflow type. */
  runbook: string;
  workflowId: string;
  /** As in its own status; null where it could not be asked, such as without a worker. */
  waitingFor: Waiting[] | null;
}

/** One of all runs, whatever it is about. Unknown is null. */
export interface ListedRun extends OtherRun {
  /** What the run does, and for whom, as people read it. */
  heading: string | null;
  domain: string | null;
  /** Host of the Okta org. */
  oktaOrg: string | null;
  outcome: Status['outcome'];
  /** ISO 8601. */
  startedAt: string;
}

/** `kiro-okta/<okta host>/<domain>` of the connection that a run is about. */
export const connectionOf = (workflowId: string): string => workflowId.split('/').slice(0, 3).join('/');

/** The other runs of the same connection, its record included, in the order of their ids. */
export async function otherRuns(client: Client, workflowId: string): Promise<OtherRun[]> {
  const connection = connectionOf(workflowId);
  const running = await allRunning(client);
  const others = running.filter((run) => run.workflowId !== workflowId && connectionOf(run.workflowId) === connection);
  const asked = await askRuns(client, others);
  return asked.map(({ runbook, workflowId: id, status }) => ({ runbook, workflowId: id, waitingFor: waitsOf(status) }));
}

/** All runs of all connections that are going on, their records included, in the order of their ids. */
export async function listedRuns(client: Client): Promise<ListedRun[]> {
  const asked = await askRuns(client, await allRunning(client));
  return asked.map(({ runbook, workflowId, startedAt, status }) => {
    const [prefix, oktaOrg = null, domain = null] = workflowId.split('/');
    const named = prefix === 'kiro-okta' ? { oktaOrg, domain } : { oktaOrg: null, domain: null };
    return {
      runbook,
      workflowId,
      heading: status?.heading ?? null,
      domain: status?.domain ?? named.domain,
      oktaOrg: status?.oktaOrg ?? named.oktaOrg,
      outcome: status?.outcome ?? 'running',
      startedAt: status?.startedAt ?? startedAt,
      waitingFor: waitsOf(status),
    };
  });
}

/** `temporal` prints an empty list as null, and so does a status that came through it. */
const waitsOf = (status: Status | null): Waiting[] | null => (status === null ? null : (status.waitingFor ?? []));

/** A run with its status; null where it could not be asked. */
export interface AskedRun extends FoundRun {
  status: Status | null;
}

/** How many runs are asked at a time: a worker that has to replay them should not fall behind. */
const AT_ONCE = 8;

/**
 * Ask runs for their status, a few at a time; gives them in the order of their ids. A task queue on which no worker answers
 * is waited for once, and not for each of its runs.
 */
export async function askRuns(client: Client, runs: FoundRun[]): Promise<AskedRun[]> {
  const sorted = [...runs].sort((one, other) => (one.workflowId < other.workflowId ? -1 : 1));
  const asked: AskedRun[] = sorted.map((run) => ({ ...run, status: null }));
  const silent = new Set<string>();
  const left = asked.values();
  const askSome = async (): Promise<void> => {
    for (const run of left) {
      if (silent.has(run.taskQueue)) continue;
      run.status = await statusOfRun(client, run.workflowId).catch((error: unknown) => {
        if (error instanceof NoWorkerError) silent.add(run.taskQueue);
        return null;
      });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, askSome));
  return asked;
}
