import { beforeAll, describe, expect, it } from 'vitest';
import type { Access } from '../../../runbook/offboard/access.js';
import type { OffboardReport } from '../../../runbook/offboard/certificate.js';
import { OFFBOARD_STEPS } from '../../../runbook/offboard/offboard-steps.js';
import type { Status } from '../../../runbook/words/status.js';
import { lastWords } from '../../../runbook/offboard/certificate.js';
import type { OffboardState } from '../../../runbook/offboard/offboard-state.js';
import { calmWorld, input, needsPerson, type World } from '../fake-world.js';
import { simulator, SimulatedRun, type Simulator } from '../simulated-run.js';
import { endingOf } from '../simulated-people.js';

const BY = 'ana@example.com';
const ABOUT = { login: 'Lena@example.com', reason: 'leaves', ticket: 'HR-1', now: true };
let creator: Simulator;
beforeAll(async () => {
  creator = await simulator(Object.keys(await calmWorld()));
});

const start = (about: object = ABOUT): Promise<SimulatedRun> =>
  SimulatedRun.start(creator, 'offboardUser', [{ ...input, about }]);

/** A right answer to what is asked. */
const ANSWERS: Record<string, (step: string) => object> = {
  seatDeleted: () => ({}),
  userRemovedAtSource: () => ({}),
  stepDone: (step) => ({ step }),
};

/** Everything works, people answer at once, and time passes, until the run is over or `isSo`. */
async function goOn(run: SimulatedRun, world: World, isSo: (status: Status) => boolean = () => false): Promise<void> {
  for (let round = 0; round < 60 && run.end === null; round += 1) {
    if (isSo(await run.status())) return;
    for (const open of [...run.activities.values()])
      run.resolve(open, await endingOf(world, open, open.isCancelled ? 'cancelled' : 'well'));
    await run.task();
    if (run.end !== null) return;
    if (isSo(await run.status())) return;
    for (const { message, step } of (await run.status()).waitingFor) {
      const answer = ANSWERS[message];
      if (answer !== undefined) run.update(message, { ...answer(step), by: BY });
    }
    await run.task();
    if (run.end === null && run.activities.size === 0 && run.nextTimerMs !== null) {
      run.pass(Math.max(0, run.nextTimerMs - run.nowMs));
      await run.task();
    }
  }
}

async function ended(run: SimulatedRun, world: World): Promise<OffboardReport> {
  await goOn(run, world);
  if (run.end?.kind !== 'completed') throw new Error(JSON.stringify(run.end ?? (await run.status()).waitingFor));
  return run.end.result as OffboardReport;
}

const send = async (run: SimulatedRun, message: string, value: object): Promise<unknown> => {
  const id = run.update(message, { ...value, by: BY });
  await run.task();
  return run.outcomeOf(id);
};

const stateOf = (status: Status, id: string): string => status.steps.find((step) => step.id === id)!.state;
const IDS = OFFBOARD_STEPS.ids.filter((id) => id !== 'report');

describe('each step', () => {
  it.each(IDS)('%s may be redone once it is over, and the run comes to its end', async (id) => {
    const world = await calmWorld();
    const run = await start();
    await goOn(run, world, (status) => stateOf(status, id) === 'done' && stateOf(status, 'report') === 'todo');
    // The report follows the last step at once.
    const isOver = run.end !== null;
    if (!isOver) expect(await send(run, 'redoStep', { step: id, reason: 'once more' })).toBeNull();
    const report = await ended(run, world);
    expect(report.outcome).toBe('done');
    expect(isOver && id !== 'seat' && id !== 'access-ends').toBe(false);
    if (!isOver) expect(report.steps.find((step) => step.id === id)!.history).toHaveLength(1);
  });

  it.each(IDS)('%s may be skipped before its turn, and nothing hangs or claims more than was seen', async (id) => {
    const world = await calmWorld();
    const run = await start();
    const refusal = await send(run, 'skipStep', { step: id, reason: 'done by hand', early: true });
    expect(refusal).toBeNull();
    const report = await ended(run, world);
    expect(report.outcome).toBe('done-with-findings');
    const { assignments, seat, refreshTokens, kiroGroups } = report.stamps;
    const isBlind = ['find', 'access-before'].includes(id);
    if (isBlind || id === 'assignments')
      for (const stamp of [assignments, kiroGroups]) expect(stamp.confirmed).toBeNull();
    if (isBlind) expect(refreshTokens.confirmed).toBeNull();
    if (id === 'seat') expect(seat.confirmed).toBeNull();
    if (id === 'kiro-groups') expect([kiroGroups.confirmed, seat.confirmed]).toEqual([null, 'attested']);
  });
});

