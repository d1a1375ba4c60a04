import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import type { NoticeTask } from '../../runbook/outside.js';
import { calmWorld, input, RIGHT_ANSWERS, type World } from './fake-world.js';
import { answerInOrder, gate, isAsked, send, statusOf, until, withRun, type Handle } from './harness.js';
import { flood, latest, runId, SOON } from './long-history.js';
import { onDevServer, type There } from './suite.js';

let env: There['env'];
let bundle: There['bundle'];
onDevServer((there) => ({ env, bundle } = there), SOON);

/** As `withRun`, with a channel that notices go to; `handle` is always that of the newest run. */
const withLongRun = (world: World, body: (handle: Handle, first: Handle) => Promise<void>): Promise<void> =>
  withRun(env, bundle, world, (first) => body(latest(env, first), first), {
    notify: { ...input.notify, webhook: 'https://hooks.example.com/kiro' },
  });

describe('a notice that is being sent when the run goes on as a new one', () => {
  /** Notices of a world whose first one is taken as `first` does. */
  async function listening(first: () => Promise<void>): Promise<{ world: World; sent: NoticeTask[] }> {
    const sent: NoticeTask[] = [];
    const notify = async (task: NoticeTask): Promise<object> => {
      if (sent.push(task) === 1) await first();
      return {};
    };
    return { world: await calmWorld({ notify }), sent };
  }

  /** Floods the run until it ends its work; the notice keeps it from going on as a new one. */
  async function untilEnding(handle: Handle): Promise<void> {
    const isEnding = async (): Promise<boolean> =>
      (await handle.fetchHistory()).events!.some((event) => event.activityTaskCancelRequestedEventAttributes != null);
    await flood(env, handle, isEnding);
  }

  /** For each event that was reported, the ids of the notices that reported it. */
  function tellings(sent: NoticeTask[]): Map<string, Set<string>> {
    const ids = new Map<string, Set<string>>();
    for (const { notice } of sent)
      for (const { kind, at, text } of notice.events) {
        const event = `${kind} ${at} ${text}`;
        ids.set(event, (ids.get(event) ?? new Set()).add(notice.id));
      }
    return ids;
  }

  it('is sent once, and what is answered meanwhile counts in the new run', async () => {
    const { open, opened } = gate();
    const { world, sent } = await listening(() => opened);
    await withLongRun(world, async (handle, first) => {
      const { since } = (await until(handle, isAsked('kiroProfileEnabled'))).waitingFor[0]!;
      await untilEnding(handle);
      expect(await send(handle, ...RIGHT_ANSWERS[0]!)).toBeNull();
      expect(await runId(env, handle)).toBe(first.firstExecutionRunId);
      open();
      await until(handle, isAsked('domainAdded'));
      expect(await runId(env, handle)).not.toBe(first.firstExecutionRunId);
      await answerInOrder(handle, RIGHT_ANSWERS.slice(1));
      const { steps } = await first.result();
      expect(steps.find(({ id }) => id === 'kiro-profile')!.waits).toMatchObject([{ role: 'kiro-admin', from: since }]);
    });
    expect(new Set(sent.map(({ notice }) => notice.id)).size).toBe(sent.length);
    for (const [event, ids] of tellings(sent)) expect([event, ids.size]).toEqual([event, 1]);
  });

  it('keeps its id where nobody knows whether it was sent', async () => {
    const unknown = ApplicationFailure.create({ message: 'No answer within 10 s.', nextRetryDelay: '10m' });
    const { world, sent } = await listening(() => Promise.reject(unknown));
    await withLongRun(world, async (handle) => {
      await until(handle, (now) => isAsked('kiroProfileEnabled')(now) && sent.length === 1);
      await flood(env, handle);
      await until(handle, () => sent.length > 1);
    });
    const [one, again] = sent.map(({ notice: { id, events } }) => ({ id, events }));
    expect(again).toEqual(one);
    for (const [event, ids] of tellings(sent)) expect([event, ids.size]).toEqual([event, 1]);
  });

  it('lets the run be cancelled meanwhile', async () => {
    const { open, opened } = gate();
    const { world } = await listening(() => opened);
    await withLongRun(world, async (handle, first) => {
      await until(handle, isAsked('kiroProfileEnabled'));
      await untilEnding(handle);
      await handle.cancel();
      open();
      await expect(first.result()).rejects.toThrow();
      expect(await runId(env, handle)).toBe(first.firstExecutionRunId);
      expect((await statusOf(handle)).outcome).toBe('cancelled');
    });
  });
});
