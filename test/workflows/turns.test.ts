import { beforeAll, describe, expect, it } from 'vitest';
import type { OffboardReport } from '../../runbook/offboard/certificate.js';
import type { TurnTask } from '../../runbook/outside.js';
import type { Status } from '../../runbook/words/status.js';
import { calmWorld, ENDPOINT, input, proof, type World } from './fake-world.js';
import { ANSWERS, endingOf, help, helpToTheEnd, helpUntil } from './simulated-people.js';
import { SimulatedRun, simulator, type Simulator } from './simulated-run.js';

let creator: Simulator;
beforeAll(async () => {
  creator = await simulator(Object.keys(await calmWorld()));
});

type News = Parameters<World['recordConnection']>[0]['news'];

/** A world in which others may be ahead, and what the record of the connection is asked and told. */
async function worldWith(ahead: string[], changes: Partial<World> = {}) {
  const line = { ahead };
  const asked: TurnTask[] = [];
  const news: News[] = [];
  const calm = await calmWorld();
  const world = await calmWorld({
    takeTurn: async (task) => {
      asked.push(task);
      return { ...(await calm.takeTurn(task)), ahead: line.ahead };
    },
    recordConnection: async (task) => void news.push(task.news),
    ...changes,
  });
  return { world, line, asked, news };
}

/** Everything goes on but who waits for its turn. */
async function goOnWithoutTurn(run: SimulatedRun, world: World): Promise<void> {
  for (let round = 0; round < 8; round += 1) {
    const open = [...run.activities.values()].filter(
      ({ name, args, isCancelled }) => isCancelled || name !== 'takeTurn' || !(args[0] as TurnTask).isPatient,
    );
    for (const one of open)
      if (one.name !== 'watchTxtRecord')
        run.resolve(one, await endingOf(world, one, one.isCancelled ? 'cancelled' : 'well'));
    await run.task();
  }
}

const stateOf = ({ steps }: Status, id: string): string => steps.find((step) => step.id === id)!.state;
const isDone =
  (id: string) =>
  (status: Status): boolean =>
    stateOf(status, id) === 'done';

describe('an onboarding', () => {
  const start = (): Promise<SimulatedRun> => SimulatedRun.start(creator, 'connectOktaToKiro', [input]);

  it('writes nothing to Okta before its turn, asks once for all its steps, and begins no record', async () => {
    const writes: string[] = [];
    const { world, line, asked } = await worldWith(['kiro-okta/rotate'], {
      ensureOidcApplication: async () => {
        writes.push('oidc');
        return { ...proof, appId: '0oa1', clientId: '0oac' };
      },
    });
    const run = await start();
    await goOnWithoutTurn(run, world);
    const waiting = (await run.status()).waitingFor.find(({ step }) => step === 'oidc-application');
    expect(waiting).toMatchObject({ role: 'time', title: expect.stringContaining('after kiro-okta/rotate') as string });
    expect(waiting?.why).toContain('Another run is changing the same objects');
    expect(writes).toEqual([]);
    expect(asked).toMatchObject([{ runbook: 'connectOktaToKiro', isPatient: false, startsRecord: false }]);
    line.ahead = [];
    await helpUntil(run, world, isDone('scim-application'), ['kiroProfileEnabled']);
    expect(writes).toEqual(['oidc']);
    expect(asked.map(({ isPatient }) => isPatient)).toEqual([false, true]);
  });

  it('gives its turn back when nothing is left to write, and takes it again for a step that is redone', async () => {
    const { world, asked, news } = await worldWith([]);
    const run = await start();
    await helpUntil(run, world, (status) => status.waitingFor.some(({ message }) => message === 'teamSubscribed'), [
      'teamSubscribed',
    ]);
    await help(run, world, ['teamSubscribed']);
    expect(news.map(({ turn }) => turn)).toContain(true);
    expect(news.at(-1)).toMatchObject({ run: { outcome: 'running' }, turn: false });
    expect(asked).toHaveLength(1);
    run.update('redoStep', { step: 'push-groups', reason: 'once more', by: 'ana@example.com' });
    await run.task();
    await helpToTheEnd(run, world);
    expect(asked).toHaveLength(2);
    expect(news.at(-1)?.run.finishedAt).not.toBeNull();
  });
});

