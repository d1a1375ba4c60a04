import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import { workflowIdFor } from '../../runbook/model/names.js';
import { joinRun } from '../../start/join-run.js';
import { input } from '../workflows/fake-world.js';
import { onDevServer, type There } from '../workflows/suite.js';

let env: There['env'];
onDevServer((there) => ({ env } = there));

/** An input as a version wrote it that knew less. */
function older({ tokens: _tokens, waits, ...rest }: OnboardingInput): object {
  const { renewScimAccessMs: _renew, reviewAccessMs: _review, ...before } = waits;
  return { ...rest, waits: before };
}

it('joins a run of an earlier version, whose missing keys count as their defaults', async () => {
  const taskQueue = `test-${randomUUID()}`;
  const given = { ...input, domain: `${taskQueue}.example.com` };
  const workflowId = workflowIdFor(given.okta.orgUrl, given.domain);
  // No worker takes it up: joining needs none.
  const handle = await env.client.workflow.start('connectOktaToKiro', { workflowId, taskQueue, args: [older(given)] });
  try {
    expect(await joinRun(env.client, given, taskQueue)).toMatchObject({ workflowId, joined: true });
    const changed = { ...given, tokens: { ...given.tokens, accessMinutes: 15 } };
    await expect(joinRun(env.client, changed, taskQueue)).rejects.toThrow('tokens.accessMinutes: 60 there, 15 here');
  } finally {
    await handle.terminate();
  }
});
