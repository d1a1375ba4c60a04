import type { Client } from '@temporalio/client';
import { scimEndpoint } from '../../runbook/scim-endpoint.js';
import { sealToken } from '../../sealing/index.js';
import { queryRun } from './ask-run.js';
import { CommandError } from './exit-codes.js';

/**
 * Seal a token on this machine to the key of a run's worker, for that run and the one endpoint that may get it.
 * @throws CommandError when the run has only just begun and has no key yet.
 */
export async function sealForRun(
  client: Client,
  { workflowId, endpoint }: { workflowId: string; endpoint: string },
  token: string,
): Promise<string> {
  const key = await queryRun<Record<string, string> | null>(client, workflowId, 'sealingKey');
  if (key === null)
    throw new CommandError('The run has no sealing key yet: it has only just begun. Try again in a few seconds.');
  return sealToken(token, key, { workflowId, endpoint: scimEndpoint(endpoint) });
}
