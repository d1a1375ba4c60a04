import type { RunRecord } from '../../activities/verify/run-record.js';
import { queryRun } from '../../client/ask-run.js';
import { pause } from '../../client/pause.js';
import { objectsOf } from '../../runbook/outside.js';
import type { ConnectionRecord } from '../../runbook/connection/record.js';
import { connectionIdFor } from '../../runbook/model/names.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import { clusterSettings } from '../../temporal/cluster-settings.js';
import { connectClient } from '../../temporal/connect.js';

/** The record is a help and no more: it is not waited for longer. Milliseconds. */
const PATIENCE_MS = 5_000;

/**
 * What the cluster's record knows of a connection that was built by hand and adopted; null where a run made it, or no cluster or
 * record answers. (Beside an embedded Temporal the adoption stands among the reports.)
 */
export async function adoptedRecord(
  input: OnboardingInput,
  env: NodeJS.ProcessEnv,
): Promise<Omit<RunRecord, 'groups' | 'txt'> | null> {
  const cluster = clusterSettings(env);
  if (cluster === null) return null;
  const over = new AbortController();
  const asked = askRecord(cluster, input).catch(() => undefined);
  const record = await Promise.race([asked, pause(PATIENCE_MS, over.signal)]).finally(() => over.abort());
  if (record === undefined || (record.adoptedAt ?? null) === null) return null;
  const { issuer, endpoint, objects } = record;
  return { issuer, clientId: objects.clientId, endpoint, adopted: objectsOf(objects) };
}

async function askRecord(
  cluster: Parameters<typeof connectClient>[0],
  { okta, domain }: OnboardingInput,
): Promise<ConnectionRecord> {
  const client = await connectClient(cluster);
  return queryRun<ConnectionRecord>(client, connectionIdFor(okta.orgUrl, domain), 'connection').finally(() =>
    client.connection.close(),
  );
}
