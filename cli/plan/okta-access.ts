import { ApplicationFailure } from '@temporalio/common';
import { checkCredentials } from '../../activities/okta/check-credentials.js';
import { type OktaClient, oktaClientFromEnvironment } from '../../activities/okta/okta-client.js';
import { pause } from '../../client/pause.js';
import { terminalText } from '../../runbook/escape/plain-text.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import { CommandError } from '../lib/output-and-exit.js';

/** The org of the configuration, reached with the environment's credentials; waits go to `note`. @throws ConfigurationError */
export async function openOkta(
  input: OnboardingInput,
  env: NodeJS.ProcessEnv,
  note: (line: string) => void,
): Promise<OktaClient> {
  const client = oktaClientFromEnvironment({ ...env, OKTA_CLIENT_ORGURL: input.okta.orgUrl }, note);
  await checkCredentials(client);
  return client;
}

const TRIES = 5;
/** No single wait is longer; Okta's rate limits are reset every minute. Milliseconds. */
const LONGEST_WAIT_MS = 90_000;

/**
 * Does what Temporal does for an activity: tries again after a transient failure, as late as the failure says. What
 * needs a person is thrown on at once; after five tries it is one sentence.
 */
export async function patiently<T>(work: () => Promise<T>, note: (line: string) => void): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ApplicationFailure) || error.nonRetryable === true) throw error;
      if (tries === TRIES) throw new CommandError(error.message);
      const waitMs = Math.min(waitOf(error) ?? 500 * 2 ** tries, LONGEST_WAIT_MS);
      note(`${terminalText(error.message)} (again in ${Math.ceil(waitMs / 1000)} s)`);
      await pause(waitMs);
    }
  }
}

const waitOf = ({ nextRetryDelay }: ApplicationFailure): number | null =>
  typeof nextRetryDelay === 'number' ? nextRetryDelay : null;
