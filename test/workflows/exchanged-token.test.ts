import { beforeAll, describe, expect, it } from 'vitest';
import type { ProvisioningState } from '../../runbook/outside.js';
import type { Report } from '../../runbook/words/report.js';
import type { Status } from '../../runbook/words/status.js';
import { pushedToEndpoint } from '../../workflows/onboarding/provisioning-state.js';
import type { OnboardingRun } from '../../workflows/onboarding/onboarding-run.js';
import { stateAt } from '../runbook/states.js';
import { calmWorld, input, proof, type World } from './fake-world.js';
import { help, helpToTheEnd, helpUntil } from './simulated-people.js';
import { SimulatedRun, simulator, type Simulator } from './simulated-run.js';

let creator: Simulator;
beforeAll(async () => {
  creator = await simulator(Object.keys(await calmWorld()));
});

const CONNECTION = 'provisioning-connection';
const [OFF, ON] = [
  { ...proof, connection: 'not-connected', createUsers: 'off', updateUserAttributes: 'off' },
  { ...proof, connection: 'connected', createUsers: 'on', updateUserAttributes: 'on', reaches: 'this' },
] as const;

/** An Okta that goes on pushing with whatever token it holds, and cannot say which one that is. */
class Pushing {
  isOn = false;
  /** When it has pushed, oldest first. ISO 8601. */
  readonly pushes: string[] = [];
  /** What each look was told to count from. */
  readonly counted: (string | undefined)[] = [];

  firstSince(givenAt: string | undefined): string | undefined {
    this.counted.push(givenAt);
    return givenAt === undefined ? undefined : this.pushes.find((at) => at >= givenAt);
  }

  async look({ givenAt }: { givenAt?: string }): Promise<ProvisioningState> {
    if (!this.isOn) return OFF;
    return { ...ON, token: this.firstSince(givenAt) === undefined ? 'unseen' : 'used' };
  }

  async push({ givenAt }: { givenAt?: string }) {
    const pushedSince = this.firstSince(givenAt);
    return { ...proof, unseen: 0, ...(pushedSince === undefined ? {} : { pushedSince }) };
  }

  world(): Promise<World> {
    return calmWorld({
      connectProvisioning: (task) => this.look(task),
      readProvisioning: (task) => this.look(task),
      ensureProvisioningAssignments: (task) => this.push(task),
      ensurePushGroups: (task) => this.push(task),
    });
  }
}

const isAsked =
  (message: string) =>
  ({ waitingFor }: Status): boolean =>
    waitingFor.some((one) => one.message === message);
const iso = (run: SimulatedRun): string => new Date(run.nowMs).toISOString();
const connectionOf = ({ steps }: Pick<Report, 'steps'>) => steps.find(({ id }) => id === CONNECTION);

/** A run in which the token was exchanged while Okta was pushing, up to where the Okta admin is asked again. */
async function exchanged(): Promise<{ run: SimulatedRun; okta: Pushing; world: World }> {
  const okta = new Pushing();
  const world = await okta.world();
  const run = await SimulatedRun.start(creator, 'connectOktaToKiro', [input]);
  await helpUntil(run, world, isAsked('provisioningConfigured'), ['provisioningConfigured']);
  okta.isOn = true;
  await helpUntil(run, world, isAsked('teamSubscribed'), ['teamSubscribed']);
  run.pass(60_000);
  run.update('redoStep', { step: 'scim-access', reason: 'the token leaked', by: 'ana@example.com' });
  await helpUntil(run, world, isAsked('scimAccessIssued'), ['scimAccessIssued', 'teamSubscribed']);
  run.pass(60_000);
  await run.task();
  await help(run, world, ['provisioningConfigured']);
  // A natural push, with the earlier token: nobody has put the new one into Okta yet.
  run.pass(1_000);
  okta.pushes.push(iso(run));
  return { run, okta, world };
}

describe('a SCIM access that is exchanged while Okta is pushing', () => {
  it('has the Okta admin asked for it: such a push may have used the earlier token', async () => {
    const { run, okta, world } = await exchanged();
    try {
      const status = await helpUntil(run, world, isAsked('provisioningConfigured'), ['provisioningConfigured']);
      expect(status.steps.find(({ id }) => id === CONNECTION)).toMatchObject({ state: 'waiting', confirmed: null });
      run.pass(60_000);
      await run.task();
      const before = okta.counted.length;
      const answeredAt = iso(run);
      const report = await helpToTheEnd(run, world);
      expect(new Set(okta.counted.slice(before))).toEqual(new Set([answeredAt]));
      expect(connectionOf(report)).toMatchObject({
        confirmed: 'attested',
        summary: expect.stringContaining('the new token is what the Okta admin said') as string,
      });
    } finally {
      await run.dispose();
    }
  });

  it('is proven by what Okta pushes after the new one was put in', async () => {
    const { run, okta, world } = await exchanged();
    try {
      await helpUntil(run, world, isAsked('provisioningConfigured'), ['provisioningConfigured']);
      okta.pushes.push(new Date(run.nowMs + 60_000).toISOString());
      expect(connectionOf(await helpToTheEnd(run, world))).toMatchObject({ confirmed: 'proven' });
    } finally {
      await run.dispose();
    }
  });

  it('is not proven by a look that began before, and counted from the earlier access', () => {
    const state = stateAt([]);
    const at = (minute: number): string => `2026-05-04T01:${String(minute).padStart(2, '0')}:00.000Z`;
    const sender = { by: 'ana@example.com', via: 'cli' };
    const run = { state } as unknown as OnboardingRun;
    const shown = (minute: number): number => pushedToEndpoint(run, at(minute)).length;
    Object.assign(state.steps['scim-access'], { state: 'done', since: at(10) });
    state.answers.scimAccessIssued = { value: { endpoint: 'https://scim.example.com/v2' }, ...sender, at: at(9) };
    expect([shown(8), shown(9)]).toEqual([0, 1]);
    state.answers.scimAccessIssued.at = at(20);
    expect([shown(21), shown(59)]).toEqual([0, 0]);
    state.answers.provisioningConfigured = { value: {}, ...sender, at: at(25) };
    expect([shown(24), shown(25)]).toEqual([0, 1]);
    // Without anybody's word: our own API has put it in.
    delete state.answers.provisioningConfigured;
    Object.assign(state.steps[CONNECTION], { state: 'done', since: at(30) });
    expect([shown(29), shown(30)]).toEqual([0, 1]);
  });
});