describe('people', () => {
  it('are asked for help where Okta refuses, and the run goes on after it', async () => {
    let tries = 0;
    const calm = await calmWorld();
    const world = await calmWorld({
      endAccess: async (task) => {
        tries += 1;
        if (tries === 1) throw needsPerson('Okta refused it.');
        return calm.endAccess(task);
      },
    });
    const report = await ended(await start(), world);
    expect(report.outcome).toBe('done');
    expect(tries).toBe(3);
  });

  it('who never answer hold up the certificate, not the end of access', async () => {
    const world = await calmWorld();
    const run = await start();
    const isLeft = ({ waitingFor, steps }: Status): boolean =>
      waitingFor.length === 1 && steps.every(({ id, state }) => state === 'done' || id === 'seat' || id === 'report');
    const { seatDeleted, ...others } = ANSWERS;
    Object.assign(ANSWERS, { seatDeleted: undefined });
    await goOn(run, world, isLeft);
    Object.assign(ANSWERS, { seatDeleted, ...others });
    expect((await run.status()).waitingFor.map(({ message }) => message)).toEqual(['seatDeleted']);
    run.suggestContinueAsNew();
    await send(run, 'checkNow', {});
    expect(run.carriedWith).toHaveLength(1);
    const report = await ended(run, world);
    expect(report.facts).toMatchObject({ login: 'Lena@example.com', userId: '00u1' });
    expect(report.stamps).toMatchObject({ assignments: { confirmed: 'proven' }, seat: { confirmed: 'attested' } });
  });

  it('cannot delete the subscription before access is taken away', async () => {
    const run = await start();
    expect(await send(run, 'seatDeleted', {})).toMatchObject({ code: 'too-early' });
  });
});

describe('an offboarding that turns out to be urgent', () => {
  const raise = async (run: SimulatedRun): Promise<unknown> => {
    const id = run.update('raisedToNow', { by: BY });
    await run.task();
    return run.outcomeOf(id) ?? run.resultOf(id);
  };
  const patiently = { ...ABOUT, now: false };
  const worldWith = async (revoked: string[]): Promise<World> => {
    const calm = await calmWorld();
    return calmWorld({
      revokeTokens: async (task) => {
        revoked.push(task.leaver.login);
        return calm.revokeTokens(task);
      },
    });
  };

  it('has the refresh tokens revoked, also where that step was over, and says who raised it', async () => {
    const revoked: string[] = [];
    const world = await worldWith(revoked);
    const run = await start(patiently);
    await goOn(run, world, ({ waitingFor }) => waitingFor.some(({ message }) => message === 'seatDeleted'));
    expect([revoked, stateOf(await run.status(), 'refresh-tokens')]).toEqual([[], 'skipped']);
    expect(await raise(run)).toEqual({ accepted: true, changed: true });
    expect(await raise(run)).toEqual({ accepted: true, changed: false });
    expect(await run.query('leaving')).toMatchObject({ now: true, reason: 'leaves' });
    const report = await ended(run, world);
    expect(revoked).toEqual(['Lena@example.com']);
    expect(report.stamps.refreshTokens.confirmed).toBe('proven');
    expect(report.warnings.join()).toMatch(/ana@example\.com.* has raised this offboarding to --now at /);
  });

  it('may be raised before anything was done, and stays so where the run goes on as a new one', async () => {
    const revoked: string[] = [];
    const world = await worldWith(revoked);
    const run = await start(patiently);
    await raise(run);
    await goOn(run, world, ({ waitingFor }) => waitingFor.some(({ message }) => message === 'seatDeleted'));
    expect(revoked).toEqual(['Lena@example.com']);
    run.suggestContinueAsNew();
    await send(run, 'checkNow', {});
    expect(run.carriedWith[0]?.[0]).toMatchObject({ about: { now: true } });
  });
});

it('fails at once where nobody is named', async () => {
  const run = await start({ login: '  ' });
  expect(run.end).toMatchObject({ kind: 'failed' });
});

it('counts access to its end from the moment when both applications were gone', async () => {
  const world = await calmWorld();
  const run = await start();
  const before = run.nowMs;
  const report = await ended(run, world);
  expect(Date.parse(report.facts.accessEndsAt!)).toBeGreaterThanOrEqual(before + 3_600_000);
  expect(run.nowMs).toBeGreaterThanOrEqual(Date.parse(report.facts.accessEndsAt!));
});

