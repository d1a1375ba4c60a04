import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import type { Waiting } from '../../runbook/words/status.js';
import { calmWorld, input, needsPerson, proof, RIGHT_ANSWERS, type World } from './fake-world.js';
import { answerInOrder, isAsked, send, statusOf, until, withRun } from './harness.js';
import { flood, latest, runId, SOON } from './long-history.js';
import { onDevServer, type There } from './suite.js';

let env: There['env'];
let bundle: There['bundle'];
onDevServer((there) => ({ env, bundle } = there), SOON);

/** Each write to Okta, by name, as often as it was made. */
async function counted(changes: Partial<World> = {}): Promise<{ world: World; made: Record<string, number> }> {
  const made: Record<string, number> = {};
  const world = await calmWorld(changes);
  for (const [name, work] of Object.entries(world) as [string, (...args: never[]) => Promise<unknown>][]) {
    if (!name.startsWith('ensure')) continue;
    Object.assign(world, {
      [name]: (...args: never[]) => {
        made[name] = (made[name] ?? 0) + 1;
        return work(...args);
      },
    });
  }
  return { world, made };
}

const ofStep = (waitingFor: Waiting[], step: string): Waiting => waitingFor.find((one) => one.step === step)!;

describe('a run whose history has become long', () => {
  it('goes on as a new one, again and again, and comes to the same end without doing anything twice', async () => {
    const { world, made } = await counted();
    await withRun(env, bundle, world, async (first) => {
      const handle = latest(env, first);
      await answerInOrder(handle, RIGHT_ANSWERS);
      const report = await first.result();
      expect(report.outcome).toBe('done');
      expect(report.steps.every((step) => step.state === 'done')).toBe(true);
      expect(await runId(env, handle)).not.toBe(first.firstExecutionRunId);
    });
    expect(Object.values(made).every((times) => times === 1)).toBe(true);
  });

  it('loses no question, reason, date, refusal, answer or page', async () => {
    let works = false;
    const { world } = await counted({
      awaitTxtRecord: async () => {
        if (works) return proof;
        throw ApplicationFailure.create({ message: 'not yet', nextRetryDelay: 100 });
      },
      checkScimAccess: async () => {
        if (works) return proof;
        throw needsPerson('The endpoint does not answer.');
      },
      ensureAttributeMappings: async () => {
        if (works) return proof;
        throw needsPerson('The mapping cannot be changed.');
      },
    });
    await withRun(
      env,
      bundle,
      world,
      async (first) => {
        const handle = latest(env, first);
        await answerInOrder(handle, RIGHT_ANSWERS.slice(0, 3));
        await answerInOrder(handle, [['scimAccessIssued', { endpoint: 'https://scim.example.com/a/scim/v2' }]]);
        const before = await until(handle, ({ waitingFor }) => {
          const open = waitingFor.map((one) => `${one.step} ${one.reason ?? ''}`.trim());
          return ['scim-access The endpoint does not answer.', 'dns-propagation'].every((one) => open.includes(one));
        });
        const sent = await flood(env, handle);
        const after = await until(handle, (now) => now.refusedCount === before.refusedCount + sent);
        for (const step of ['scim-access', 'attribute-mappings', 'dns-propagation']) {
          const { since, reason, remindAt, dueAt, message } = ofStep(before.waitingFor, step);
          expect(ofStep(after.waitingFor, step)).toMatchObject({ since, reason, remindAt, dueAt, message });
        }
        expect(after.startedAt).toBe(before.startedAt);
        expect(after.steps.map(({ id, state, since }) => [id, state, since])).toEqual(
          before.steps.map(({ id, state, since }) => [id, state, since]),
        );
        // What the last run asked is taken by the new one.
        works = true;
        expect(await send(handle, 'stepDone', { step: 'attribute-mappings', note: 'mended' })).toBeNull();
        await answerInOrder(handle, RIGHT_ANSWERS.slice(3));
        const report = await first.result();
        expect(report.outcome).toBe('done');
        expect(report.steps.find(({ id }) => id === 'attribute-mappings')!.evidence).toContainEqual(
          expect.objectContaining({ value: 'mended' }),
        );
      },
      { notify: { ...input.notify, webhook: 'https://hooks.example.com/kiro' } },
    );
  });

  it('can be skipped, redone and cancelled afterwards as before', async () => {
    const { world } = await counted({ checkToken: async () => Promise.reject(needsPerson('No.')) });
    await withRun(env, bundle, world, async (first) => {
      const handle = latest(env, first);
      await until(handle, isAsked('stepDone', 'token-check'));
      await flood(env, handle);
      expect(await send(handle, 'redoStep', { step: 'scopes', reason: 'changed by hand' })).toBeNull();
      expect(await send(handle, 'skipStep', { step: 'token-check', reason: 'seen by hand', early: true })).toBeNull();
      await until(handle, isAsked('kiroProfileEnabled'));
      await flood(env, handle);
      expect(isAsked('kiroProfileEnabled')(await statusOf(handle))).toBe(true);
      await first.cancel();
      await expect(first.result()).rejects.toThrow();
      expect((await statusOf(handle)).outcome).toBe('cancelled');
    });
  });
});
