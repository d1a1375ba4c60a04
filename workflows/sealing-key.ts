import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';
import { secrets } from './outside.js';
import type { Run } from './run.js';

/** Learn the public key of the worker, by which front ends seal a token. */
export async function learnSealingKey(run: Run): Promise<void> {
  run.state.facts.sealingKey = await secrets.sealingKey.executeWithOptions(
    { summary: 'Public key to seal the SCIM token with' },
    [],
  );
}

/** A worker without the key that a token was sealed with: from now on tokens are sealed with the key that it has. */
export async function renewSealingKeyAfter(run: Run, error: unknown): Promise<void> {
  const cause = error instanceof ActivityFailure ? error.cause : undefined;
  if (cause instanceof ApplicationFailure && cause.type === 'CannotOpenToken') await learnSealingKey(run);
}
