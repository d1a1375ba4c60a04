import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { seatsOf } from '../../activities/review/list.js';
import type { Finding, Proof } from '../../runbook/proof.js';
import type { ListInParts, SubscriptionList } from '../../runbook/outside.js';
import type { Status } from '../../runbook/status.js';
import type { Seat } from '../../runbook/subscription-list.js';
import { startDevServer } from '../support/temporal.js';
import {
  AT_ANY_HOUR,
  calmWorld,
  CLIENT_ID,
  ENDPOINT,
  input,
  ISSUER,
  needsPerson,
  noRoster,
  proof,
  RIGHT_ANSWERS,
} from './fake-world.js';
import { answerInOrder, bundled, isAsked, quiet, send, until, withRun } from './harness.js';

let env: TestWorkflowEnvironment;
let bundle: Awaited<ReturnType<typeof bundled>>;

beforeAll(async () => {
  quiet();
  [env, bundle] = await Promise.all([startDevServer(), bundled()]);
});
afterAll(() => env?.teardown());

const missing: Finding = {
  severity: 'warning',
  problem: 'ana@example.com has no seat.',
  fix: 'Assign one.',
  url: null,
};

describe('the list of subscriptions', () => {
  it('comes in parts, in any order, is corrected, and what is left is accepted', async () => {
    const lists: (SubscriptionList | ListInParts)[] = [];
    const world = await calmWorld({
      reviewSubscriptions: async ({ list }) => {
        lists.push(list);
        return { ...proof, findings: [missing], roster: noRoster };
      },
    });
    await withRun(env, bundle, world, async (handle) => {
      await answerInOrder(handle, RIGHT_ANSWERS, 'subscriptionsListed');
      await until(handle, isAsked('subscriptionsListed'));
      expect(await send(handle, 'subscriptionsListed', { csv: 'cem@example.com\n', part: 2, parts: 2 })).toBeNull();
      expect(await send(handle, 'subscriptionsListed', { rows: [], part: 1, parts: 2 })).toMatchObject({
        code: 'invalid',
      });
      expect(await send(handle, 'subscriptionsListed', { csv: 'User\n', part: 1, parts: 2 })).toBeNull();
      await until(handle, isAsked('decisionMade', 'subscription-review'));
      const rows = [{ User: 'ana@example.com' }];
      expect(await send(handle, 'subscriptionsListed', { rows })).toBeNull();
      await until(handle, (now) => lists.length === 2 && isAsked('decisionMade')(now));
      const review = { step: 'subscription-review', by: 'ana@example.com' };
      expect(await send(handle, 'decisionMade', { ...review, decision: 'repair', reason: 'wait' })).toBeNull();
      await until(handle, isAsked('subscriptionsListed'));
      expect(await send(handle, 'subscriptionsListed', { csv: 'User\nana@example.com' })).toBeNull();
      await until(handle, (now) => lists.length === 3 && isAsked('decisionMade')(now));
      expect(await send(handle, 'decisionMade', { ...review, decision: 'accept', reason: 'on leave' })).toBeNull();
      await answerInOrder(handle, RIGHT_ANSWERS.slice(-1));
      const report = await handle.result();
      expect(lists).toEqual([{ csv: 'User\ncem@example.com\n' }, { rows }, { csv: 'User\nana@example.com' }]);
      expect(report).toMatchObject({ outcome: 'done-with-findings', findings: [{ step: 'subscription-review' }] });
      expect(report.steps.find((step) => step.id === 'subscription-review')).toMatchObject({
        by: 'ana@example.com',
        summary: 'Findings accepted: on leave',
      });
    });
  });

  it('stays with the run where it is over 400 kB, and the activity fetches it part by part', async () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => `person${index}@example.com,Active\n`);
    const half = lines.length / 2;
    const compared: [SubscriptionList | ListInParts, Seat[]][] = [];
    const world = await calmWorld({
      reviewSubscriptions: async ({ list, owner }) => {
        compared.push([list, await seatsOf(list, owner)]);
        return { ...proof, findings: [], roster: noRoster };
      },
    });
    await withRun(env, bundle, world, async (handle) => {
      await answerInOrder(handle, RIGHT_ANSWERS, 'subscriptionsListed');
      await until(handle, isAsked('subscriptionsListed'));
      const first = ['User,Status\n', ...lines.slice(0, half)].join('');
      const second = lines.slice(half).join('');
      expect(first.length + second.length).toBeGreaterThan(400_000);
      expect(await send(handle, 'subscriptionsListed', { csv: second, part: 2, parts: 2 })).toBeNull();
      expect(await send(handle, 'subscriptionsListed', { csv: first, part: 1, parts: 2 })).toBeNull();
      await answerInOrder(handle, RIGHT_ANSWERS.slice(-1));
      expect(await handle.result()).toMatchObject({ outcome: 'done' });
    });
    expect(compared.map(([list]) => list)).toEqual([{ parts: 2 }]);
    const names = compared[0]?.[1].flatMap((seat) => seat.names) ?? [];
    expect([names.length, names[0], names[half], names.at(-1)]).toEqual([
      20_000,
      'person0@example.com',
      'person10000@example.com',
      'person19999@example.com',
    ]);
  });
});

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
    const on = { ...proof, connection: 'connected', createUsers: 'on', updateUserAttributes: 'on' } as const;
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
