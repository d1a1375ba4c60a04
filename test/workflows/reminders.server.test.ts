import { ApplicationFailure } from '@temporalio/common';
import { Worker } from '@temporalio/worker';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import type { NoticeEvent } from '../../runbook/model/notice-events.js';
import type { Notice } from '../../runbook/words/notices.js';
import type { Status } from '../../runbook/words/status.js';
import { SKIPPING } from '../support/temporal.js';
import { calmWorld, input, RIGHT_ANSWERS, type World } from './fake-world.js';
import { answerInOrder, isAsked, statusOf, until, withRun, type Handle } from './harness.js';
import { onSkippedTime, type There } from './suite.js';

let env: There['env'];
let bundle: There['bundle'];
onSkippedTime((there) => ({ env, bundle } = there));

const ZONE = 'Europe/Berlin';
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const events = async (handle: Handle): Promise<number> => (await handle.fetchHistory()).events!.length;

/** In the office in Berlin, with a webhook and somebody who is asked when a question is overdue. */
const inBerlin: Partial<OnboardingInput> = {
  waits: {
    ...input.waits,
    syncWindowMs: DAY,
    remindAfterMs: 4 * HOUR,
    dueAfterMs: 3 * DAY,
    timeZone: ZONE,
    fromMinute: 9 * 60,
    toMinute: 17 * 60,
    weekends: false,
  },
  people: { ...input.people, 'kiro-admin': { email: 'ana@example.com', escalateTo: { email: 'dee@example.com' } } },
  notify: { ...input.notify, webhook: 'https://hooks.example.com/kiro' },
};

interface Listening {
  world: World;
  notices: Notice[];
  told: () => NoticeEvent[];
}

async function listening(changes: Partial<World> = {}): Promise<Listening> {
  const notices: Notice[] = [];
  const world = await calmWorld({
    notify: async ({ channel, notice }) => {
      if (channel === 'webhook') notices.push(notice);
      return {};
    },
    ...changes,
  });
  return { world, notices, told: () => notices.flatMap((notice) => notice.events) };
}

type Asked = Status['waitingFor'][number];
const newest = (notices: Notice[]): Asked =>
  notices.at(-1)!.status.waitingFor.find((one) => one.message === 'kiroProfileEnabled')!;

