import { arrivalLine } from '../runbook/arrival.js';
import { arrivalOf } from '../activities/review/arrival.js';
import type { Membership } from '../activities/scim/membership.js';
import { findTestServerProgram } from '../temporal/program.js';
import { startTimeSkipping } from '../test/support/temporal.js';
import { calmWorld, input, notYet, RIGHT_ANSWERS } from '../test/workflows/fake-world.js';
import { answerInOrder, bundled, isAsked, until, withRun } from '../test/workflows/harness.js';

const SIZES = [10, 10_000];
/** The first message after the sync window. */
const AFTER_WINDOW = 'subscriptionsListed';
const DAY_MS = 24 * 3_600_000;

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
