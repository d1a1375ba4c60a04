import type { SecretActivities } from '../../runbook/outside.js';
import { Secret } from '../../runbook/secrets/secret.js';
import type { TrustedKey } from '../../runbook/trust/sender-keys.js';
import { publicJwk, type SealingKeys } from '../../sealing/keys.js';
import { CannotOpen, openToken } from '../../sealing/open-token.js';
import { runId } from '../attempt.js';
import { blocking, needsPerson } from '../needs-person.js';
import { hideSecret } from './secret-filter.js';

/** What the workflow may know of the worker's keys: the public one, whose `kid` names the run, too. */
export const createSecretActivities = (
  keys: SealingKeys,
  senderKeys: () => Promise<TrustedKey[]>,
): SecretActivities => ({
  sealingKey: async () => publicJwk(keys, runId()),
  senderKeys,
});

/** Opens a sealed token for the run that owns it (its workflow id), and for the one endpoint that it is sent to. */
export type OpenToken = (sealed: string, owner: string, endpoint: string) => Promise<Secret>;

/** Opens tokens with these keys; one that cannot be opened needs a person and is not tried again. */
export function tokenOpener(keys: SealingKeys): OpenToken {
  return async (sealed, workflowId, endpoint) => {
    const token = await openToken(sealed, keys, { workflowId, endpoint }).catch((error: unknown) => {
      if (!(error instanceof CannotOpen)) throw error;
      throw needsPerson(error.message, { findings: [blocking(error.problem, error.fix)] }, 'CannotOpenToken');
    });
    hideSecret(token);
    return new Secret(token);
  };
}
