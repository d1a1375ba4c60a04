import { beforeAll, describe, expect, it } from 'vitest';
import type { ConnectionInput } from '../../runbook/connection/connection-input.js';
import { settingsOf } from '../../runbook/model/settings.js';
import { input } from './fake-world.js';
import { simulator, SimulatedRun, type Simulator } from './simulated-run.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
let creator: Simulator;
beforeAll(async () => {
  creator = await simulator(['notify']);
});

/** The record of a connection is the smallest run that asks people. */
async function overdueSoon(): Promise<SimulatedRun> {
  const waits = { ...input.waits, reviewAccessMs: DAY };
  const run = await SimulatedRun.start(creator, 'kiroConnection', [{ ...input, waits }]);
  run.pass(DAY);
  await run.task();
  return run;
}
const send = async (run: SimulatedRun, value: unknown): Promise<unknown> => {
  const id = run.update('settingsChanged', value);
  await run.task();
  return run.outcomeOf(id) ?? run.resultOf(id);
};
const asked = async (run: SimulatedRun) =>
  (await run.status()).waitingFor.find(({ message }) => message === 'stepDone')!;

describe('settings that change while a run goes on', () => {
  it('count for what is asked already, and for what it waits for', async () => {
    const run = await overdueSoon();
    expect(await asked(run)).toMatchObject({ person: 'ana@example.com', overdue: false });
    const settings = await run.query<ReturnType<typeof settingsOf<ConnectionInput>>>('settings');
    const people = { ...input.people, 'kiro-admin': { email: 'dee@example.com' } };
    const waits = { ...settings.waits, dueAfterMs: HOUR, reviewAccessMs: 2 * DAY };
    expect(await send(run, { settings: { ...settings, people, waits }, by: 'ana@example.com' })).toEqual({
      accepted: true,
      changed: ['people.kiro-admin.email', 'waits.dueAfterMs', 'waits.reviewAccessMs'],
    });
    // The review is due a day later now: nobody is asked any more.
    expect(await asked(run)).toBeUndefined();
    run.pass(DAY);
    await run.task();
    expect(await asked(run)).toMatchObject({ person: 'dee@example.com' });
    run.pass(HOUR);
    await run.task();
    expect(await asked(run)).toMatchObject({ overdue: true });
    expect((await run.status()).warnings).toEqual([
      'ana@example.com has changed the settings of the run: people.kiro-admin.email, waits.dueAfterMs, waits.reviewAccessMs.',
    ]);
  });

  it('keep what a program of an earlier version does not know', async () => {
    const people = { ...input.people, reviewers: [{ email: 'dee@example.com' }] };
    const web = { linkHours: 2 };
    const run = await SimulatedRun.start(creator, 'kiroConnection', [{ ...input, people, web }]);
    const { reviewers: _unknown, ...older } = people;
    const { web: _unknownToo, ...settingsOfOld } = settingsOf(input);
    const dnsAdmin = { email: 'cem@example.com' };
    const settings = { ...settingsOfOld, people: { ...older, 'dns-admin': dnsAdmin } };
    expect(await send(run, { settings })).toMatchObject({ changed: ['people.dns-admin', 'waits.syncWindowMs'] });
    expect(await run.query('settings')).toMatchObject({ people: { ...people, 'dns-admin': dnsAdmin }, web });
    expect(await send(run, { settings: { ...settings, web: { linkHours: 24 } } })).toMatchObject({
      changed: ['web.linkHours'],
    });
    await send(run, { settings: { ...settings, people: { ...people, reviewers: [] } } });
    expect(await run.query('settings')).toMatchObject({ people: { reviewers: [] } });
  });

  it('tell a channel that was not there before', async () => {
    const run = await overdueSoon();
    const notify = { ...input.notify, webhook: 'https://hooks.example.com/kiro' };
    await send(run, { settings: { ...settingsOf(input), notify } });
    const [sending] = run.activities.values();
    expect(sending).toMatchObject({ name: 'notify' });
    // A part of it that did not go out is of the report.
    run.resolve(sending!, { value: { missed: 'Slack answered messages_tab_disabled to a direct message.' } });
    await run.task();
    expect((await run.status()).warnings.at(-1)).toBe(
      '1 notice(s) could not be delivered by webhook, the last one because: Slack answered messages_tab_disabled to a direct message.',
    );
  });

  it.each([
    ['nothing', null],
    ['people who are none', { settings: { ...settingsOf(input), people: 5 } }],
    ['hours that are none', { settings: { ...settingsOf(input), waits: { ...input.waits, toMinute: 9e9 } } }],
    ['what is no setting', { settings: { ...settingsOf(input), domain: 'example.org' } }],
    ['half of them', { settings: { people: input.people } }],
  ])('are refused with %s, and nothing changes', async (_what, value) => {
    const run = await overdueSoon();
    expect(await send(run, value)).toMatchObject({
      code: 'invalid',
      reason: expect.stringContaining('not right') as unknown,
    });
    expect(await run.query('settings')).toMatchObject({ people: input.people });
    expect((await run.status()).warnings).toEqual([]);
  });
});
