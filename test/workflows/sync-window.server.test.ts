import { describe, expect, it } from 'vitest';
import type { Arrival } from '../../runbook/outside.js';
import type { Status } from '../../runbook/words/status.js';
import { SKIPPING } from '../support/temporal.js';
import { AT_ANY_HOUR, calmWorld, notYet, proof, RIGHT_ANSWERS, type World } from './fake-world.js';
import { answerInOrder, currentDetails, isAsked, send, statusOf, until, withRun, type Handle } from './harness.js';
import { onDevServer, onSkippedTime, type There } from './suite.js';

let env: There['env'];
let bundle: There['bundle'];
const use = (there: There): void => void ({ env, bundle } = there);

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const some: Arrival = { ...proof, verdict: 'some-missing', expected: 3, arrived: 1, missing: ['cem@example.com'] };
const all: Arrival = { ...proof, verdict: 'all-arrived', expected: 3, arrived: 3, missing: [] };
const unproven: Arrival = { ...proof, verdict: 'unproven', expected: 3, arrived: 0, missing: [] };
/** A run that reminds nobody within the test. */
const inRun = (world: World, body: (handle: Handle) => Promise<void>): Promise<void> =>
  withRun(env, bundle, world, body, { waits: { ...AT_ANY_HOUR, syncWindowMs: DAY, remindAfterMs: 60 * DAY } });

const now = (): Promise<number> => env.currentTimeMs();
const events = async (handle: Handle): Promise<number> => (await handle.fetchHistory()).events!.length;
const stepIn = (status: Status, id: string): Status['steps'][number] => status.steps.find((step) => step.id === id)!;
const lasted = ({ since }: Status['steps'][number], from: number): number => Date.parse(since!) - from;

/** Up to the sync window; when it began. */
async function toTheWindow(handle: Handle): Promise<number> {
  await answerInOrder(handle, RIGHT_ANSWERS, 'subscriptionsListed');
  const status = await until(handle, isAsked('checkNow', 'sync-window'));
  return Date.parse(status.waitingFor.find((one) => one.step === 'sync-window')!.since);
}

/** Members who arrive after that long, as the real activity would see them; `looks` are the times of its looks. */
async function arrivingAfter(delayMs: number, before: Arrival = some): Promise<{ world: World; looks: number[] }> {
  const looks: number[] = [];
  const world = await calmWorld({
    awaitArrival: async ({ since, until }) => {
      const at = await now();
      looks.push(at);
      if (at - Date.parse(since) >= delayMs) return all;
      // It looks again every half hour.
      if (at < Date.parse(until)) throw notYet('1 of 3 have arrived.', HOUR / 2);
      return before;
    },
  });
  return { world, looks };
}

const windowOf = (status: Status): Status['steps'][number] => stepIn(status, 'sync-window');
const hoursUntil = (status: Status, began: number): number => lasted(windowOf(status), began) / HOUR;

describe('the sync window', SKIPPING, () => {
  onSkippedTime(use);

  // First, since awaiting a result lets time skip as far as it will, and no other run may be open then.
  it('lasts its 24 hours for somebody who never comes, shows how far it is, and costs at most 40 events', async () => {
    const { world, looks } = await arrivingAfter(Infinity);
    await inRun(world, async (handle) => {
      const began = await toTheWindow(handle);
      const shown = '1 of 3 have arrived; missing: cem@example.com and 1 more';
      const waiting = await until(handle, (status) => windowOf(status).summary === shown);
      expect(waiting.waitingFor.find(({ step }) => step === 'sync-window')?.title).toContain(shown);
      expect(await currentDetails(handle)).toContain(shown);
      const before = await events(handle);
      await env.sleep(DAY + 1_000);
      const status = await until(handle, isAsked('subscriptionsListed'));
      expect(Math.round(hoursUntil(status, began))).toBe(24);
      expect(looks.length).toBeGreaterThan(40);
      expect((await events(handle)) - before).toBeLessThanOrEqual(40);
      // Without a review, what the window has found stands.
      expect(await send(handle, 'skipStep', { step: 'subscription-review', reason: 'later' })).toBeNull();
      await answerInOrder(handle, RIGHT_ANSWERS.slice(-1));
      const report = await handle.result();
      expect(report.outcome).toBe('done-with-findings');
      expect(report.findings.map(({ step, problem }) => [step, problem])).toEqual([
        ['sync-window', 'cem@example.com has not arrived in Kiro.'],
        ['sync-window', '1 more people have not arrived in Kiro.'],
        ['subscription-review', 'Skipped by somebody who gave no name: later'],
      ]);
    });
  });

  it('ends within half an hour of the arrival of the last one, at hour 23, though nobody asks it to look', async () => {
    const { world } = await arrivingAfter(23 * HOUR);
    await inRun(world, async (handle) => {
      const began = await toTheWindow(handle);
      await env.sleep(23.6 * HOUR);
      const status = await until(handle, isAsked('subscriptionsListed'));
      expect(hoursUntil(status, began)).toBeLessThanOrEqual(23.5 + 1 / 60);
      expect(windowOf(status)).toMatchObject({ confirmed: 'proven', summary: '3 of 3 have arrived' });
    });
  });

  it('looks at once when somebody sends checkNow', async () => {
    const { world } = await arrivingAfter(5.1 * HOUR);
    await inRun(world, async (handle) => {
      const began = await toTheWindow(handle);
      await env.sleep(5.25 * HOUR);
      expect(windowOf(await statusOf(handle)).state).toBe('waiting');
      expect(await send(handle, 'checkNow', { step: 'sync-window' })).toBeNull();
      const status = await until(handle, isAsked('subscriptionsListed'));
      expect(hoursUntil(status, began)).toBeLessThan(5.3);
    });
  });

  it('without a token waits for its end, and lasts longer when it is extended', async () => {
    const { world } = await arrivingAfter(Infinity, unproven);
    await inRun(world, async (handle) => {
      const began = await toTheWindow(handle);
      await env.sleep(20 * HOUR);
      expect(await send(handle, 'syncWindowExtended', { hours: 12 })).toBeNull();
      await env.sleep(6 * HOUR);
      expect(windowOf(await statusOf(handle)).state).toBe('waiting');
      await env.sleep(10 * HOUR + 1_000);
      const status = await until(handle, isAsked('subscriptionsListed'));
      expect(Math.round(hoursUntil(status, began))).toBe(36);
      expect(windowOf(status).confirmed).toBe('attested');
    });
  });
});

describe('the sync window that no time passes in', () => {
  onDevServer(use);

  it('ends at once when everybody is there at the first look', async () => {
    const { world, looks } = await arrivingAfter(0);
    await inRun(world, async (handle) => {
      await answerInOrder(handle, RIGHT_ANSWERS, 'subscriptionsListed');
      const status = await until(handle, isAsked('subscriptionsListed'));
      expect(windowOf(status)).toMatchObject({ state: 'done', confirmed: 'proven', summary: '3 of 3 have arrived' });
      expect(looks).toHaveLength(1);
    });
  });

  it('is skipped with a reason, which the report tells', async () => {
    const { world } = await arrivingAfter(Infinity);
    await inRun(world, async (handle) => {
      await toTheWindow(handle);
      expect(await send(handle, 'skipStep', { step: 'sync-window', reason: 'looked in Kiro' })).toBeNull();
      expect(windowOf(await until(handle, isAsked('subscriptionsListed')))).toMatchObject({
        state: 'skipped',
        summary: 'looked in Kiro',
      });
    });
  });
});
