import { ApplicationFailure } from '@temporalio/common';
import type { Evidence, Proof } from '../../runbook/model/proof.js';
import type { ScimActivities, ScimTask } from '../../runbook/outside.js';
import type { OpenToken } from '../secrets/secret-activities.js';
import { createScimClient, type ScimClient } from './scim-api.js';
import { ScimRefused, toFailure } from './scim-failures.js';
import { listOf, serviceProviderConfig, user } from './scim-shapes.js';

/** What the workflow asks of Kiro's SCIM endpoint; tokens are opened here and nowhere else. */
export function createScimActivities(deps: { openToken: OpenToken }): ScimActivities {
  return {
    async checkScimAccess(task) {
      try {
        return await checkAccess(await clientFor(task, deps.openToken), task.endpoint);
      } catch (error) {
        throw toFailure(error);
      }
    },
  };
}

/** A client with the task's token, opened, or without one where none was given. */
export async function clientFor(task: ScimTask, openToken: OpenToken): Promise<ScimClient> {
  const token = task.sealedToken === null ? null : await openToken(task.sealedToken, task.owner, task.endpoint);
  return createScimClient({ endpoint: task.endpoint, token });
}

/** Whether the endpoint takes the client's token; without one, only whether it answers. */
export const checkAccess = (client: ScimClient, endpoint: string): Promise<Proof> =>
  client.authorised ? checkWithToken(client, endpoint) : checkAnswers(client, endpoint);

async function checkWithToken(client: ScimClient, endpoint: string): Promise<Proof> {
  const config = await client.get('/ServiceProviderConfig', {}, serviceProviderConfig);
  const users = await client.get('/Users', { count: '1' }, listOf(user));
  const { patch, filter } = config.body;
  const lacking = [...(patch.supported ? [] : ['PATCH']), ...(filter.supported ? [] : ['filters'])];
  return proof(
    [
      fact('SCIM endpoint', endpoint),
      fact('ServiceProviderConfig', `PATCH ${yesNo(patch.supported)}, filters ${yesNo(filter.supported)}`),
      fact('Users?count=1', `answered with the token, ${users.body.Resources.length} user(s) on the page`),
      ...[config, users].flatMap(({ requestId }) => (requestId === null ? [] : [fact('SCIM request id', requestId)])),
    ],
    lacking.map((what) => `The SCIM endpoint says that it does not support ${what}, which Okta uses.`),
  );
}

/** Without a token all that can be seen is that something answers as an API does. */
async function checkAnswers(client: ScimClient, endpoint: string): Promise<Proof> {
  const answer = await client.get('/ServiceProviderConfig', {}, serviceProviderConfig).then(
    () => 'ServiceProviderConfig answered',
    (error: unknown) => {
      if (asksForToken(error)) return 'the endpoint asks for a token, as it should';
      throw error;
    },
  );
  const warning = 'No SCIM token was given: the endpoint answers, but the token in Okta could not be checked.';
  return proof([fact('SCIM endpoint', endpoint), fact('Answer without a token', answer)], [warning]);
}

function asksForToken(error: unknown): boolean {
  if (error instanceof ScimRefused) return error.status === 403;
  return error instanceof ApplicationFailure && error.type === 'ScimUnauthorized';
}

function proof(evidence: Evidence[], warnings: string[]): Proof {
  return { evidence, changes: [], warnings };
}

function fact(label: string, value: string): Evidence {
  return { label, value, url: null };
}

function yesNo(value: boolean): string {
  return value ? 'yes' : 'no';
}
