import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import type { ConnectionRecord } from '../runbook/connection/record.js';
import {
  CONNECTION_TYPE,
  connectionIdFor,
  knownHost,
  type OrgAndDomain,
  WORKFLOW_TYPE,
  workflowIdFor,
} from '../runbook/model/names.js';
import { isRunning } from './find-runs.js';

// A connection keeps the host that it was first connected by in all its ids. Who comes by the org's other address looks for it
// among the connections of the same domain.

/** Another host under which the domain is connected. */
export interface OtherName {
  host: string;
  /** The org's id, as the record has kept it; null where it has none, or does not answer. */
  orgId: string | null;
}

/** A worker that is there answers sooner. Milliseconds. */
const PATIENCE_MS = 4_000;

/**
 * Under which other hosts the domain is connected, records first, the oldest first; none where the record or the onboarding is
 * under the host of the input itself. By workflow type and id alone: a server may lack the search attributes.
 */
export async function otherNames(client: Client, input: OrgAndDomain): Promise<OtherName[]> {
  const [record, onboarding] = [connectionIdFor(input), workflowIdFor(input)];
  if ((await isRunning(client, record)) || (await isRunning(client, onboarding))) return [];
  const found: WorkflowExecutionInfo[] = [];
  const query = `WorkflowType IN ("${CONNECTION_TYPE}", "${WORKFLOW_TYPE}") AND ExecutionStatus="Running"`;
  for await (const run of client.workflow.list({ query })) if (isOfDomain(run, input)) found.push(run);
  const sorted = found.sort(
    (one, other) =>
      Number(other.type === CONNECTION_TYPE) - Number(one.type === CONNECTION_TYPE) ||
      one.startTime.getTime() - other.startTime.getTime(),
  );
  const hosts = [...new Set(sorted.map(hostIn))].filter((host) => host !== knownHost(input.okta));
  return Promise.all(hosts.map(async (host) => ({ host, orgId: await orgIdOf(client, host, input) })));
}

const hostIn = ({ workflowId }: Pick<WorkflowExecutionInfo, 'workflowId'>): string => workflowId.split('/')[1] ?? '';

function isOfDomain(run: WorkflowExecutionInfo, { domain, okta }: OrgAndDomain): boolean {
  const named = { okta: { ...okta, knownAs: hostIn(run) }, domain };
  return run.workflowId === (run.type === CONNECTION_TYPE ? connectionIdFor(named) : workflowIdFor(named));
}

/** Of a record alone; an onboarding before it has made anything has none. */
async function orgIdOf(client: Client, host: string, { okta, domain }: OrgAndDomain): Promise<string | null> {
  const record = client.workflow.getHandle(connectionIdFor({ okta: { ...okta, knownAs: host }, domain }));
  return client
    .withDeadline(Date.now() + PATIENCE_MS, () => record.query<Pick<ConnectionRecord, 'oktaOrgId'>>('connection'))
    .then(
      ({ oktaOrgId = null }) => oktaOrgId,
      () => null,
    );
}
