import type { SecretActivities } from '../../runbook/outside.js';
import { runId } from '../surroundings.js';
import { publicJwk, type SealingKeys } from '../../sealing/index.js';

export { tokenOpener, type OpenToken } from './open.js';

/** What the workflow may know of the worker's keys: the public one, whose `kid` names the run, too. */
export function createSecretActivities(keys: SealingKeys): SecretActivities {
  return { sealingKey: async () => publicJwk(keys, runId()) };
}
