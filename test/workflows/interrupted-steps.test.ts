import { beforeAll, describe, expect, it } from 'vitest';
import { ONBOARDING_STEPS, type StepId } from '../../runbook/onboarding/steps.js';
import { calmWorld, CLIENT_ID, ENDPOINT, input, ISSUER, type World } from './fake-world.js';
import { stateOf } from './harness.js';
import { endingOf, help, helpToTheEnd, helpUntil } from './simulated-people.js';
import { simulator, SimulatedRun, type Simulator } from './simulated-run.js';

let world: World;
let creator: Simulator;
beforeAll(async () => {
  world = await calmWorld();
  creator = await simulator(Object.keys(world));
});

const started = (): Promise<SimulatedRun> => SimulatedRun.start(creator, 'connectOktaToKiro', [input]);

/** Send an Update in a workflow task of its own; null where it was taken. */
async function tell(run: SimulatedRun, name: string, value: object): Promise<unknown> {
  const id = run.update(name, { ...value, by: 'ana@example.com' });
  await run.task();
  return run.outcomeOf(id);
}

/** What the run can do next: an activity that is not over, or a question. */
async function nextMoves(run: SimulatedRun): Promise<string[]> {
  const { waitingFor } = await run.status();
  return [...[...run.activities.values()].map(({ name }) => name), ...waitingFor.map(({ message }) => message)];
}

/** Whether that activity is at work. */
const isAtWork = (run: SimulatedRun, name: string) => (): boolean =>
  [...run.activities.values()].some((open) => open.name === name);

async function fail(run: SimulatedRun, name: string): Promise<void> {
  const open = [...run.activities.values()].find((one) => one.name === name)!;
  run.resolve(open, await endingOf(world, open, 'trouble'));
  await run.task();
}

/** Steps that look, and the activity by which they do: each shows `waiting` while nobody is asked. */
const LOOKS: [StepId, string][] = [
  ['dns-propagation', 'awaitTxtRecord'],
  ['provisioning-assignments', 'ensureProvisioningAssignments'],
  ['push-groups', 'ensurePushGroups'],
  ['sync-window', 'awaitArrival'],
];

describe('redoStep', () => {
  it.each(LOOKS)('of %s in trouble looks again', async (step, activity) => {
    const run = await started();
    await helpUntil(run, world, isAtWork(run, activity));
    await fail(run, activity);
    expect((await run.status()).waitingFor).toContainEqual(expect.objectContaining({ step, message: 'stepDone' }));
    expect(await tell(run, 'redoStep', { step, reason: 'done by hand now' })).toBeNull();
    expect(await nextMoves(run)).toContain(activity);
    const { outcome, steps } = await helpToTheEnd(run, world);
    expect([outcome, stateOf({ steps }, step)]).toEqual(['done', 'done']);
  });

  it.each(LOOKS)('of %s that waits begins it anew', async (step, activity) => {
    const run = await started();
    await helpUntil(run, world, isAtWork(run, activity));
    const before = [...run.activities.values()].find(({ name }) => name === activity)!.seq;
    expect(await tell(run, 'redoStep', { step, reason: 'changed by hand' })).toBeNull();
    await help(run, world);
    expect((await helpToTheEnd(run, world)).outcome).toBe('done');
    expect(run.commands['scheduleActivity']).toBeGreaterThan(before);
  });

  it('of a step that asks takes an answer that comes with it for the new question', async () => {
    const run = await started();
    await helpUntil(run, world, isAtWork(run, 'checkToken'));
    const check = [...run.activities.values()].find(({ name }) => name === 'checkToken')!;
    run.resolve(check, await endingOf(world, check, 'well'));
    await run.task();
    expect(await nextMoves(run)).toContain('kiroProfileEnabled');
    const ids = [
      run.update('redoStep', { step: 'kiro-profile', reason: 'made anew' }),
      run.update('kiroProfileEnabled', { issuer: ISSUER, clientId: CLIENT_ID }),
    ];
    await run.task();
    expect(ids.map((id) => run.outcomeOf(id))).toEqual([null, null]);
    expect(stateOf(await run.status(), 'kiro-profile')).toBe('done');
  });

  it('whose old attempt ends in the same moment keeps nothing of it', async () => {
    const run = await started();
    await helpUntil(run, world, isAtWork(run, 'checkScimAccess'));
    run.update('redoStep', { step: 'scim-access', reason: 'another token' });
    const open = [...run.activities.values()].find(({ name }) => name === 'checkScimAccess')!;
    run.resolve(open, await endingOf(world, open, 'trouble'));
    const answer = run.update('scimAccessIssued', { endpoint: ENDPOINT });
    await run.task();
    const { steps, refusedCount } = await run.status();
    expect([run.outcomeOf(answer), refusedCount, stateOf({ steps }, 'scim-access')]).toEqual([null, 0, 'running']);
    expect((await helpToTheEnd(run, world)).outcome).toBe('done');
  });

  it('of a step that has not begun is refused', async () => {
    const run = await started();
    const refusal = await tell(run, 'redoStep', { step: 'domain', reason: 'x' });
    expect(refusal).toMatchObject({ code: 'too-early', reason: expect.stringContaining('has not begun') as string });
  });
});

