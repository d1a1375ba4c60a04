import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { INPUT_DEFAULTS } from '../../runbook/onboarding/input.js';
import type { OnboardingReport } from '../../runbook/onboarding/outlook.js';
import type { Status, Waiting } from '../../runbook/words/status.js';
import { startKiro } from '../../sandbox/kiro/start-kiro.js';
import { DEEP, someOf } from '../support/how-often.js';
import { ConsoleHouse } from './console-house.js';
import { calmWorld } from './fake-world.js';
import { playedSimulation, type PlayedHooks, type Send } from './played-simulation.js';
import { simulator, type Simulator } from './simulated-run.js';

/** Labels, as the runbook makes them where nobody configures others. */
const [OIDC, SCIM] = [INPUT_DEFAULTS.okta.oidcApplication, INPUT_DEFAULTS.okta.provisioningApplication];

let creator: Simulator;
beforeAll(async () => {
  creator = await simulator(Object.keys(await calmWorld()));
});

async function newHouse(): Promise<ConsoleHouse> {
  const dir = mkdtempSync(join(tmpdir(), 'kiro-another-'));
  const simulation = await playedSimulation(creator, dir);
  onTestFinished(async () => {
    await simulation.close();
    rmSync(dir, { recursive: true, force: true });
  });
  return new ConsoleHouse(simulation);
}

type Change = (house: ConsoleHouse, send: Send) => Promise<void>;

const redo =
  (...steps: string[]): ((send: Send) => Promise<void>) =>
  async (send) => {
    for (const step of steps) {
      const refusal = await send('redoStep', { step, reason: 'it was changed', by: 'ana@example.com' });
      // A step whose turn has not come has nothing to be done again.
      expect(refusal ?? '').toMatch(/^$|not-yet|is not over|has not begun|wrong-step|turn/);
    }
  };

/** What happens in the middle of a run, and what somebody tells the run then. */
const CHANGES: Record<string, Change> = {
  'the token is exchanged': async (house, send) => {
    for (const { id } of await house.kiro<{ id: string }[]>('GET', '/console/access-tokens'))
      await house.kiro('DELETE', `/console/access-tokens/${id}`);
    await redo('scim-access')(send);
  },
  'the profile is deleted and made anew': async (house, send) => {
    await house.kiro('POST', '/sandbox/settings', { seatsOutliveProfile: false });
    await house.kiro('DELETE', '/console/profile');
    await redo('kiro-profile')(send);
  },
  // The old one stays, and takes all that Okta goes on pushing to it.
  'another Kiro is taken': async (house, send) => {
    const { info } = house.simulation.sandbox;
    const kiro = await startKiro({ port: 0, stateFile: null, resolver: info.dns.resolvers[0]! });
    onTestFinished(() => kiro.close());
    info.kiro.consoleUrl = kiro.url;
    await redo('kiro-profile')(send);
  },
  'the OIDC application is deleted and made anew': async (house, send) => {
    const app = await house.app(OIDC);
    await house.okta('POST', `${app}/lifecycle/deactivate`);
    await house.okta('DELETE', app);
    await redo('oidc-application')(send);
  },
};

/** When somebody is asked that, for the first time. */
const POINTS: [message: string, step: string][] = [
  ['domainAdded', 'domain'],
  ['scimAccessIssued', 'scim-access'],
  ['provisioningConfigured', 'provisioning-connection'],
  ['teamSubscribed', 'subscribe-team'],
  ['subscriptionsListed', 'subscription-review'],
  ['stepDone', 'pilot-sign-in'],
];

/** The people also do what the questions tell them about old pushes. */
function hooksFor(house: ConsoleHouse, more: PlayedHooks = {}): PlayedHooks {
  const tellsToClear = ({ instructions }: Waiting): boolean => instructions.join(' ').includes('Unlink pushed group');
  return {
    async seen(status, send) {
      for (const one of status.waitingFor.filter(
        ({ message, step }) => message === 'stepDone' && step !== 'pilot-sign-in',
      )) {
        if (!tellsToClear(one)) continue;
        await house.clearPushes();
        await send('stepDone', { step: one.step, note: 'cleared' });
      }
      return (await more.seen?.(status, send)) ?? false;
    },
    async answering(message, status) {
      const question = status.waitingFor.find((one) => one.message === message);
      if (message === 'provisioningConfigured' && question !== undefined && tellsToClear(question))
        await house.clearPushes();
      await more.answering?.(message, status);
    },
  };
}

