import { describe, expect, it } from 'vitest';
import { MESSAGE_INFO } from '../../runbook/messages/fields.js';
import type { MessageName } from '../../runbook/messages/schemas.js';
import { LEFT_OUT_WITH } from '../../runbook/skipping.js';
import type { StepId } from '../../runbook/steps.js';
import { calmWorld, needsPerson, proof, RIGHT_ANSWERS, type World } from './fake-world.js';
import { answerInOrder, send, until, withRun } from './harness.js';
import { onDevServer, type There } from './suite.js';

let env: There['env'];
let bundle: There['bundle'];
onDevServer((there) => ({ env, bundle } = there));

const stepOfMessage = (name: string): StepId | null => MESSAGE_INFO[name as MessageName].step;
/** The human steps that must be answered before that one is asked. */
const stepsBefore = (step: StepId): (StepId | null)[] =>
  step === 'provisioning-connection' ? ['kiro-profile', 'scim-access'] : ['kiro-profile'];

describe('skipStep, as its text says', () => {
  const refused = async (): Promise<never> => {
    throw needsPerson('Okta refuses it.');
  };
  const inTrouble: Partial<Record<StepId, Partial<World>>> = {
    'oidc-application': { ensureOidcApplication: refused },
    'authorization-server': { ensureAuthorizationServer: refused },
    'scim-application': { ensureScimApplication: refused },
  };
  const off = { ...proof, connection: 'unknown', createUsers: 'unknown', updateUserAttributes: 'unknown' } as const;
  const on = { ...proof, connection: 'connected', createUsers: 'on', updateUserAttributes: 'on' } as const;

  it.each(Object.entries(LEFT_OUT_WITH))('of %s takes along exactly %j', async (id, others) => {
    const asksPerson = { connectProvisioning: async () => off, readProvisioning: async () => on };
    const world = await calmWorld({ ...asksPerson, ...inTrouble[id as StepId] });
    const isLeftOut = (step: StepId | null): boolean => step === id || others.some((other) => other === step);
    await withRun(env, bundle, world, async (handle) => {
      const answers = RIGHT_ANSWERS.filter(([name]) => !isLeftOut(stepOfMessage(name)));
      const before = inTrouble[id as StepId] === undefined ? stepsBefore(id as StepId) : [];
      await answerInOrder(
        handle,
        RIGHT_ANSWERS.filter(([name]) => before.includes(stepOfMessage(name))),
      );
      await until(handle, (now) => now.waitingFor.some((one) => one.step === id));
      expect(await send(handle, 'skipStep', { step: id, reason: 'done by hand' })).toBeNull();
      await answerInOrder(
        handle,
        answers.filter(([name]) => !before.includes(stepOfMessage(name))),
      );
      const { steps } = await handle.result();
      expect(
        steps
          .filter((step) => step.state === 'skipped')
          .map((step) => step.id)
          .sort(),
      ).toEqual([id, ...others].sort());
    });
  });
});
