import { existsSync } from 'node:fs';
import { checkCredentials } from '../../activities/okta/check-credentials.js';
import { type OktaClient, oktaClientFromEnvironment } from '../../activities/okta/okta-client.js';
import { terminalText } from '../../runbook/escape/plain-text.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import { usageError } from '../lib/exit-codes.js';
import { DEFAULT_CONFIG, readConfig } from '../lib/reach.js';

/** The configuration that is named, or the one that lies here; warnings go to `note`. */
export async function requireConfig(
  file: string | undefined,
  env: NodeJS.ProcessEnv,
  note: (line: string) => void,
): Promise<OnboardingInput> {
  if (file === undefined && !existsSync(DEFAULT_CONFIG)) {
    throw usageError(
      `There is no ${DEFAULT_CONFIG} here: copy onboarding.example.yaml to ${DEFAULT_CONFIG} and fill it in, ` +
        'or name another file with --config.',
    );
  }
  const { input, warnings } = await readConfig(file ?? DEFAULT_CONFIG, env);
  warnings.forEach((warning) => note(`Note: ${terminalText(warning)}`));
  return input;
}

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
