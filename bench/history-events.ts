import { ApplicationFailure } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { arrivalOf } from '../activities/review/kiro-members.js';
import type { Membership } from '../activities/scim/membership.js';
import { arrivalLine } from '../runbook/roster/arrival.js';
import { findTestServerProgram } from '../temporal/program.js';
import { startTimeSkipping } from '../test/support/temporal.js';
import { calmWorld, input, notYet, proof, RIGHT_ANSWERS } from '../test/workflows/fake-world.js';
import { answerInOrder, bundled, isAsked, until, withRun } from '../test/workflows/harness.js';
import { repeat, spread } from './measure.js';

const DAY_MS = 24 * 3_600_000;
const WAIT_DAYS = 14;
/** A look every 15 minutes, as `activities/dns` looks in a long wait. */
const LOOK = '15 minutes';
const NEEDS_DNS = ['domainVerified', 'teamSubscribed', 'subscriptionsListed', 'stepDone'];

/** Events in the history of a whole onboarding, and what two weeks of waiting for DNS add. Activities are played. */
export async function historyEvents(): Promise<string[]> {
  process.env['KIRO_TEST_SERVER_PATH'] ??= (await findTestServerProgram({ env: process.env })).path;
  const bundle = await bundled();
  const pairs = await repeat(2, async () => {
    const env = await startTimeSkipping();
    try {
      return { none: await eventsAfter(env, bundle, 0), long: await eventsAfter(env, bundle, WAIT_DAYS) };
    } finally {
      await env.teardown();
    }
  });
  return [
    `history events of a whole onboarding: ${spread(
      pairs.map(({ none }) => none),
      0,
    )}`,
    `added by ${WAIT_DAYS} days of waiting for DNS, without reminders: ${spread(
      pairs.map(({ none, long }) => long - none),
      0,
    )}`,
  ];
}

async function eventsAfter(
  env: TestWorkflowEnvironment,
  bundle: Awaited<ReturnType<typeof bundled>>,
  days: number,
): Promise<number> {
  const there = (await env.currentTimeMs()) + days * DAY_MS;
  const world = await calmWorld({
    awaitTxtRecord: async () => {
      if ((await env.currentTimeMs()) >= there) return proof;
      throw ApplicationFailure.create({ message: 'Not there yet.', nextRetryDelay: LOOK });
    },
  });
  const before = RIGHT_ANSWERS.filter(([message]) => !NEEDS_DNS.includes(message));
  const after = RIGHT_ANSWERS.filter(([message]) => NEEDS_DNS.includes(message));
  // Reminders are counted for themselves (test/workflows/time.server.test.ts): here nobody is reminded.
  const changes = { waits: { ...input.waits, remindAfterMs: 365 * DAY_MS } };
  return withRun(
    env,
    bundle,
    world,
    async (handle) => {
      await answerInOrder(handle, before);
      if (days > 0) await env.sleep(days * DAY_MS + 3_600_000);
      await answerInOrder(handle, after);
      await handle.result();
      return (await handle.fetchHistory()).events?.length ?? NaN;
    },
    changes,
  );
}

const SIZES = [10, 10_000];
/** The first message after the sync window. */
const AFTER_WINDOW = 'subscriptionsListed';

/** Events of a sync window that lasts to its end, from its first look on, with few and with many members. */
export async function windowEvents(): Promise<string[]> {
  process.env['KIRO_TEST_SERVER_PATH'] ??= (await findTestServerProgram({ env: process.env })).path;
  const bundle = await bundled();
  const env = await startTimeSkipping();
  try {
    const lines: string[] = [];
    for (const members of SIZES) {
      const found = arrivalOf([crowdWithout(members)]);
      const world = await calmWorld({
        awaitArrival: async ({ until }) => {
          if ((await env.currentTimeMs()) >= Date.parse(until)) return found;
          throw notYet(arrivalLine(found), '30 minutes');
        },
      });
      // Nobody is reminded, so that the window alone counts.
      const changes = { waits: { ...input.waits, remindAfterMs: 365 * DAY_MS } };
      const window = withRun(
        env,
        bundle,
        world,
        async (handle) => {
          await answerInOrder(handle, RIGHT_ANSWERS, AFTER_WINDOW);
          await env.sleep(DAY_MS + 3_600_000);
          await until(handle, isAsked(AFTER_WINDOW));
          const events = (await handle.fetchHistory()).events ?? [];
          const isLook = (event: (typeof events)[number]): boolean =>
            event.activityTaskScheduledEventAttributes?.activityType?.name === 'awaitArrival';
          return events.length - events.findIndex(isLook);
        },
        changes,
      );
      lines.push(
        `history events of a sync window of 24 hours in which none of ${members} members arrives: ${await window}`,
      );
    }
    return lines;
  } finally {
    await env.teardown();
  }
}

/** A group of which nobody has arrived. */
function crowdWithout(members: number): Membership {
  const due = Array.from({ length: members }, (_, index) => `person${index}@example.com`);
  const seen = { members: new Set<string>(), strangers: [], differences: new Map() };
  return { name: 'Kiro Team', exists: true, view: 'set', due, missing: due, ...seen };
}
