import { Context } from '@temporalio/activity';
import { describe, expect, it } from 'vitest';
import { ONBOARDING_STEPS, type StepId } from '../../runbook/onboarding/steps.js';
import { answersExcept, calmWorld, ENDPOINT, needsPerson, proof, RIGHT_ANSWERS, type World } from './fake-world.js';
import { answerInOrder, isAsked, send, stateOf, until, withRun } from './harness.js';
import { onDevServer, type There } from './suite.js';
import { stepOfMessage } from '../runbook/states.js';

let env: There['env'];
let bundle: There['bundle'];
onDevServer((there) => ({ env, bundle } = there));

describe('skipStep', () => {
  it('leaves out what depends on the facts of the step, with a reason, and the run ends with findings', async () => {
    const unknown = { connection: 'unknown', createUsers: 'unknown', updateUserAttributes: 'unknown' } as const;
    const world = await calmWorld({ readProvisioning: async () => ({ ...proof, ...unknown }) });
    await withRun(env, bundle, world, async (handle) => {
      await until(handle, isAsked('kiroProfileEnabled'));
      await answerInOrder(handle, RIGHT_ANSWERS.slice(0, 1));
      await until(handle, isAsked('domainAdded'));
      const skip = { step: 'domain', reason: 'verified last year', by: 'ana@example.com' };
      expect(await send(handle, 'skipStep', skip)).toBeNull();
      expect(await send(handle, 'skipStep', { step: 'scim-access', reason: 'comes later' })).toBeNull();
      const status = await until(handle, (now) => stateOf(now, 'domain-verified') === 'skipped');
      expect(status.steps.find((step) => step.id === 'domain')).toMatchObject({
        state: 'skipped',
        summary: skip.reason,
        by: skip.by,
      });
      for (const id of ['dns-record', 'dns-propagation']) expect(stateOf(status, id)).toBe('skipped');
      await answerInOrder(handle, RIGHT_ANSWERS.slice(-3));
      const report = await handle.result();
      expect(report.outcome).toBe('done-with-findings');
      // Nobody is assigned to an application of which nothing says that it is connected.
      for (const id of ['provisioning-connection', 'provisioning-features', 'provisioning-assignments', 'push-groups'])
        expect(stateOf(report, id)).toBe('skipped');
      const why = (id: string) => report.findings.find((finding) => finding.step === id)!.problem;
      expect(why('provisioning-connection')).toContain('no SCIM access');
      expect(why('domain')).toBe('Skipped by ana@example.com (kiro-admin): verified last year');
    });
  });

  it('of a SCIM access that is still being checked is no refusal of it', async () => {
    const world = await calmWorld({ checkScimAccess: () => Context.current().cancelled });
    await withRun(env, bundle, world, async (handle) => {
      await answerInOrder(handle, RIGHT_ANSWERS, 'scimAccessIssued');
      await until(handle, isAsked('scimAccessIssued'));
      expect(await send(handle, 'scimAccessIssued', { endpoint: ENDPOINT })).toBeNull();
      await until(handle, (now) => stateOf(now, 'scim-access') === 'running');
      expect(await send(handle, 'skipStep', { step: 'scim-access', reason: 'comes later' })).toBeNull();
      const status = await until(handle, (now) => stateOf(now, 'scim-access') === 'skipped');
      expect(status.refusedCount).toBe(0);
      const after = await until(handle, (now) => stateOf(now, 'provisioning-connection') === 'skipped');
      expect(after.steps.find(({ id }) => id === 'provisioning-connection')!.summary).toContain('no SCIM access');
    });
  });

  it('of the Kiro profile still lets the team be subscribed, and of a running activity breaks it off', async () => {
    const world = await calmWorld({ checkToken: () => Context.current().cancelled });
    await withRun(env, bundle, world, async (handle) => {
      await until(handle, (now) => stateOf(now, 'token-check') === 'running');
      expect(await send(handle, 'skipStep', { step: 'token-check', reason: 'checked by hand' })).toBeNull();
      await until(handle, isAsked('kiroProfileEnabled'));
      expect(await send(handle, 'skipStep', { step: 'kiro-profile', reason: 'there already' })).toBeNull();
      await answerInOrder(handle, answersExcept('kiroProfileEnabled'));
      expect((await handle.result()).outcome).toBe('done-with-findings');
    });
  });
});

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

  it.each(ONBOARDING_STEPS.rows.filter(({ skips }) => skips.length > 0).map(({ id, skips }) => [id, skips] as const))(
    'of %s takes along exactly %j',
    async (id, others) => {
      const asksPerson = { connectProvisioning: async () => off, readProvisioning: async () => on };
      const world = await calmWorld({ ...asksPerson, ...inTrouble[id] });
      const isSkipped = (step: StepId | null): boolean => step === id || others.some((other) => other === step);
      await withRun(env, bundle, world, async (handle) => {
        const answers = RIGHT_ANSWERS.filter(([name]) => !isSkipped(stepOfMessage(name)));
        const before = inTrouble[id] === undefined ? stepsBefore(id) : [];
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
    },
  );
});
