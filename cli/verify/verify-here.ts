import { blocking } from '../../activities/needs-person.js';
import type { Besides } from '../../activities/verify/besides-okta.js';
import { blocked, verify } from '../../activities/verify/verify-onboarding.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import type { Verification } from '../../runbook/verify/verification.js';
import { CommandError, EXIT } from '../lib/output-and-exit.js';
import { openOkta, patiently } from '../plan/okta-access.js';

/** Looks at the connection with the credentials of the environment, without a worker; waits go to `note`. */
export async function verifyHere(
  input: OnboardingInput,
  env: NodeJS.ProcessEnv,
  besides: Besides,
  note: (line: string) => void,
): Promise<Verification> {
  return verify(await openOkta(input, env, note), input, besides, (part) => patiently(part, note));
}

/** What stopped the command, for `--json`; a wrong flag, configuration or credential is thrown on. */
export function blockedBy(error: unknown, input: OnboardingInput): Verification {
  if (!(error instanceof CommandError) || error.exitCode !== EXIT.failed) throw error;
  return blocked(input, [blocking(error.message, 'Then run the same command again.')]);
}