describe('skipStep', () => {
  it('of a step whose turn has not come is refused, and says how to do it all the same', async () => {
    const run = await started();
    const refusal = await tell(run, 'skipStep', { step: 'pilot-sign-in', reason: 'nobody has time' });
    expect(refusal).toMatchObject({ code: 'too-early', reason: expect.stringContaining('early: true') as string });
    expect(stateOf(await helpToTheEnd(run, world), 'pilot-sign-in')).toBe('done');
  });

  it.each(ONBOARDING_STEPS.ids.filter((id) => id !== 'report' && id !== 'preflight'))(
    'of %s before its turn never ends the run: every other step is over first',
    async (step) => {
      const run = await started();
      expect(await tell(run, 'skipStep', { step, reason: 'agreed', early: true })).toBeNull();
      expect(await nextMoves(run)).toContain('preflight');
      const { outcome, steps } = await helpToTheEnd(run, world);
      expect(outcome).toBe('done-with-findings');
      expect(stateOf({ steps }, step)).toBe('skipped');
      expect(steps.filter(({ state }) => state !== 'done' && state !== 'skipped')).toEqual([]);
    },
  );

  it('before its turn says what else goes with it', async () => {
    const run = await started();
    const id = run.update('skipStep', { step: 'domain', reason: 'verified already', early: true });
    await run.task();
    expect(run.resultOf(id)).toMatchObject({ notes: [expect.stringContaining('"Publish the TXT record"')] });
  });
});

describe('a run that goes on as a new one', () => {
  it('keeps a skip that came while the old one came to rest', async () => {
    const told = { ...input, notify: { ...input.notify, webhook: 'https://hooks.example.com/kiro' } };
    const run = await SimulatedRun.start(creator, 'connectOktaToKiro', [told]);
    await helpUntil(run, world, ({ waitingFor }) => waitingFor.some(({ message }) => message === 'domainAdded'), [
      'domainAdded',
    ]);
    run.suggestContinueAsNew();
    run.signal('domainVerified', { nonsense: true });
    // Everything is at rest but a notice, for which the old run waits.
    for (const open of [...run.activities.values()])
      if (open.name !== 'notify') run.resolve(open, await endingOf(world, open, 'well'));
    await run.task();
    expect(await tell(run, 'skipStep', { step: 'domain', reason: 'verified already' })).toBeNull();
    for (let round = 0; round < 20 && run.carriedWith.length === 0; round += 1) await help(run, world, ['domainAdded']);
    expect(run.carriedWith.length).toBe(1);
    const { steps, waitingFor } = await run.status();
    expect(stateOf({ steps }, 'domain')).toBe('skipped');
    expect(waitingFor.map(({ step }) => step)).not.toContain('domain');
  });
});

describe('another SCIM access', () => {
  it('in the middle of the review has the Okta admin asked, and proves nothing by what was before', async () => {
    const run = await started();
    await helpUntil(run, world, isAtWork(run, 'reviewSubscriptions'));
    await fail(run, 'reviewSubscriptions');
    const other = `${ENDPOINT.replace('/scim/v2', '')}-2/scim/v2`;
    expect(await tell(run, 'scimAccessIssued', { endpoint: other })).toBeNull();
    expect(
      [...run.activities.values()].map(({ name, args }) => [name, (args[0] as { endpoint?: string }).endpoint]),
    ).toContainEqual(['checkScimAccess', other]);
    // The turn was given back, and is taken again before anything is written.
    for (let round = 0; round < 3; round += 1) await help(run, world, ['provisioningConfigured']);
    const { waitingFor, steps } = await run.status();
    expect(waitingFor.map(({ message }) => message)).toEqual(['provisioningConfigured']);
    for (const id of ['provisioning-assignments', 'push-groups', 'subscribe-team'])
      expect(stateOf({ steps }, id)).toBe('todo');
    expect((await helpToTheEnd(run, world)).outcome).toBe('done');
  });
});

describe('the report', () => {
  it('comes after every other step', () => {
    expect([...ONBOARDING_STEPS.before('report')].sort()).toEqual(
      ONBOARDING_STEPS.ids.filter((id) => id !== 'report').sort(),
    );
  });
});
