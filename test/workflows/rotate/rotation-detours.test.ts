import { beforeAll, describe, expect, it } from 'vitest';
import { ROTATE_TYPE } from '../../../runbook/model/names.js';
import { COMPROMISED_STEPS, PLANNED_STEPS } from '../../../runbook/rotate/rotation-steps.js';
import type { Status } from '../../../runbook/words/status.js';
import { calmWorld, input } from '../fake-world.js';
import { SimulatedRun, simulator, type Simulator } from '../simulated-run.js';
import { House } from './rotation-house.js';

const DAY = 24 * 3_600_000;
let creator: Simulator;
beforeAll(async () => {
  creator = await simulator(Object.keys(await calmWorld()));
});

const KINDS = [
  { name: 'a planned rotation', compromised: false, steps: PLANNED_STEPS },
  { name: 'a rotation after a leak', compromised: true, steps: COMPROMISED_STEPS },
];
const REASON = 'somebody thought better of it';
const stateOf = ({ steps }: Status, id: string): string => steps.find((step) => step.id === id)!.state;

describe.each(KINDS)('$name', ({ compromised, steps }) => {
  const ids = steps.ids.filter((id) => id !== 'report');
  const begun = async (): Promise<House> => House.enter(creator, compromised);

  it('comes to its end with people who help, everything proven that can be', async () => {
    const house = await begun();
    await house.help();
    expect(house.report.outcome).toBe('done');
    const words = house.report.steps.filter(({ confirmed }) => confirmed === 'attested').map(({ id }) => id);
    const more = compromised ? ['into-okta', 'old-is-dead', 'revoke-old'] : [];
    expect(words.sort()).toEqual(['failed-tasks', 'new-token', ...more].sort());
  });

  it.each(ids)('does %s again when it is over', async (id) => {
    const house = await begun();
    const isOver = (status: Status): boolean => stateOf(status, id) === 'done';
    await house.help(isOver);
    // The last step ends the run; before that nothing can be done again.
    if (house.run.end !== null) return;
    expect(await house.send('redoStep', { step: id, reason: REASON })).toBeNull();
    await house.help();
    const { outcome, steps: done } = house.report;
    expect([outcome, done.find((step) => step.id === id)?.history.length]).toEqual(['done', 1]);
    expect(done.filter(({ state }) => state !== 'done')).toEqual([]);
    // What Okta holds in the end works, and nothing older does.
    expect(house.alive.has(house.oktaHolds)).toBe(true);
    if (!compromised) expect([...house.alive]).toEqual([house.oktaHolds]);
    expect(house.alive.has('old')).toBe(false);
  });

  it.each(ids)('goes on without %s, and deletes no token that Okta needs', async (id) => {
    const house = await begun();
    await house.settle();
    expect(await house.send('skipStep', { step: id, reason: REASON, early: true })).toBeNull();
    await house.help();
    expect(house.ended(id)).toBe('skipped null');
    expect(house.report.outcome).toBe('done-with-findings');
    // After a leak the old token has to go, whatever is skipped later.
    const mustGo = compromised && id !== 'revoke-old';
    expect(house.alive.has('old')).toBe(!mustGo && ['new-token', 'into-okta', 'revoke-old'].includes(id));
    if (!compromised) expect(house.alive.has(house.oktaHolds)).toBe(true);
    // Where the old token stays, the record still asks for a new one.
    const isTold = house.news.some(({ token }) => token !== undefined);
    expect(isTold).toBe(!['new-token', 'into-okta'].includes(id));
  });

  it('goes on as a new run at every step with all that it knew', async () => {
    const house = await begun();
    for (let round = 0; house.run.end === null && round < 20; round += 1) {
      house.run.suggestContinueAsNew();
      const before = house.run.carriedWith.length;
      await house.help((status) => house.run.carriedWith.length > before || status.outcome !== 'running');
    }
    expect(house.run.carriedWith.length).toBeGreaterThan(2);
    expect(house.report.outcome).toBe('done');
    expect(house.ended('old-is-dead')).toBe(compromised ? 'done attested' : 'done proven');
    expect(JSON.stringify(house.run.carriedWith)).not.toContain('plain');
  });

  it('is cancelled with a report of what is open', async () => {
    const house = await begun();
    await house.help((status) => stateOf(status, 'into-okta') === 'waiting');
    house.run.cancel();
    await house.run.task();
    await house.settle();
    expect(house.run.end?.kind).toBe('cancelled');
    expect(house.news.at(-1)?.run.outcome).toBe('cancelled');
  });
});

describe('the record of the connection', () => {
  it('asks for a new token when the time comes, and no more once a rotation has put it into Okta', async () => {
    const record = await SimulatedRun.start(creator, 'kiroConnection', [input], '', Date.parse('2025-05-01T00:00:00Z'));
    const told = async (news: object): Promise<void> => {
      record.update('recorded', { news });
      await record.task();
    };
    const asked = async (): Promise<string[]> => (await record.status()).waitingFor.map(({ message }) => message);
    const before = {
      runbook: 'connectOktaToKiro',
      workflowId: 'x',
      outcome: 'running',
      startedAt: '2025-05-01T00:00:00.000Z',
    };
    const token = { issuedAt: '2025-05-01T00:00:00.000Z', storedAt: null };
    await told({ run: { ...before, finishedAt: null }, token });
    record.pass(275 * DAY);
    await record.task();
    expect(await asked()).toContain('stepDone');
    const question = (await record.status()).waitingFor.find(({ message }) => message === 'stepDone');
    expect(question?.instructions[0]).toContain('npm run rotate-token');
    const house = await House.enter(creator, false);
    await house.help();
    for (const news of house.news) await told(news);
    expect(await asked()).not.toContain('stepDone');
    const { runs } = await record.query<{ runs: { runbook: string; outcome: string }[] }>('connection');
    expect(runs.at(-1)).toMatchObject({ runbook: ROTATE_TYPE, outcome: 'done' });
    record.pass(310 * DAY);
    await record.task();
    expect(await asked()).toContain('stepDone');
  });
});
