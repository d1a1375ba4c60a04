import { describe, expect, it } from 'vitest';
import { seatsOf } from '../../activities/review/subscription-seats.js';
import type { Finding } from '../../runbook/model/proof.js';
import type { ListInParts, SubscriptionList } from '../../runbook/outside.js';
import type { Seat } from '../../runbook/roster/subscription-list.js';
import { calmWorld, noRoster, proof, RIGHT_ANSWERS } from './fake-world.js';
import { answerInOrder, evidenceOf, isAsked, send, until, withLimitedRun, withRun } from './harness.js';
import { onDevServer, type There } from './suite.js';

let env: There['env'];
let bundle: There['bundle'];
onDevServer((there) => ({ env, bundle } = there));
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
      const before = evidenceOf(report, 'subscription-review').filter(([label]) => label.startsWith('Compared before'));
      expect(before).toHaveLength(2);
      expect(before[1]![0]).toMatch(/^Compared before, the list of a person of 20/);
      expect(before[1]![1]).toBe('1 finding: ana@example.com has no seat.');
    });
  });

  it('that came in parts and cannot be read is asked for again, with the reason', async () => {
    const world = await calmWorld({
      reviewSubscriptions: async ({ list, owner }) => {
        await seatsOf(list, owner);
        return { ...proof, findings: [], roster: noRoster };
      },
    });
    await withRun(env, bundle, world, async (handle) => {
      await answerInOrder(handle, RIGHT_ANSWERS, 'subscriptionsListed');
      await until(handle, isAsked('subscriptionsListed'));
      expect(await send(handle, 'subscriptionsListed', { csv: 'Plan\n', part: 1, parts: 2 })).toBeNull();
      const second = { csv: 'Kiro Pro\n', part: 2, parts: 2, by: 'ana@example.com' };
      expect(await send(handle, 'subscriptionsListed', second)).toBeNull();
      const status = await until(handle, (now) => now.refusals.length > 0 && isAsked('subscriptionsListed')(now));
      expect(status.waitingFor[0]?.reason).toContain('no column that names users');
      expect(status.refusals).toMatchObject([{ message: 'subscriptionsListed', by: 'ana@example.com' }]);
      await answerInOrder(handle, RIGHT_ANSWERS.slice(-2));
      expect(await handle.result()).toMatchObject({ outcome: 'done' });
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
    await withLimitedRun(env, bundle, world, async (handle) => {
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