it.each(['signInAppId', 'scimAppId'])('proves nothing of an application whose %s is not known', async (which) => {
  const calm = await calmWorld();
  const turn = await calm.takeTurn({} as never);
  const known = { ...turn.known, [which]: null };
  const findObjects: World['findObjects'] = async (task) => ({ ...(await calm.findObjects(task)), [which]: null });
  const world = await calmWorld({ takeTurn: async () => ({ ...turn, known }), findObjects });
  const report = await ended(await start(), world);
  expect(report.stamps.assignments).toMatchObject({
    confirmed: null,
    evidence: expect.stringContaining('is known (`npm run adopt`)') as string,
  });
  expect(report.facts.accessEndsAt === null).toBe(which === 'signInAppId');
  expect(report.stamps.seat.confirmed).toBe('attested');
});

describe('a deleted account', () => {
  /** Okta has nobody of that login; `repair` is what is offered about it. */
  const nobodyIn = async (repair: string | undefined, told: boolean[]): Promise<World> =>
    calmWorld({
      findLeaver: async ({ isDeleted, login }) => {
        told.push(isDeleted);
        if (!isDeleted) throw needsPerson('Nobody has it.', repair === undefined ? {} : { repair });
        const leaver = { userId: null, login, status: 'DELETED', url: null };
        return { leaver, evidence: [], changes: [], warnings: [] };
      },
    });
  const agree = (run: SimulatedRun): Promise<unknown> =>
    send(run, 'decisionMade', { step: 'find', decision: 'repair', reason: 'deleted on Friday' });
  const isAsked = ({ waitingFor }: Status): boolean => waitingFor.length > 0;

  it('is a word of the person who says so, and nothing about it is called proven', async () => {
    const told: boolean[] = [];
    const world = await nobodyIn('go on', told);
    const run = await start();
    await goOn(run, world, isAsked);
    expect(await agree(run)).toBeNull();
    const report = await ended(run, world);
    expect(told).toEqual([false, true]);
    expect(Object.values(report.stamps).map(({ confirmed }) => confirmed)).toEqual(Array(4).fill('attested'));
    const find = report.steps.find(({ id }) => id === 'find')!;
    expect(find).toMatchObject({ confirmed: 'attested', by: BY });
  });

  it('is not agreed to by an answer to something else, or before anything is asked', async () => {
    const told: boolean[] = [];
    const world = await nobodyIn(undefined, told);
    const run = await start();
    await agree(run);
    await goOn(run, world, isAsked);
    await agree(run);
    await goOn(run, world, isAsked);
    expect(told.length).toBeGreaterThanOrEqual(2);
    expect(told).not.toContain(true);
  });
});

describe('the life of an access token', () => {
  const ends = async (world: World): Promise<[number, string | null]> => {
    const run = await start();
    const before = run.nowMs;
    const report = await ended(run, world);
    const { confirmed } = report.steps.find(({ id }) => id === 'access-ends')!;
    return [Math.round((Date.parse(report.facts.accessEndsAt!) - before) / 3_600_000), confirmed];
  };
  const reading = async (lives: Partial<Access>[]): Promise<World> => {
    const calm = await calmWorld();
    let reads = 0;
    return calmWorld({
      readAccess: async (task) => {
        const found = await calm.readAccess(task);
        const life = lives[Math.min(reads, lives.length - 1)]!;
        reads += 1;
        return { ...found, access: { ...found.access, ...life } };
      },
    });
  };

  it('is the longest that was seen, though they have left the group that gave it', async () => {
    const before = { accessMinutes: 1_440, isOpenToAll: true };
    expect(await ends(await reading([before, { accessMinutes: 60, memberships: [] }]))).toEqual([24, 'proven']);
  });

  it('is not called proven where no policy was read', async () => {
    expect(await ends(await reading([{ isLifeRead: false }]))).toEqual([1, null]);
  });

  it.each([
    ['all of it was seen', true, 'proven', /^eva@example\.com has no access/],
    ['no policy was read', false, 'proven', /^As far as was seen, .* not proven\.$/],
    ['a person took the assignment off', true, 'attested', /^As far as was seen/],
  ])('is the last word, which says no more than was seen: %s', (_, isLifeRead, confirmed, said) => {
    const access = { accessMinutes: 60, isLifeRead };
    const known = { connection: { signInAppId: '0oa1' }, leaver: { login: 'eva@example.com' } };
    const facts = { ...known, access, ended: { at: '2026-03-02T09:00:00Z' } };
    expect(lastWords({ facts, steps: { assignments: { confirmed } } } as unknown as OffboardState)).toMatch(said);
  });
});