describe('a run that others wait behind', () => {
  const ROTATION = 'kiro-okta/example.okta.com/example.com/rotate';
  const wanted = { workflowId: ROTATION };
  const asksFor =
    (message: string) =>
    (status: Status): boolean =>
      status.waitingFor.some((ask) => ask.message === message);

  /** All is done that needs nobody to make the profile. */
  const settled = async (run: SimulatedRun, world: World): Promise<void> => {
    for (let round = 0; round < 4; round += 1) await help(run, world, ['kiroProfileEnabled']);
  };

  it('lets them go first while it waits for people, and takes its turn again before it writes', async () => {
    const { world, line, asked, news } = await worldWith([]);
    const run = await SimulatedRun.start(creator, 'connectOktaToKiro', [input]);
    await helpUntil(run, world, asksFor('kiroProfileEnabled'), ['kiroProfileEnabled']);
    await settled(run, world);
    expect(news.at(-1)).toMatchObject({ turn: true });
    run.update('turnWanted', wanted);
    await settled(run, world);
    expect(news.at(-1)).toMatchObject({ run: { outcome: 'running' }, turn: false });
    expect(asked).toHaveLength(1);

    line.ahead = [ROTATION];
    for (let round = 0; round < 10; round += 1) {
      await goOnWithoutTurn(run, world);
      for (const { message, step } of (await run.status()).waitingFor)
        if (ANSWERS[message] !== undefined) run.update(message, { ...ANSWERS[message](step), by: 'ana@example.com' });
      await run.task();
    }
    const waiting = (await run.status()).waitingFor.find(({ step }) => step === 'provisioning-connection');
    expect(waiting).toMatchObject({ role: 'time', title: expect.stringContaining(`after ${ROTATION}`) as string });
    expect(asked.map(({ isPatient }) => isPatient)).toEqual([false, false]);
    // Late news would give up the new place in the line.
    expect(news.at(-1)).not.toHaveProperty('turn');
    line.ahead = [];
    await helpUntil(run, world, isDone('push-groups'), ['teamSubscribed']);
    expect(news.map(({ turn }) => turn).filter((turn) => turn !== undefined)).toContain(true);
    expect(asked).toHaveLength(3);
  });

  it('goes on where it writes, and lends its turn after that', async () => {
    const { world, news } = await worldWith([]);
    const run = await SimulatedRun.start(creator, 'connectOktaToKiro', [input]);
    for (let round = 0; round < 20; round += 1) {
      if ([...run.activities.values()].some(({ name }) => name === 'ensureOidcApplication')) break;
      await help(run, world, ['kiroProfileEnabled']);
    }
    run.update('turnWanted', wanted);
    await run.task();
    expect(news.map(({ turn }) => turn)).not.toContain(false);
    expect([...run.activities.values()].map(({ name }) => name)).toContain('ensureOidcApplication');
    await helpUntil(run, world, asksFor('kiroProfileEnabled'), ['kiroProfileEnabled']);
    await settled(run, world);
    expect(news.at(-1)).toMatchObject({ turn: false });
  });

  it('says so in the question that both ask', async () => {
    const { world } = await worldWith([]);
    const run = await SimulatedRun.start(creator, 'connectOktaToKiro', [input]);
    await helpUntil(run, world, asksFor('provisioningConfigured'), ['provisioningConfigured']);
    run.update('turnWanted', wanted);
    await help(run, world, ['provisioningConfigured']);
    const asked = (await run.status()).waitingFor.find(({ message }) => message === 'provisioningConfigured');
    expect(asked?.instructions[0]).toContain(`First do what ${ROTATION} asks`);
    await helpUntil(run, world, isDone('push-groups'), ['teamSubscribed']);
  });

  it('is not let go first by a reprovisioning', async () => {
    const { world } = await worldWith([]);
    const run = await SimulatedRun.start(creator, 'reprovisionKiro', [{ ...input, about: {} }]);
    await helpUntil(run, world, isDone('find'), ['kiroProfileEnabled']);
    const id = run.update('turnWanted', wanted);
    await run.task();
    expect(JSON.stringify(run.outcomeOf(id))).toContain('turnWanted');
  });
});