/**
 * Everybody whom Okta calls synchronised is at the newest endpoint, under the id that Okta has; and what changes in Okta now
 * gets there, with the token that Okta holds.
 */
async function expectConnected(house: ConsoleHouse, report: OnboardingReport): Promise<void> {
  const access = await house.kiro<{ scimEndpoint: string; token: string }>('POST', '/console/access-tokens');
  expect(report.steps.find(({ id }) => id === 'scim-access')?.summary).toBe(access.scimEndpoint);
  const inKiro = async (id: string): Promise<{ name?: { familyName: string } }> => {
    const answer = await fetch(`${access.scimEndpoint}/Users/${id}`, {
      headers: { authorization: `Bearer ${access.token}` },
    });
    expect(answer.status).toBe(200);
    return (await answer.json()) as { name?: { familyName: string } };
  };
  const app = await house.app(SCIM);
  const people = await house.okta<{ id: string; externalId: string; syncState: string }[]>('GET', `${app}/users`);
  expect(people.length).toBeGreaterThan(10);
  for (const { externalId, syncState } of people) {
    expect(syncState).toBe('SYNCHRONIZED');
    await inKiro(externalId);
  }
  const [{ id, externalId }] = people as [(typeof people)[number]];
  await house.okta('POST', `/api/v1/users/${id}`, { profile: { lastName: 'Renamed' } });
  await expect.poll(async () => (await inKiro(externalId)).name?.familyName, { timeout: 60_000 }).toBe('Renamed');
}

const confirmedOf = ({ steps }: OnboardingReport, id: string) => steps.find((step) => step.id === id)?.confirmed;

/** Every change at every point; in `npm test` only the first change at the first one. */
const CASES = someOf(
  Object.entries(CHANGES).flatMap(([what, change]) =>
    POINTS.map(([message, step]) => ({ what, change, message, step })),
  ),
  1,
);

describe('in the middle of a run', () => {
  it.each(CASES)('$what while $message is asked: it ends connected to what is there then', async (one) => {
    const { what, change, message, step } = one;
    const house = await newHouse();
    let isChanged = false;
    const isAsked = ({ waitingFor }: Status): boolean =>
      waitingFor.some((one) => one.message === message && one.step === step);
    const report = await house.simulation.play(
      hooksFor(house, {
        async seen(status, send) {
          if (isChanged || !isAsked(status)) return false;
          isChanged = true;
          await change(house, send);
          return true;
        },
      }),
    );
    expect(isChanged).toBe(true);
    expect(report.outcome).toBe('done');
    await expectConnected(house, report);
    for (const id of ['provisioning-assignments', 'push-groups', 'kiro-profile', 'domain-verified', 'pilot-sign-in'])
      expect([id, confirmedOf(report, id)]).toEqual([id, 'proven']);
    // The client that the pilot signed in with is the one that is in Okta now.
    const client = await house.okta<{ credentials: { oauthClient: { client_id: string } } }>(
      'GET',
      await house.app(OIDC),
    );
    expect(report.facts.clientId).toBe(client.credentials.oauthClient.client_id);
    // A token that Okta already had when the access was given anew is never proven by the endpoint alone.
    const asked = house.simulation.answered.filter((one) => one === 'provisioningConfigured').length;
    const wasConnected = POINTS.findIndex(([name]) => name === message) > 2;
    if (wasConnected && what !== 'the OIDC application is deleted and made anew')
      expect(asked).toBeGreaterThanOrEqual(2);
  });
});

