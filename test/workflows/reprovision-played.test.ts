import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { INPUT_DEFAULTS } from '../../runbook/onboarding/input.js';
import type { OnboardingReport } from '../../runbook/onboarding/outlook.js';
import type { Status, Waiting } from '../../runbook/words/status.js';
import { DEEP } from '../support/how-often.js';
import { calmWorld } from './fake-world.js';
import { playedSimulation, type PlayedHooks, type PlayedSimulation, type Send } from './played-simulation.js';
import { simulator, type Simulator } from './simulated-run.js';

let creator: Simulator;
beforeAll(async () => {
  creator = await simulator(Object.keys(await calmWorld()));
});

/** A house in which everybody is connected, after the real onboarding. */
async function onboarded(): Promise<House> {
  const dir = mkdtempSync(join(tmpdir(), 'kiro-reprovision-'));
  const simulation = await playedSimulation(creator, dir);
  onTestFinished(async () => {
    await simulation.close();
    rmSync(dir, { recursive: true, force: true });
  });
  await simulation.play({});
  return new House(simulation);
}

interface Member {
  id: string;
  externalId: string;
  syncState: string;
}

/** The consoles, as the admins use them. */
class House {
  constructor(readonly simulation: PlayedSimulation) {}

  async kiro<T>(method: string, path: string): Promise<T> {
    const answer = await fetch(`${this.simulation.sandbox.info.kiro.consoleUrl}/console${path}`, { method });
    return (await answer.json().catch(() => null)) as T;
  }

  async okta<T>(method: string, path: string): Promise<T> {
    const { orgUrl, token } = this.simulation.sandbox.info.okta;
    const answer = await fetch(`${orgUrl}${path}`, { method, headers: { authorization: `SSWS ${token}` } });
    const text = await answer.text();
    return (text === '' ? null : JSON.parse(text)) as T;
  }

  async app(label: string): Promise<string> {
    const apps = await this.okta<{ id: string; label: string }[]>('GET', '/api/v1/apps');
    return `/api/v1/apps/${apps.find((app) => app.label === label)?.id}`;
  }

  /** Who has an application, by id. */
  async members(label: string): Promise<Member[]> {
    return this.okta<Member[]>('GET', `${await this.app(label)}/users?limit=500`);
  }

  async deletes(): Promise<string[]> {
    const all = await this.okta<{ method: string; path: string }[]>('GET', '/sandbox/requests');
    return all.filter(({ method }) => method === 'DELETE').map(({ path }) => path);
  }

