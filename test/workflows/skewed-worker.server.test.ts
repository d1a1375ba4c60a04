import { afterEach, beforeEach, expect, it } from 'vitest';
import { createReviewActivities } from '../../activities/review/review-activities.js';
import type { OktaSide } from '../../activities/okta/okta-roster.js';
import { startKiroSide } from '../activities/review/kiro-side.js';
import type { Endpoint } from '../activities/scim/endpoint.js';
import { someOf } from '../support/how-often.js';
import { withClockAhead } from '../support/skewed-clock.js';
import { AT_ANY_HOUR, calmWorld, RIGHT_ANSWERS, type World } from './fake-world.js';
import { answerInOrder, isAsked, until, withRun } from './harness.js';
import { onDevServer, type There } from './suite.js';
import { opens } from '../support/secret.js';

let env: There['env'];
let bundle: There['bundle'];
onDevServer((there) => ({ env, bundle } = there));

const WINDOW_MS = 4_000;
/** One at once, and one a telling (`workflows/steps/sync-window.ts`). */
const LOOKS = 5;
const DAY = 24 * 3_600_000;

let kiro: Endpoint;
beforeEach(async () => {
  kiro = await startKiroSide({ 'Kiro Team': ['ana@example.com'] });
});
afterEach(() => kiro.close());

const person = (name: string): OktaSide['people'][number] => ({
  id: `00u-${name}`,
  login: `${name}@example.com`,
  email: `${name}@example.com`,
  displayName: `${name} Lee`,
  firstName: name,
  lastName: 'Lee',
  groups: [],
  status: 'ACTIVE',
  meant: { signIn: true, provision: true, push: ['Kiro Team'], subscribe: 'group' },
});

/** Of two people one never comes. */
async function worldOfOneMissing(): Promise<World> {
  const review = createReviewActivities({
    dir: '',
    openToken: opens(async (sealed: string) => sealed),
    readOkta: async () => ({
      people: [person('ana'), person('ben')],
      signInApp: null,
      scimApp: null,
      others: [],
      alone: { signIn: [], scim: [] },
      findings: [],
      failedGroups: [],
      gaps: [],
    }),
  });
  return calmWorld({
    awaitArrival: (task) => review.awaitArrival({ ...task, endpoint: kiro.url, sealedToken: 'token' }),
  });
}

/** A run up to the end of its window: how many activities and events that took, and how long the window was open. */
async function windowWith(skewMs: number): Promise<{ looks: number; events: number; lastedMs: number }> {
  const world = await worldOfOneMissing();
  return withClockAhead(skewMs, () =>
    withRun(
      env,
      bundle,
      world,
      async (handle) => {
        await answerInOrder(handle, RIGHT_ANSWERS, 'subscriptionsListed');
        const status = await until(handle, isAsked('subscriptionsListed'), 60_000);
        const { startedAt, since } = status.steps.find(({ id }) => id === 'sync-window')!;
        const events = (await handle.fetchHistory()).events ?? [];
        const scheduled = events.map((event) => event.activityTaskScheduledEventAttributes?.activityType?.name);
        const looks = scheduled.filter((name) => name === 'awaitArrival').length;
        return { looks, events: events.length, lastedMs: Date.parse(since!) - Date.parse(startedAt!) };
      },
      { waits: { ...AT_ANY_HOUR, syncWindowMs: WINDOW_MS, remindAfterMs: 60 * DAY } },
    ),
  );
}

it.each(someOf([3_600, 25, -300], 1))(
  'a worker whose clock is %i s ahead ends the sync window at its time, in as few looks as with a right clock',
  async (seconds) => {
    const { looks, events, lastedMs } = await windowWith(seconds * 1_000);
    expect(looks).toBeLessThanOrEqual(LOOKS);
    expect(events).toBeLessThanOrEqual(250);
    expect(lastedMs).toBeGreaterThanOrEqual(WINDOW_MS);
  },
  120_000,
);
