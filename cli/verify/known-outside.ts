import { otherNamesIn, type RunRecord } from '../../activities/verify/run-record.js';
import { queryRun } from '../../client/ask-run.js';
import { pause } from '../../client/pause.js';
import { objectsOf } from '../../runbook/outside.js';
import type { ConnectionRecord } from '../../runbook/connection/record.js';
import { connectionIdFor } from '../../runbook/model/names.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import { clusterSettings } from '../../temporal/cluster-settings.js';
import { connectClient } from '../../temporal/connect.js';
import { amongOthers, byKnownName } from '../lib/known-name.js';

/** The record is a help and no more: it is not waited for longer. Milliseconds. */
const PATIENCE_MS = 5_000;

type Note = (line: string) => void;

/** A connection, as far as it is known outside Okta and Kiro. */
interface Known {
  /** With the host that the connection is known by. */
  input: OnboardingInput;
  /** What the record of a connection says that was built by hand and adopted; null where a run made it, or none answers. */
  adopted: Omit<RunRecord, 'groups' | 'txt'> | null;
}

/**
 * The connection as the cluster's record knows it; without a cluster, or where it does not answer, as the reports in that
 * folder name it. (Beside an embedded Temporal an adoption stands among the reports.)
 */
export async function knownOutside(
  input: OnboardingInput,
  { env, reportsDir, note }: { env: NodeJS.ProcessEnv; reportsDir: string; note: Note },
): Promise<Known> {
  const cluster = clusterSettings(env);
  const over = new AbortController();
  const asked = cluster === null ? null : askRecord(cluster, input, note).catch(() => undefined);
  const answer =
    (await Promise.race([asked, pause(PATIENCE_MS, over.signal)]).finally(() => over.abort())) ?? undefined;
  if (answer === undefined)
    return { input: await amongOthers(input, otherNamesIn(reportsDir, input), note), adopted: null };
  const { record } = answer;
  if ((record?.adoptedAt ?? null) === null) return { input: answer.input, adopted: null };
  const { issuer, endpoint, objects } = record!;
  return {
    input: answer.input,
    adopted: { issuer, clientId: objects.clientId, endpoint, adopted: objectsOf(objects) },
  };
}

async function askRecord(
  cluster: Parameters<typeof connectClient>[0],
  given: OnboardingInput,
  note: Note,
): Promise<{ input: OnboardingInput; record: ConnectionRecord | null }> {
  const client = await connectClient(cluster);
  try {
    const input = await byKnownName(client, given, note);
    const record = await queryRun<ConnectionRecord>(client, connectionIdFor(input), 'connection').catch(() => null);
    return { input, record };
  } finally {
    await client.connection.close();
  }
}