it('a reprovisioning holds its turn until everybody is assigned again and pushed, and not until the pilot has signed in', async () => {
  const { world, news } = await worldWith([]);
  const run = await SimulatedRun.start(creator, 'reprovisionKiro', [{ ...input, about: {} }]);
  await helpUntil(run, world, isDone('old-pushes'), ['provisioningConfigured', 'teamSubscribed']);
  expect(news.map(({ turn }) => turn)).not.toContain(false);
  await helpUntil(run, world, isDone('push-groups'), ['teamSubscribed']);
  await help(run, world, ['teamSubscribed']);
  expect(news.at(-1)).toMatchObject({ run: { outcome: 'running' }, turn: false });
});

describe('an offboarding beside a reprovisioning', () => {
  const about = { login: 'lena@example.com', reason: null, ticket: null, now: true };
  const NEW = `${ENDPOINT}/new`;

  /** Okta gives the person the SCIM application back as soon as the reprovisioning is done. */
  async function besideReprovisioning(comesBack: boolean) {
    const calm = await calmWorld();
    const { known } = await calm.takeTurn({} as never);
    const ended: string[] = [];
    const looked: (string | null)[] = [];
    let reads = 0;
    const state = { goesOn: true };
    const { world, asked } = await worldWith([], {
      readAccess: async (task) => {
        const found = await calm.readAccess(task);
        const none = { memberships: [], signIn: 'none' as const, provisioning: 'none' as const, externalId: null };
        const access = { ...found.access, ...((reads += 1) > 1 ? none : {}) };
        return {
          ...found,
          access: reads > 1 && comesBack ? { ...access, provisioning: 'alone' as const, externalId: 'new' } : access,
        };
      },
      endAccess: async (task) => {
        ended.push(`${task.apps ? 'apps' : 'groups'} ${task.alone.join()}`);
        return { ...proof, held: [], open: [] };
      },
      lookForLeaver: async ({ endpoint }) => {
        looked.push(endpoint);
        return { ...proof, verdict: 'gone', text: 'Not in "Kiro Team" in Kiro' };
      },
    });
    world.takeTurn = async (task) => {
      asked.push(task);
      const isBehind = task.behind?.includes('reprovisionKiro') === true && state.goesOn;
      return isBehind
        ? { ahead: ['kiro-okta/reprovision'], known }
        : { ahead: [], known: { ...known, endpoint: state.goesOn ? ENDPOINT : NEW } };
    };
    const run = await SimulatedRun.start(creator, 'offboardUser', [{ ...input, about }]);
    await goOnWithoutTurn(run, world);
    return { run, world, state, ended, looked };
  }

  it('takes the access away at once, and what was given back once more, before anything is called gone', async () => {
    const { run, world, state, ended, looked } = await besideReprovisioning(true);
    const status = await run.status();
    expect(['assignments', 'refresh-tokens'].map((id) => stateOf(status, id))).toEqual(['done', 'done']);
    expect(status.waitingFor.find(({ step }) => step === 'kiro-groups')?.why).toContain('is being replaced');
    const before = ended.length;
    expect(looked).toEqual([]);
    // Also where the run goes on as a new one in the meantime.
    run.suggestContinueAsNew();
    run.update('checkNow', { by: 'ana@example.com' });
    await goOnWithoutTurn(run, world);
    expect(run.carriedWith).toHaveLength(1);
    state.goesOn = false;
    for (let round = 0; round < 12 && run.end === null; round += 1) {
      await help(run, world);
      if ((await run.status().catch(() => null))?.waitingFor.some(({ message }) => message === 'seatDeleted') === true)
        run.update('seatDeleted', { by: 'ana@example.com' });
      if (run.end === null && run.nextTimerMs !== null) run.pass(Math.max(0, run.nextTimerMs - run.nowMs));
    }
    expect(ended.slice(before)).toEqual(['apps 0oa2']);
    expect(looked).toEqual([NEW]);
    const { steps } = run.end?.kind === 'completed' ? (run.end.result as OffboardReport) : { steps: [] };
    expect(steps.find(({ id }) => id === 'kiro-groups')?.evidence).toContainEqual({
      label: 'Looked again after kiro-okta/reprovision',
      value: 'some of their access had come back, and was taken away again',
      url: null,
    });
  });

  it('changes nothing more where nothing came back', async () => {
    const { run, world, state, ended, looked } = await besideReprovisioning(false);
    const before = ended.length;
    state.goesOn = false;
    for (let round = 0; round < 6; round += 1) await help(run, world);
    expect(ended).toHaveLength(before);
    expect(looked).toEqual([NEW]);
  });
});
