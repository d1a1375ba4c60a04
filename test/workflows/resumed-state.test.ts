import { beforeAll, describe, expect, it } from 'vitest';
import { resumedState } from '../../runbook/model/resumed.js';
import { completedInput } from '../../runbook/onboarding/input.js';
import { ONBOARDING } from '../../runbook/onboarding/onboarding.js';
import { newOnboardingState, type OnboardingState } from '../../runbook/onboarding/state.js';
import { someOf } from '../support/how-often.js';
import { calmWorld, input, type World } from './fake-world.js';
import { endingOf, help, helpToTheEnd } from './simulated-people.js';
import { simulator, SimulatedRun, type Simulator } from './simulated-run.js';

let world: World;
let creator: Simulator;
/** What runs have carried over: early, in the middle with a trouble and a refusal, and near the end. */
let carried: [object, OnboardingState][];
beforeAll(async () => {
  world = await calmWorld();
  creator = await simulator(Object.keys(world));
  carried = await Promise.all([5, 7, 12].map(carriedAfter));
});

async function carriedAfter(rounds: number): Promise<[object, OnboardingState]> {
  const told = { ...input, notify: { ...input.notify, webhook: 'https://hooks.example.com/kiro' } };
  const run = await SimulatedRun.start(creator, 'connectOktaToKiro', [told]);
  try {
    for (let round = 0; round < rounds; round += 1) await help(run, world);
    run.suggestContinueAsNew();
    run.signal('domainVerified', { nonsense: true });
    // What is at work ends in trouble, so that the run only waits.
    for (let round = 0; round < 20 && run.carriedWith.length === 0; round += 1) {
      for (const open of [...run.activities.values()])
        if (open.isCancelled || (open.name !== 'notify' && open.name !== 'watchTxtRecord'))
          run.resolve(open, await endingOf(world, open, open.isCancelled ? 'cancelled' : 'trouble'));
      run.signal('stepDone', {});
      await run.task();
    }
    const [last] = run.carriedWith.slice(-1);
    return last as [object, OnboardingState];
  } finally {
    await run.dispose();
  }
}

type Path = string[];

/** Every key of an object, however deep; of a list only what is in its first entry. */
function pathsOf(value: unknown, depth: number): Path[] {
  if (depth === 0 || typeof value !== 'object' || value === null) return [];
  const entries = Array.isArray(value) ? Object.entries(value).slice(0, 1) : Object.entries(value);
  return entries.flatMap(([key, inner]) => [
    ...(Array.isArray(value) ? [] : [[key]]),
    ...pathsOf(inner, depth - 1).map((path) => [key, ...path]),
  ]);
}

function without<T>(value: T, [key, ...rest]: Path): T {
  const copy = structuredClone(value) as Record<string, unknown>;
  if (rest.length === 0) delete copy[key!];
  else copy[key!] = without(copy[key!], rest);
  return copy as T;
}

async function reachesItsEnd(given: unknown, state: unknown): Promise<void> {
  const run = await SimulatedRun.start(creator, 'connectOktaToKiro', [given, state], 'the-run-before');
  try {
    await helpToTheEnd(run, world, 60);
  } finally {
    await run.dispose();
  }
}

/** The keys, for a failure that names them. */
const failing = async (paths: Path[], play: (path: Path) => Promise<void>): Promise<string[]> => {
  const failures: string[] = [];
  for (const path of paths)
    await play(path).catch((error: unknown) => failures.push(`${path.join('.')}: ${String(error)}`));
  return failures;
};

describe('a run that goes on with the state of an earlier version', () => {
  it('reaches its end whichever key of the state that version did not have', { timeout: 300_000 }, async () => {
    for (const [part, [given, state]] of carried.entries()) {
      const steps = ['preflight', 'kiro-profile', 'dns-propagation'].map((id) => ['steps', id]);
      const ofSteps = steps.flatMap((at) =>
        pathsOf((state.steps as Record<string, unknown>)[at[1]!], 1).map((path) => [...at, ...path]),
      );
      const paths = [...pathsOf(state, 1), ...pathsOf(state.asks, 2).map((path) => ['asks', ...path]), ...ofSteps];
      const share = paths.filter((_, index) => index % carried.length === part);
      expect(await failing(someOf(share, 8), (path) => reachesItsEnd(given, without(state, path)))).toEqual([]);
    }
  });

  it('reaches its end with a step that version did not have', async () => {
    for (const [given, state] of carried)
      for (const id of Object.keys(state.steps).filter((_, index) => index % 4 === 1))
        await reachesItsEnd(given, without(state, ['steps', id]));
  });

  it('has every key, to the last record, whichever is missing', () => {
    for (const [, state] of carried.slice(1, 2)) {
      const whole = new Set(pathsOf(newOnboardingState('2026-01-01T00:00:00Z'), 3).map((path) => path.join('.')));
      for (const path of pathsOf(state, 6)) {
        const resumed = resumedState(ONBOARDING, without(state, path), '2026-03-03T00:00:00Z');
        const has = new Set(pathsOf(resumed, 3).map((one) => one.join('.')));
        expect([path.join('.'), [...whole].filter((key) => !has.has(key))]).toEqual([path.join('.'), []]);
      }
    }
  });

  it('changes nothing in a state of its own version', () => {
    for (const [, state] of carried) expect(resumedState(ONBOARDING, state, '2027-01-01T00:00:00Z')).toEqual(state);
  });
});

describe('a run that was started by an earlier version, or by another program', () => {
  it('reaches its end whichever key of the input is missing, and fails at once where nothing can be done', async () => {
    const needed = ['domain', 'okta', 'okta.orgUrl', 'people.kiro-admin.email'];
    const paths = pathsOf(input, 3);
    const others = paths.filter((path) => !needed.includes(path.join('.')));
    const tried = [...paths.filter((path) => !others.includes(path)), ...someOf(others, 15)];
    const play = (path: Path): Promise<void> => reachesItsEnd(without(input, path), undefined);
    const failures = await failing(tried, play);
    expect(failures.map((one) => one.slice(0, one.indexOf(':')))).toEqual(needed);
    for (const one of failures) expect(one).toContain('The input is not right at');
  });

  it.each([[[]], [[null]], [['text']], [[[]]], [[{}]]])('with the input %j fails at once', async (args) => {
    const run = await SimulatedRun.start(creator, 'connectOktaToKiro', args);
    expect(run.end).toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('Start the onboarding with its own command') as string,
    });
  });

  it('counts what is missing as its default', () => {
    const { provision, subscribe, waits, notify, ...rest } = input;
    void [provision, subscribe, waits, notify];
    expect(completedInput(rest)).toMatchObject({
      provision: { groups: ['Kiro Users'], users: [] },
      subscribe: { groups: ['Kiro Team'], users: [], tier: 'Kiro Pro' },
      waits: { syncWindowMs: 86_400_000, timeZone: 'UTC' },
      notify: { slack: null, webhook: null, email: null },
    });
  });
});
