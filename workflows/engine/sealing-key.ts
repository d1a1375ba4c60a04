import { secrets } from '../outside.js';
import type { Run } from './run.js';

/** Learn the public key of the worker, by which front ends seal a token for this run. */
export async function learnSealingKey(run: Run): Promise<void> {
  run.state.facts.sealingKey = await secrets.sealingKey.executeWithOptions(
    { summary: 'Public key to seal the SCIM token with' },
    [],
  );
}
