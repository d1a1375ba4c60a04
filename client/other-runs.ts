import type { Client } from '@temporalio/client';
import type { Status, Waiting } from '../runbook/words/status.js';
import { statusOfRun } from './ask-run.js';
import { allRunning, type FoundRun } from './find-runs.js';

/** What else is going on for a connection, beside the run that somebody has asked for. */
export interface OtherRun extends FoundRun {
  /** As in its own status; null where it could not be asked, such as without a worker. */
  waitingFor: Waiting[] | null;
}

/** `kiro-okta/<okta host>/<domain>` of the connection that a run is about. */
const connectionOf = (workflowId: string): string => workflowId.split('/').slice(0, 3).join('/');

/** The other runs of the same connection, its record included, in the order of their ids. */
export async function otherRuns(client: Client, workflowId: string): Promise<OtherRun[]> {
  const connection = connectionOf(workflowId);
  const running = await allRunning(client);
  const others = running
    .filter((run) => run.workflowId !== workflowId && connectionOf(run.workflowId) === connection)
    .sort((one, other) => (one.workflowId < other.workflowId ? -1 : 1));
  return Promise.all(others.map(async (run) => ({ ...run, waitingFor: await waitedFor(client, run) })));
}

const waitedFor = (client: Client, { workflowId }: FoundRun): Promise<Waiting[] | null> =>
  statusOfRun(client, workflowId).then(
    ({ waitingFor }: Status) => waitingFor ?? [],
    () => null,
  );
