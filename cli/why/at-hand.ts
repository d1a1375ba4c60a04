import { type OktaClient, oktaClientFromEnvironment } from '../../activities/okta/okta-client.js';
import { ConfigurationError } from '../../activities/okta/okta-environment.js';
import type { Client } from '@temporalio/client';
import { reachTemporal } from '../../client/find-runs.js';
import { pause } from '../../client/pause.js';
import { knownByRun, type RunKnows } from '../../client/run-knows.js';
import { terminalText } from '../../runbook/escape/plain-text.js';
import { workflowIdFor } from '../../runbook/model/names.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import type { Looked } from '../../runbook/person/facts.js';

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

/** What a run knows, or in a few words why it does not say so. */
export const askedRun = (client: Client, workflowId: string): Promise<RunKnows | string> =>
  inTime(knownByRun(client, workflowId).catch(reasonOf));

/** What the run of that configuration knows; null where none answers, as after the embedded Temporal has ended. */
export async function runAtHand(
  { okta, domain }: OnboardingInput,
  env: NodeJS.ProcessEnv,
  note: (line: string) => void,
): Promise<RunKnows | null> {
  const close = ({ client }: { client: Client }): Promise<void> => client.connection.close();
  const reaching = reachTemporal(env);
  const reached = await inTime(reaching.catch(reasonOf));
  // One that comes too late would keep the command from its end.
  if (typeof reached === 'string') void reaching.then(close, () => undefined);
  const found =
    typeof reached === 'string'
      ? reached
      : await askedRun(reached.client, workflowIdFor(okta.orgUrl, domain)).finally(() => close(reached));
  if (typeof found !== 'string') return found;
  // Without a cluster it is usual that nothing runs here.
  const isMeant = (env['TEMPORAL_ADDRESS'] ?? '') !== '' || (env['TEMPORAL_PROFILE'] ?? '') !== '';
  if (isMeant) note(`No run was asked, so the objects are found by their marks and names: ${terminalText(found)}`);
  return null;
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown reason');

async function inTime<T>(work: Promise<T>): Promise<T | string> {
  const over = new AbortController();
  const found = await Promise.race([work, pause(PATIENCE_MS, over.signal)]).finally(() => over.abort());
  return found ?? 'no answer in time';
}
