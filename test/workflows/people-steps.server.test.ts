import { describe, expect, it } from 'vitest';
import type { Proof } from '../../runbook/model/proof.js';
import type { Status } from '../../runbook/words/status.js';
import {
  AT_ANY_HOUR,
  calmWorld,
  CLIENT_ID,
  ENDPOINT,
  input,
  ISSUER,
  needsPerson,
  proof,
  RIGHT_ANSWERS,
} from './fake-world.js';
import { answerInOrder, isAsked, send, until, withRun } from './harness.js';
import { onDevServer, type There } from './suite.js';

let env: There['env'];
let bundle: There['bundle'];
onDevServer((there) => ({ env, bundle } = there));

describe('the switches of provisioning', () => {
  it('are asked for again while Okta says that one is off', async () => {
    let updates: 'on' | 'off' = 'off';
    const off = { ...proof, connection: 'not-connected', createUsers: 'off', updateUserAttributes: 'off' } as const;
    const world = await calmWorld({
      connectProvisioning: async () => off,
      readProvisioning: async () => ({
        ...proof,
        connection: 'connected',
        createUsers: 'on',
        updateUserAttributes: updates,
      }),
    });
    await withRun(env, bundle, world, async (handle) => {
      await answerInOrder(handle, RIGHT_ANSWERS, 'teamSubscribed');
      const asked = isAsked('provisioningConfigured', 'provisioning-features');
      const status = await until(handle, asked);
      const { reason } = status.waitingFor.find((one) => one.step === 'provisioning-features')!;
      expect(reason).toContain('Update User Attributes is still off');
      expect(reason).not.toContain('Create Users');
      updates = 'on';
      expect(await send(handle, 'provisioningConfigured', {})).toBeNull();
      await until(handle, isAsked('teamSubscribed'));
      const redone = { step: 'provisioning-connection', reason: 'a new token' };
      expect(await send(handle, 'redoStep', redone)).toBeNull();
      await until(handle, isAsked('provisioningConfigured', 'provisioning-connection'));
      expect(await send(handle, 'provisioningConfigured', {})).toBeNull();
      await until(handle, isAsked('teamSubscribed'));
      // A step that is redone looks anew.
      updates = 'off';
      expect(
        await send(handle, 'redoStep', { step: 'provisioning-features', reason: 'somebody switched it off' }),
      ).toBeNull();
      await until(handle, asked);
    });
  });
});

describe('the connection of provisioning', () => {
  it('is asked for again while Okta says that it is off', async () => {
    const off = { ...proof, connection: 'not-connected', createUsers: 'off', updateUserAttributes: 'off' } as const;
    const switches = { createUsers: 'on', updateUserAttributes: 'on' } as const;
    const on = { ...proof, connection: 'connected', ...switches, reaches: 'this', token: 'used' } as const;
    let isOn = false;
    const world = await calmWorld({
      connectProvisioning: async () => off,
      readProvisioning: async () => (isOn ? on : off),
    });
    await withRun(env, bundle, world, async (handle) => {
      await answerInOrder(handle, RIGHT_ANSWERS, 'teamSubscribed');
      const asked = (now: Status) => now.waitingFor.find((one) => one.step === 'provisioning-connection');
      const status = await until(handle, (now) => asked(now)?.reason?.includes('still off') === true);
      expect(status.refusals.at(-1)).toMatchObject({ message: 'provisioningConfigured' });
      isOn = true;
      expect(await send(handle, 'provisioningConfigured', {})).toBeNull();
      const later = await until(handle, isAsked('teamSubscribed'));
      const found = later.steps.find((step) => step.id === 'provisioning-connection');
      expect(found).toMatchObject({ state: 'done', confirmed: 'proven' });
    });
  });

  it('made by API says nothing of the switches: a person is asked where the org does not say', async () => {
    const made = {
      ...proof,
      connection: 'connected',
      createUsers: 'unknown',
      updateUserAttributes: 'unknown',
      reaches: 'this',
      token: 'set',
    } as const;
    const world = await calmWorld({ connectProvisioning: async () => made, readProvisioning: async () => made });
    await withRun(env, bundle, world, async (handle) => {
      await answerInOrder(handle, RIGHT_ANSWERS, 'provisioningConfigured');
      await until(handle, isAsked('provisioningConfigured', 'provisioning-features'));
      expect(await send(handle, 'provisioningConfigured', { by: 'ben@example.com' })).toBeNull();
      const status = await until(handle, isAsked('teamSubscribed'));
      const found = status.steps.find((step) => step.id === 'provisioning-features');
      expect(found).toMatchObject({ state: 'done', confirmed: 'attested', by: 'ben@example.com' });
    });
  });
});