async function untilTold(notices: Notice[], count: number): Promise<Asked> {
  for (let tries = 0; notices.length < count; tries += 1) {
    if (tries > 500) throw new Error(`Nothing more is said after ${JSON.stringify(notices.at(-1)?.events)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return newest(notices);
}

/**
 * Let time pass until something is said once more: a reminder, or that the question is overdue. Told by the notices:
 * the server that skips time does not answer queries for long.
 */
async function oneMore(notices: Notice[]): Promise<Asked> {
  const { remindAt, dueAt, overdue } = newest(notices);
  const next = Math.min(Date.parse(remindAt!), overdue ? Infinity : Date.parse(dueAt!));
  const count = notices.length;
  await env.sleep(next - (await env.currentTimeMs()) + 1_000);
  return untilTold(notices, count + 1);
}

/** One reminder after the other, for that many days. */
async function letPass(notices: Notice[], days: number): Promise<Asked> {
  for (;;) {
    const now = await oneMore(notices);
    if (Date.parse(now.remindAt!) > Date.parse(now.since) + days * DAY) return now;
  }
}

const there = (at: string): DateTime => DateTime.fromISO(at, { zone: ZONE });

function expectOfficeHours(events: NoticeEvent[]): void {
  for (const { at } of events) {
    const { weekday, hour } = there(at);
    expect([at, weekday < 6 && hour >= 9 && hour < 17]).toEqual([at, true]);
  }
}

/** Noon of the next day on which the clock has changed to summer time, or back. */
function nextChange(to: 'summer' | 'winter', fromMs: number): number {
  for (let day = DateTime.fromMillis(fromMs, { zone: ZONE }).set({ hour: 12 }); ; day = day.plus({ days: 1 })) {
    const change = day.offset - day.minus({ days: 1 }).offset;
    if (to === 'summer' ? change > 0 : change < 0) return day.toMillis();
  }
}

describe('reminders', SKIPPING, () => {
  it('double to one a day, cost at most eight events each by all channels, and end with the answer', async () => {
    const { world, notices, told } = await listening();
    const notify = { ...inBerlin.notify!, slack: { channel: '#kiro' }, email: { from: 'a@example.com', copyTo: null } };
    const atAnyHour = { ...inBerlin, waits: { ...inBerlin.waits!, ...input.waits }, notify };
    await withRun(
      env,
      bundle,
      world,
      async (handle) => {
        const first = await untilTold(notices, 1);
        const hours = ({ since, remindAt }: Asked): number =>
          Math.round((Date.parse(remindAt!) - Date.parse(since)) / HOUR);
        const due = [hours(first)];
        for (let sent = 1; sent <= 4; sent += 1) due.push(hours(await oneMore(notices)));
        expect(due).toEqual([4, 12, 28, 52, 76]);
        const history = (await handle.fetchHistory()).events!;
        const fired = history.flatMap((event, at) => (event.timerFiredEventAttributes == null ? [] : [at]));
        expect(fired).toHaveLength(4);
        expect(Math.max(...fired.slice(1).map((at, index) => at - fired[index]!))).toBeLessThanOrEqual(8);
        await answerInOrder(handle, RIGHT_ANSWERS.slice(0, 1));
        expect(isAsked('kiroProfileEnabled')(await statusOf(handle))).toBe(false);
      },
      atAnyHour,
    );
    expect(
      told()
        .filter(({ kind }) => kind === 'reminder')
        .map(({ to }) => to),
    ).toEqual(Array(4).fill(['ana@example.com']));
  });

  it('come in working hours alone; on the due date somebody else is asked once, and then reminded, too', async () => {
    const { world, notices, told } = await listening();
    await withRun(
      env,
      bundle,
      world,
      async () => {
        const first = await untilTold(notices, 1);
        expect(first.overdue).toBe(false);
        const last = await letPass(notices, 9);
        expect(last).toMatchObject({ overdue: true, dueAt: first.dueAt });
        expect(notices.at(-1)!.status.outcome).toBe('running');
      },
      inBerlin,
    );
    const inTime = told().filter(({ kind }) => ['reminder', 'escalation', 'due'].includes(kind));
    expectOfficeHours(inTime);
    const escalations = inTime.filter(({ kind }) => kind === 'escalation');
    expect(escalations.map(({ to }) => to)).toEqual([['ana@example.com', 'dee@example.com']]);
    expect(escalations[0]!.text).toMatch(/^Overdue: Create the Kiro profile\. ana@example\.com was asked on .* too\.$/);
    expect(inTime.at(-1)).toMatchObject({ kind: 'reminder', to: ['ana@example.com', 'dee@example.com'] });
  });

  it.each(['summer', 'winter'] as const)('keep to the hours of the office over the change to %s time', async (to) => {
    const { world, notices, told } = await listening();
    const now = await env.currentTimeMs();
    await env.sleep(nextChange(to, now + 10 * DAY) - 5 * DAY - now);
    await withRun(
      env,
      bundle,
      world,
      async () => {
        await untilTold(notices, 1);
        await letPass(notices, 9);
      },
      inBerlin,
    );
    const reminders = told().filter(({ kind }) => kind === 'reminder');
    expectOfficeHours(reminders);
    expect(new Set(reminders.map(({ at }) => there(at).offset))).toEqual(new Set([60, 120]));
  });

  it('come in the same order on a replay by a worker whose time zones open the office later', async () => {
    const { world, notices } = await listening();
    const history = await withRun(
      env,
      bundle,
      world,
      async (handle) => {
        await untilTold(notices, 1);
        await letPass(notices, 5);
        return handle.fetchHistory();
      },
      inBerlin,
    );
    const [given] = history.events![0]!.workflowExecutionStartedEventAttributes!.input!.payloads!;
    const later = Buffer.from(given!.data!).toString('utf8').replace(ZONE, 'Europe/London');
    given!.data = Buffer.from(later, 'utf8');
    await Worker.runReplayHistory({ workflowBundle: bundle }, history);
  });

  it.each(['works', 'is down'])(
    'of sixty days, told by a channel that %s, cost nine events each and a few more',
    async (channel) => {
      const notices: Notice[] = [];
      const { world } = await listening({
        notify: async ({ notice }) => {
          const isRepeated = notices.some(({ id }) => id === notice.id);
          if (!isRepeated) notices.push(notice);
          if (channel === 'is down') throw ApplicationFailure.create({ message: 'The webhook answered 503.' });
          return {};
        },
      });
      await withRun(
        env,
        bundle,
        world,
        async (handle) => {
          await untilTold(notices, 1);
          await letPass(notices, 60);
          // How many there are depends on the day of the week and the hour at which the run begins.
          expect(await events(handle)).toBeLessThan(45 + 9 * notices.length);
        },
        inBerlin,
      );
      const kinds = notices.flatMap((notice) => notice.events.map(({ kind }) => kind));
      const lost = notices.at(-1)!.status.warnings.join(' ');
      expect(lost.includes('could not be delivered by webhook')).toBe(channel === 'is down');
      // Two weeks of workdays and six weeks; some fewer where it begins before a weekend.
      expect(kinds.filter((kind) => kind === 'reminder').length).toBeGreaterThanOrEqual(14);
    },
  );

  it('that cannot be sent at once are sent the usual way', async () => {
    const tries: string[] = [];
    const sent: string[] = [];
    const { world } = await listening({
      notify: async ({ notice }) => {
        const [first] = notice.events;
        if (first!.kind === 'reminder') {
          tries.push(notice.id);
          if (tries.length === 1) throw ApplicationFailure.create({ message: 'The webhook answered 503.' });
        }
        sent.push(...notice.events.map(({ kind }) => kind));
        return {};
      },
    });
    await withRun(
      env,
      bundle,
      world,
      async (handle) => {
        const { remindAt } = (await until(handle, isAsked('kiroProfileEnabled'))).waitingFor[0]!;
        await env.sleep(Date.parse(remindAt!) - (await env.currentTimeMs()) + 1_000);
        await until(handle, () => sent.includes('reminder'));
        expect((await statusOf(handle)).warnings).toEqual([]);
      },
      inBerlin,
    );
    expect(tries).toHaveLength(2);
    expect(new Set(tries).size).toBe(1);
  });
});
