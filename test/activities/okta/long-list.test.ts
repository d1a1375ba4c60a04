import { CancelledFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { expect, it } from 'vitest';
import { createOktaActivities } from '../../../activities/okta/okta-activities.js';
import type { Proof } from '../../../runbook/model/proof.js';
import { failureOf, startOrg, type Org } from './support.js';

/** Seven pages, where three seconds' limit leaves four calls. */
const MEMBERS = 1_200;
const SMALL = { rateLimit: 5, rateLimitSeconds: 3 };

/** The org's activities as a worker has them, which waits for a reset within a try. */
async function startCrowdedOrg(): Promise<Org> {
  const org = await startOrg(SMALL);
  await org.call('POST', '/sandbox/people', { count: MEMBERS, groups: ['Kiro Users'] });
  const client = { ...org.client, patience: { ...org.client.patience, rateLimitWait: 10_000 } };
  return { ...org, client, okta: createOktaActivities({ client }) };
}

const pagesOf = async (org: Org): Promise<string[]> =>
  (await org.requests()).map(({ path }) => path).filter((path) => /\/groups\/[^/]+\/users.*after=/.test(path));

it('reads a list that takes several budgets of the rate limit within one try, each page once', async () => {
  const org = await startCrowdedOrg();
  await org.fault({ path: '/api/v1/groups/*/users', nth: 3, times: 1, kind: 'rate-limit' });
  const heartbeats: unknown[] = [];
  const environment = new MockActivityEnvironment();
  environment.on('heartbeat', (details: unknown) => heartbeats.push(details));
  const preflight = (): Promise<Proof> => org.okta.preflight(org.task);
  const { evidence }: Proof = await environment.run(preflight);
  expect(Number(evidence.find(({ label }) => label === 'People to be provisioned')?.value)).toBeGreaterThan(MEMBERS);

  const answered = (await org.requests()).filter(({ status }) => status !== 429);
  expect((await org.requests()).length - answered.length).toBe(1);
  const pages = await pagesOf(org);
  expect(new Set(pages).size).toBe(pages.length - 1);
  expect(heartbeats).toContainEqual({
    waiting: expect.stringMatching(
      /rate limit that is left to others is reached; going on at [\d:]+ UTC\.$/,
    ) as unknown,
  });
  expect(heartbeats.at(-1)).toEqual({ waiting: null });
});

it('leaves a wait before the first call to Temporal, and ends one in the middle where the activity is cancelled', async () => {
  const org = await startCrowdedOrg();
  const cancelled = new MockActivityEnvironment();
  cancelled.on('heartbeat', () => cancelled.cancel());
  const begun = Date.now();
  const stopped = await failureOf(cancelled.run(() => org.okta.preflight(org.task)));
  expect(stopped).toBeInstanceOf(CancelledFailure);
  expect(Date.now() - begun).toBeLessThan(1_000);
  // As if others had used up the bucket of the very first call.
  const now = Date.now();
  org.client.limits.note('/api/v1/apps', { limit: 5, remaining: 1, reset: now / 1000 + 40, date: now }, now);
  expect(await failureOf(org.okta.preflight(org.task))).toMatchObject({ type: 'OktaRateLimited', nonRetryable: false });
});