it('believes no push with the token from before, which still works when the new one is given', async () => {
  const house = await newHouse();
  const busy = new AbortController();
  let isChanged = false;
  let pushing: Promise<void> | undefined;
  /** Somebody in Okta is renamed again and again: each time Okta pushes, with the token that it has. */
  const push = async (): Promise<void> => {
    const [{ id }] = await house.okta<[{ id: string }]>('GET', `${await house.app(SCIM)}/users`);
    for (let round = 0; !busy.signal.aborted; round += 1)
      await house.okta('POST', `/api/v1/users/${id}`, { profile: { lastName: `Name${round}` } });
  };
  const report = await house.simulation.play(
    hooksFor(house, {
      async seen(status, send) {
        if (isChanged || !status.waitingFor.some(({ message }) => message === 'teamSubscribed')) return false;
        isChanged = true;
        pushing = push();
        await redo('scim-access')(send);
        return true;
      },
      async answering(message) {
        if (!isChanged || message !== 'provisioningConfigured') return;
        busy.abort();
        await pushing;
      },
    }),
  );
  busy.abort();
  await pushing;
  expect(house.simulation.answered.filter((one) => one === 'provisioningConfigured')).toHaveLength(2);
  await expectConnected(house, report);
});

it('does not count a person who is only in the Kiro from before', async () => {
  const house = await newHouse();
  const troubles: string[] = [];
  let isChanged = false;
  const report = await house.simulation.play(
    hooksFor(house, {
      async seen(status, send) {
        if (!isChanged && status.waitingFor.some(({ message }) => message === 'teamSubscribed')) {
          isChanged = true;
          await CHANGES['the profile is deleted and made anew']!(house, send);
          // The new one takes everybody but one.
          const { consoleUrl } = house.simulation.sandbox.info.kiro;
          const fault = { method: 'POST', path: '/*/scim/v2/Users', kind: 'status', status: 400, times: 1, nth: 3 };
          await fetch(`${consoleUrl}/sandbox/faults`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(fault),
          });
          return true;
        }
        const trouble = status.waitingFor.find(
          ({ step, message }) => step === 'provisioning-assignments' && message === 'stepDone',
        );
        if (trouble?.reason?.includes('could not provision 1 user') !== true) return false;
        troubles.push(trouble.reason);
        await house.okta('POST', `/console/apps/${(await house.app(SCIM)).split('/').at(-1)}/tasks/retry`);
        await send('stepDone', { step: 'provisioning-assignments' });
        return true;
      },
    }),
  );
  expect(troubles).toHaveLength(1);
  await expectConnected(house, report);
});

describe('between two runs', () => {
  const said: Send = async () => null;

  it('the token is exchanged: the second one asks the Okta admin, for the endpoint alone proves nothing', async () => {
    const house = await newHouse();
    await house.simulation.play(hooksFor(house));
    for (const { id } of await house.kiro<{ id: string }[]>('GET', '/console/access-tokens'))
      await house.kiro('DELETE', `/console/access-tokens/${id}`);
    house.simulation.answered.length = 0;
    const report = await house.simulation.play(hooksFor(house));
    expect(house.simulation.answered).toContain('provisioningConfigured');
    await expectConnected(house, report);
  });

  it.runIf(DEEP)(
    'the OIDC application is deleted: the second one has Kiro take the new client, and the pilot proves it',
    async () => {
      const house = await newHouse();
      const { facts } = await house.simulation.play(hooksFor(house));
      const change = CHANGES['the OIDC application is deleted and made anew']!;
      await change(house, said);
      const report = await house.simulation.play(hooksFor(house));
      const profile = await house.kiro<{ clientId: string }>('GET', '/console/profile');
      expect(report.facts.clientId).toBe(profile.clientId);
      const { id } = await house.okta<{ id: string }>('GET', await house.app(OIDC));
      expect(report.facts.signInAppId).toBe(id);
      expect(id).not.toBe(facts.signInAppId);
      for (const step of ['kiro-profile', 'pilot-sign-in']) expect(confirmedOf(report, step)).toBe('proven');
    },
  );
});