describe('steps that a configuration leaves out or adds', () => {
  it('no pilot and no group to push: both are skipped, and the run is done', async () => {
    const changes = { pilot: null, push: { groups: [] } };
    const world = await calmWorld({
      ensurePushGroups: async () => {
        throw new Error('There is nothing to push.');
      },
    });
    await withRun(
      env,
      bundle,
      world,
      async (handle) => {
        await answerInOrder(handle, RIGHT_ANSWERS.slice(0, -1));
        const report = await handle.result();
        expect(report.outcome).toBe('done');
        const skipped = report.steps.filter((step) => step.state === 'skipped');
        expect(skipped.map((step) => step.id)).toEqual(['push-groups', 'pilot-sign-in']);
      },
      changes,
    );
  });

  it('signIn.test required: waits for a real sign-in, and shows it', async () => {
    await withRun(
      env,
      bundle,
      await calmWorld(),
      async (handle) => {
        await until(handle, isAsked('signInTested', 'token-check'));
        const found = {
          iss: ISSUER,
          scp: [...input.scopes, 'offline_access'],
          cid: CLIENT_ID,
          aud: 'api://kiro',
          lifetimeSeconds: 3600,
          refreshed: true,
        };
        expect(await send(handle, 'signInTested', { ...found, ok: false })).toMatchObject({ field: 'ok' });
        expect(await send(handle, 'signInTested', { ...found, ok: true, by: 'ana@example.com' })).toBeNull();
        const status = await until(handle, isAsked('kiroProfileEnabled'));
        expect(status.steps.find((step) => step.id === 'token-check')!.summary).toContain('a real sign-in');
        const { steps } = await handle.query<{ steps: { id: string; evidence: { label: string }[] }[] }>('report');
        const labels = steps.find((step) => step.id === 'token-check')!.evidence.map((one) => one.label);
        expect(labels).toContain('Real sign-in by ana@example.com');
      },
      { signIn: { ...input.signIn, test: 'required' } },
    );
  });

  it('a record that DNS already has needs no answer of the DNS admin', async () => {
    await withRun(env, bundle, await calmWorld(), async (handle) => {
      await answerInOrder(handle, RIGHT_ANSWERS.slice(0, 2));
      const status = await until(handle, isAsked('domainVerified'));
      expect(status.steps.find((step) => step.id === 'dns-record')).toMatchObject({
        state: 'done',
        confirmed: 'proven',
        by: null,
      });
    });
  });

  it('a newer question is reminded of in its own time', async () => {
    await withRun(
      env,
      bundle,
      await calmWorld({
        connectProvisioning: async () => ({
          ...proof,
          connection: 'unknown',
          createUsers: 'off',
          updateUserAttributes: 'off',
        }),
      }),
      async (handle) => {
        await answerInOrder(handle, RIGHT_ANSWERS.slice(0, 1));
        const old = isAsked('domainAdded');
        const quietUntil = (await until(handle, (now) => old(now) && now.waitingFor[0]!.reminders === 2)).waitingFor[0]!
          .remindAt!;
        expect(await send(handle, 'scimAccessIssued', { endpoint: ENDPOINT })).toBeNull();
        const newer = await until(handle, (now) =>
          now.waitingFor.some((one) => one.step === 'provisioning-connection' && one.reminders === 1),
        );
        expect(newer.waitingFor.find((one) => one.message === 'domainAdded')).toMatchObject({
          reminders: 2,
          remindAt: quietUntil,
        });
      },
      { waits: { ...AT_ANY_HOUR, syncWindowMs: 1_000, remindAfterMs: 800 } },
    );
  });
});

describe('an attribute mapping that comes with the switches of provisioning', () => {
  it('is looked for again then, although a person was asked about it', async () => {
    let looks = 0;
    const ensureAttributeMappings = async (): Promise<Proof> => {
      if ((looks += 1) === 1) throw needsPerson('Okta shows no attribute mapping.');
      return proof;
    };
    await withRun(env, bundle, await calmWorld({ ensureAttributeMappings }), async (handle) => {
      await until(handle, isAsked('stepDone'));
      await answerInOrder(handle, RIGHT_ANSWERS);
      expect((await handle.result()).outcome).toBe('done');
      expect(looks).toBe(2);
    });
  });
});