  /** Everybody whom Okta calls synchronised is in the newest Kiro under the id that Okta has. */
  async expectEverybodyThere(): Promise<void> {
    // Kiro gives two tokens at most.
    const [oldest] = await this.kiro<{ id: string }[]>('GET', '/access-tokens');
    await this.kiro('DELETE', `/access-tokens/${oldest!.id}`);
    const { scimEndpoint, token } = await this.kiro<{ scimEndpoint: string; token: string }>('POST', '/access-tokens');
    const people = await this.members(SCIM);
    expect(people.length).toBeGreaterThan(10);
    for (const { externalId, syncState } of people) {
      expect(syncState).toBe('SYNCHRONIZED');
      const answer = await fetch(`${scimEndpoint}/Users/${externalId}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      expect(answer.status).toBe(200);
    }
  }
}

const [OIDC, SCIM] = [INPUT_DEFAULTS.okta.oidcApplication, INPUT_DEFAULTS.okta.provisioningApplication];
const ids = (members: Member[]): string[] => members.map(({ id }) => id).sort();
const stepOf = ({ steps }: OnboardingReport, id: string) => steps.find((one) => one.id === id)!;
const asked = ({ waitingFor }: Status, step: string, message: string): Waiting | undefined =>
  waitingFor.find((one) => one.step === step && one.message === message);

/** The Okta admin answers the question about old pushes in that way; the Kiro admin accepts the seats that are left. */
const hooks = (clear: (send: Send, question: Waiting) => Promise<unknown>, more: PlayedHooks = {}): PlayedHooks => ({
  ...more,
  async seen(status, send) {
    const question = asked(status, 'old-pushes', 'decisionMade');
    if (question === undefined) return (await more.seen?.(status, send)) ?? false;
    await clear(send, question);
    return true;
  },
});
const consent = async (send: Send): Promise<void> => {
  await send('decisionMade', {
    step: 'old-pushes',
    decision: 'repair',
    reason: 'the profile is gone',
    by: 'olga@example.com',
  });
};

/** What holds after every reprovisioning, no matter who has done what. */
async function expectWhole(house: House, report: OnboardingReport, before: string[]): Promise<void> {
  expect(report.facts).toMatchObject({ stillOff: [] });
  await house.expectEverybodyThere();
  expect(ids(await house.members(SCIM))).toEqual(before);
  for (const id of ['provisioning-assignments', 'push-groups', 'sync-window', 'provisioning-connection'])
    expect([id, stepOf(report, id).confirmed]).toEqual([id, 'proven']);
}

it('with consent: from the new profile to the last person, and the sign-in application is never touched', async () => {
  const house = await onboarded();
  const [before, signIn] = [ids(await house.members(SCIM)), ids(await house.members(OIDC))];
  await house.kiro('DELETE', '/profile');
  const told: string[] = [];
  const report = await house.simulation.play(
    hooks(async (send, question) => {
      told.push(question.instructions.join('\n'));
      await consent(send);
    }),
    'reprovisionKiro',
  );
  expect(told).toHaveLength(1);
  expect(told[0]).toContain('the push of "');
  expect(house.simulation.answered.filter((message) => message === 'provisioningConfigured')).toHaveLength(2);
  await expectWhole(house, report, before);
  expect(report.facts.scimEndpoint).toBe(stepOf(report, 'scim-access').summary);
  expect(ids(await house.members(OIDC))).toEqual(signIn);
  const signInApp = await house.app(OIDC);
  const deletes = await house.deletes();
  expect(deletes.length).toBeGreaterThan(2);
  expect(deletes.filter((path) => path.startsWith(signInApp) || path.includes('deleteTargetGroup=true'))).toEqual([]);
});

it('by hand: an admin who says it is done before it is done is asked again, with what is left', async () => {
  const house = await onboarded();
  const before = ids(await house.members(SCIM));
  await house.kiro('DELETE', '/profile');
  const app = await house.app(SCIM);
  const reasons: string[] = [];
  const rounds = [
    async () => {
      for (const { id } of await house.okta<{ id: string }[]>('GET', `${app}/groups`))
        await house.okta('DELETE', `${app}/groups/${id}`);
    },
    async () => {
      const mappings = `${app}/group-push/mappings`;
      for (const { id } of await house.okta<{ id: string }[]>('GET', mappings)) {
        const { orgUrl, token } = house.simulation.sandbox.info.okta;
        await fetch(`${orgUrl}${mappings}/${id}`, {
          method: 'PATCH',
          headers: { authorization: `SSWS ${token}`, 'content-type': 'application/json' },
          body: '{"status":"INACTIVE"}',
        });
        await house.okta('DELETE', `${mappings}/${id}?deleteTargetGroup=false`);
      }
    },
    async (question: Waiting) => {
      const copy = /\(id (00g\w+)\)/.exec(question.instructions.join('\n'))?.[1];
      await house.okta('DELETE', `/api/v1/groups/${copy}`);
    },
  ];
  const report = await house.simulation.play(
    hooks(async (send, question) => {
      if (reasons.at(-1) === question.since) return;
      reasons.push(question.since);
      await rounds.shift()?.(question);
      await send('stepDone', { step: 'old-pushes', note: 'done', by: 'olga@example.com' });
    }),
    'reprovisionKiro',
  );
  expect(rounds).toEqual([]);
  await expectWhole(house, report, before);
});

it.runIf(DEEP)('started although no profile was deleted, it takes nobody off', async () => {
  const house = await onboarded();
  const report = await house.simulation.play(
    hooks(() => Promise.reject(new Error('nobody should be asked'))),
    'reprovisionKiro',
  );
  expect(stepOf(report, 'old-pushes').summary).toContain('Nothing is left of another profile');
  expect(await house.deletes()).toEqual([]);
  await house.expectEverybodyThere();
});
