import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDevServer } from '../support/temporal.js';
import { calmWorld, needsPerson, proof, RIGHT_ANSWERS } from './fake-world.js';
import { answerInOrder, bundled, isAsked, quiet, send, until, withRun } from './harness.js';

let env: TestWorkflowEnvironment;
let bundle: Awaited<ReturnType<typeof bundled>>;

beforeAll(async () => {
  quiet();
  [env, bundle] = await Promise.all([startDevServer(), bundled()]);
});
afterAll(() => env?.teardown());

describe('the look at DNS', () => {
  it('asks the DNS admin, not the Okta admin, where it needs a person', async () => {
    let looks = 0;
    const world = await calmWorld({
      awaitTxtRecord: async () => {
        looks += 1;
        if (looks === 1) throw needsPerson('The resolvers are wrong.');
        return proof;
      },
    });
    await withRun(env, bundle, world, async (handle) => {
      await answerInOrder(handle, RIGHT_ANSWERS.slice(0, 2));
      const status = await until(handle, isAsked('stepDone', 'dns-propagation'));
      expect(status.waitingFor.find(({ step }) => step === 'dns-propagation')).toMatchObject({ role: 'dns-admin' });
      expect(await send(handle, 'stepDone', { step: 'dns-propagation' })).toBeNull();
      await until(handle, isAsked('domainVerified'));
    });
  });
});
