import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { ONBOARDING_STEPS } from '../../runbook/onboarding/steps.js';
import { calmWorld, input, type World } from './fake-world.js';
import { ANSWERS, endingOf, help, helpToTheEnd, type Ending } from './simulated-people.js';
import { simulator, SimulatedRun, type Simulator } from './simulated-run.js';
import { howOften } from '../support/how-often.js';

let world: World;
let creator: Simulator;
beforeAll(async () => {
  world = await calmWorld();
  creator = await simulator(Object.keys(world));
});

/** What happens to a run, in one place of a workflow task. */
type Event =
  | { kind: 'send'; name: string; value: object; as: 'update' | 'signal' }
  | { kind: 'resolve'; which: number; how: Ending }
  | { kind: 'time' }
  | { kind: 'long' }
  | { kind: 'cancel' };

const step = fc.constantFrom(...ONBOARDING_STEPS.ids);
const reason = fc.constant('because');
const send = (name: string, value: fc.Arbitrary<object>): fc.Arbitrary<Event> =>
  fc.record({
    kind: fc.constant('send' as const),
    name: fc.constant(name),
    value,
    as: fc.constantFrom('update' as const, 'signal' as const),
  });
const early = fc.constantFrom({}, {}, { early: true });
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 4, arbitrary: send('redoStep', fc.record({ step, reason })) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(step, early)
      .chain(([id, more]) => send('skipStep', fc.constant({ step: id, reason: 'because', ...more }))),
  },
  { weight: 2, arbitrary: send('checkNow', fc.oneof(fc.constant({}), fc.record({ step }))) },
  { weight: 2, arbitrary: send('syncWindowExtended', fc.record({ hours: fc.constantFrom(1, 48) })) },
  {
    weight: 1,
    arbitrary: send('decisionMade', fc.record({ step, decision: fc.constantFrom('accept', 'repair', 'stop'), reason })),
  },
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom(...Object.keys(ANSWERS)), step)
      .chain(([name, id]) => send(name, fc.constant(ANSWERS[name]!(id)))),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('resolve' as const),
      which: fc.nat(5),
      how: fc.constantFrom<Ending>('well', 'well', 'trouble', 'namesake', 'off', 'cancelled'),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Event>({ kind: 'time' }) },
  { weight: 1, arbitrary: fc.constant<Event>({ kind: 'long' }) },
  { weight: 1, arbitrary: fc.constant<Event>({ kind: 'cancel' }) },
);

async function happen(run: SimulatedRun, one: Event): Promise<string | null> {
  if (one.kind === 'send') {
    if (one.as === 'update') return run.update(one.name, { ...one.value, by: 'ana@example.com' });
    run.signal(one.name, { ...one.value, by: 'ana@example.com' });
  } else if (one.kind === 'resolve') {
    const open = [...run.activities.values()];
    const chosen = open[one.which % Math.max(open.length, 1)];
    if (chosen !== undefined) run.resolve(chosen, await endingOf(world, chosen, one.how));
  } else if (one.kind === 'long') run.suggestContinueAsNew();
  else if (one.kind === 'cancel') run.cancel();
  else if (run.nextTimerMs !== null) run.pass(Math.max(run.nextTimerMs - run.nowMs, 0));
  return null;
}

/** A run that is not over has something pending, or asks somebody. */
async function requireAlive(run: SimulatedRun, after: string): Promise<void> {
  if (run.end !== null || run.activities.size > 0) return;
  const { waitingFor, steps } = await run.status();
  if (waitingFor.length > 0) return;
  const open = steps
    .filter(({ state }) => !['done', 'skipped'].includes(state))
    .map(({ id, state }) => `${id} ${state}`);
  throw new Error(`After ${after} nothing is pending and nobody is asked: ${open.join(', ')}`);
}

async function play(rounds: number, batches: Event[][]): Promise<void> {
  const run = await SimulatedRun.start(creator, 'connectOktaToKiro', [input]);
  try {
    for (let round = 0; round < rounds && run.end === null; round += 1) await help(run, world);
    for (const batch of batches) {
      const carried = run.carriedWith.length;
      const sent: [Event, string][] = [];
      for (const one of batch) {
        const id = await happen(run, one);
        if (id !== null) sent.push([one, id]);
      }
      await run.task();
      await requireAlive(run, JSON.stringify(batch));
      // A run that ends or goes on as a new one in the same moment answers no more.
      const isThere = run.end === null && run.carriedWith.length === carried;
      for (const [one, id] of sent)
        if (isThere && run.outcomeOf(id) === undefined) throw new Error(`No answer to ${JSON.stringify(one)}`);
    }
    for (let round = 0; round < 120 && run.end === null; round += 1) {
      await help(run, world);
      await requireAlive(run, 'help');
    }
    const end = run.end;
    if (batches.flat().some(isEnding) && end !== null && end.kind !== 'completed') return;
    const { steps } = await helpToTheEnd(run, world, 0);
    expect(steps.filter(({ state }) => state !== 'done' && state !== 'skipped').map(({ id }) => id)).toEqual([]);
  } finally {
    await run.dispose();
  }
}

/** What may end a run before its time. */
const isEnding = (one: Event): boolean =>
  one.kind === 'cancel' || (one.kind === 'send' && 'decision' in one.value && one.value.decision === 'stop');

describe('whatever messages come, in whatever order', () => {
  it('a run that is not over has something pending or asks somebody, and can be ended', { timeout: 900_000 }, () =>
    fc.assert(
      fc.asyncProperty(fc.nat(26), fc.array(fc.array(event, { minLength: 1, maxLength: 3 }), { maxLength: 12 }), play),
      howOften(5, 600),
    ),
  );
});
