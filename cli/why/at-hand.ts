import { type OktaClient, oktaClientFromEnvironment } from '../../activities/okta/okta-client.js';
import { newestRunRecord, otherNamesIn } from '../../activities/verify/run-record.js';
import { ConfigurationError } from '../../activities/okta/okta-environment.js';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { reachTemporal } from '../../client/find-runs.js';
import { pause } from '../../client/pause.js';
import { knownOf, type RunKnows } from '../../client/run-knows.js';
import { terminalText } from '../../runbook/escape/plain-text.js';
import type { OrgAndDomain } from '../../runbook/model/names.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import type { Looked } from '../../runbook/person/facts.js';
import { stateDir } from '../../temporal/folders.js';
import { amongOthers, byKnownName } from '../lib/known-name.js';

/** The org of the configuration with the environment's credentials, or why there are none that could work. No call. */
export function oktaAtHand(
  input: OnboardingInput,
  env: NodeJS.ProcessEnv,
  note: (line: string) => void,
): Looked<OktaClient> {
  try {
    return { value: oktaClientFromEnvironment({ ...env, OKTA_CLIENT_ORGURL: input.okta.orgUrl }, note) };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return { why: error.message.replace(/\.$/, '') };
  }
}

/** A run is a help and no more: it is not waited for longer. Milliseconds. */
const PATIENCE_MS = 5_000;

/** What record and onboarding know, or in a few words why they do not say so. */
export const askedConnection = (client: Client, connection: OrgAndDomain): Promise<RunKnows | string> =>
  inTime(knownOf(client, connection).catch(reasonOf));

/** A connection, with what is known of it. */
interface KnownHere {
  /** With the host that the connection is known by. */
  input: OnboardingInput;
  /** Null where nobody knows. */
  run: RunKnows | null;
}

/**
 * What is known of the connection of that configuration: by Temporal, or where that does not answer, as after the embedded one
 * has ended, by what was adopted, which stands among the reports.
 */
export async function connectionAtHand(
  given: OnboardingInput,
  env: NodeJS.ProcessEnv,
  note: (line: string) => void,
): Promise<KnownHere> {
  const close = ({ client }: { client: Client }): Promise<void> => client.connection.close();
  const reaching = reachTemporal(env);
  const reached = await inTime(reaching.catch(reasonOf));
  // One that comes too late would keep the command from its end.
  if (typeof reached === 'string') void reaching.then(close, () => undefined);
  if (typeof reached === 'string') return fromReports(given, reached, env, note);
  try {
    const named = await inTime(byKnownName(reached.client, given, note));
    const input = typeof named === 'string' ? given : named;
    const found = await askedConnection(reached.client, input);
    return typeof found === 'string' ? await fromReports(input, found, env, note) : { input, run: found };
  } finally {
    await close(reached);
  }
}

async function fromReports(
  given: OnboardingInput,
  why: string,
  env: NodeJS.ProcessEnv,
  note: (line: string) => void,
): Promise<KnownHere> {
  const dir = join(stateDir(env), 'reports');
  const input = await amongOthers(given, otherNamesIn(dir, given), note);
  const report = newestRunRecord(dir, input);
  const adopted = report?.adopted ?? null;
  if (adopted !== null)
    return { input, run: { ...adopted, issuer: report?.issuer ?? null, rows: [], reviewedAt: null } };
  // Without a cluster it is usual that nothing runs here.
  const isMeant = (env['TEMPORAL_ADDRESS'] ?? '') !== '' || (env['TEMPORAL_PROFILE'] ?? '') !== '';
  if (isMeant) note(`No run was asked, so the objects are found by their marks and names: ${terminalText(why)}`);
  return { input, run: null };
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown reason');

async function inTime<T>(work: Promise<T>): Promise<T | string> {
  const over = new AbortController();
  const found = await Promise.race([work, pause(PATIENCE_MS, over.signal)]).finally(() => over.abort());
  return found ?? 'no answer in time';
}
