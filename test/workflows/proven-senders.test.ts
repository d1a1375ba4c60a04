import { beforeAll, describe, expect, it } from 'vitest';
import type { Reason } from '../../runbook/messages/verdict.js';
import type { TrustedKey } from '../../runbook/trust/sender-keys.js';
import { signed } from '../../sealing/signing.js';
import { keyFor } from '../support/sender-key.js';
import { input } from './fake-world.js';
import type { Report } from '../../runbook/words/report.js';
import { simulator, SimulatedRun, type Simulator } from './simulated-run.js';

const AT = Date.parse('2026-03-02T09:00:00Z');
const RUN = 'kiro-okta/example.okta.com/example.com';
const people = {
  ...input.people,
  'okta-admin': { email: 'Ben@example.com', escalateTo: { email: 'dee@example.com' } },
};

const slack = keyFor('slack');
const terminal = keyFor('terminal');
const stranger = keyFor('slack');
const TRUSTED: TrustedKey[] = [
  { key: slack.key, via: 'slack', people: ['*'] },
  { key: terminal.key, via: 'terminal', people: ['*'], isOperator: true },
];

let creator: Simulator;
beforeAll(async () => {
  creator = await simulator(['preflight', 'sealingKey', 'senderKeys']);
});

const start = (changes: object = {}, trusted: TrustedKey[] | null = TRUSTED): Promise<SimulatedRun> =>
  SimulatedRun.start(
    creator,
    'connectOktaToKiro',
    [{ ...input, people, proof: null, ...changes }],
    '',
    AT,
    RUN,
    trusted,
  );

/** Null where it was taken, else the code of the refusal. */
async function send(run: SimulatedRun, message: string, value: object): Promise<string | null | undefined> {
  const id = run.update(message, value);
  await run.task();
  const why = run.outcomeOf(id) as
    { cause?: { details?: Reason[] }; code?: string; reason?: string } | null | undefined;
  return why == null ? why : codeOf(why);
}
const codeOf = (why: object): string => /"code":"([a-z-]+)"/.exec(JSON.stringify(why))?.[1] ?? JSON.stringify(why);

const skip = { step: 'preflight', reason: 'seen' };
const proven = (run: SimulatedRun, value: object, sub = 'ben@example.com', key = slack, message = 'skipStep'): object =>
  signed(key, { workflowId: RUN, message, value, sub }, run.nowMs);

describe('a run whose worker trusts keys', () => {
  it('takes what changes its course from a proven sender of the role alone', async () => {
    const run = await start();
    expect(await send(run, 'skipStep', { ...skip, by: 'ben@example.com', via: 'slack' })).toBe('unproven');
    expect(await send(run, 'skipStep', proven(run, skip, 'ben@example.com', stranger))).toBe('bad-proof');
    expect(await send(run, 'skipStep', proven(run, skip, 'ana@example.com'))).toBe('not-yours');
    expect(await send(run, 'skipStep', proven(run, skip, 'dee@example.com'))).toBeNull();
    const [preflight] = (await run.status()).steps;
    expect(preflight).toMatchObject({ state: 'skipped', by: 'dee@example.com', via: 'slack', sender: 'proven' });
  });

  it('goes on taking simple answers from anybody, and says that they are unproven', async () => {
    const run = await start();
    expect(await send(run, 'checkNow', { by: 'eve@example.com' })).toBeNull();
    run.signal('skipStep', { ...skip, by: 'ben@example.com' });
    await run.task();
    expect((await run.status()).refusals).toMatchObject([
      { message: 'skipStep', by: 'ben@example.com', via: 'signal', sender: 'unproven' },
    ]);
  });

  it('takes nothing without a proof where all has to be proven', async () => {
    const run = await start({ proof: 'all' });
    expect(await send(run, 'checkNow', { by: 'ben@example.com' })).toBe('unproven');
    expect(await send(run, 'checkNow', proven(run, {}, 'ben@example.com', slack, 'checkNow'))).toBeNull();
  });

  it('takes a proof once, as a Signal also where the message was refused', async () => {
    const run = await start();
    const look = proven(run, {}, 'ben@example.com', slack, 'checkNow');
    expect(await send(run, 'checkNow', look)).toBeNull();
    expect(await send(run, 'checkNow', look)).toBe('bad-proof');
    // Ana may not skip it; a person who has seen her message must not send it again once she may.
    const hers = proven(run, skip, 'ana@example.com');
    for (const _ of [1, 2]) run.signal('skipStep', hers);
    await run.task();
    const { refusals } = await run.status();
    expect(refusals.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('is for Ben@example.com or dee@example.com (okta-admin) to answer'),
      expect.stringContaining('used before'),
    ]);
  });

  it('names the operator, who answers for the person who is asked', async () => {
    const run = await start();
    expect(await send(run, 'skipStep', proven(run, skip, 'root', terminal))).toBeNull();
    expect((await run.status()).steps[0]).toMatchObject({ by: 'root (the operator, for Ben@example.com)' });
    const redo = { step: 'preflight', reason: 'again' };
    expect(await send(run, 'redoStep', proven(run, redo, 'ben@example.com', terminal, 'redoStep'))).toBeNull();
    const { steps } = await run.query<Report>('report');
    expect(steps[0]!.history[0]).toMatchObject({ by: 'the operator, for Ben@example.com', sender: 'proven' });
  });

  it('lets its configuration narrow whom it trusts, and not to nobody', async () => {
    const run = await start({ senders: [{ key: slack.key, via: 'slack', people: ['dee@example.com'] }] });
    expect(await send(run, 'skipStep', proven(run, skip))).toBe('bad-proof');
    expect(await send(run, 'skipStep', proven(run, skip, 'root', terminal))).toBe('bad-proof');
    expect(await send(run, 'skipStep', proven(run, skip, 'dee@example.com'))).toBeNull();
    const none = await start({ senders: [{ key: stranger.key, via: 'slack', people: ['*'] }] });
    expect(await send(none, 'skipStep', { ...skip, by: 'ben@example.com' })).toBe('unproven');
  });

  it('reads the worker’s keys anew for a key that it does not know, at most once a minute', async () => {
    const run = await start();
    run.pass(61_000);
    const id = run.update('skipStep', proven(run, skip, 'ben@example.com', stranger));
    await run.task();
    expect(run.outcomeOf(id)).toBeUndefined();
    const reading = [...run.activities.values()].find(({ name }) => name === 'senderKeys')!;
    run.resolve(reading, { value: [{ key: stranger.key, via: 'slack', people: ['*'] }] });
    await run.task();
    expect(run.outcomeOf(id)).toBeNull();
    expect((await run.status()).steps[0]).toMatchObject({ state: 'skipped', sender: 'proven' });
    // The key that is gone from the file counts no more, and is not looked for again at once.
    expect(await send(run, 'redoStep', proven(run, skip, 'ben@example.com', slack, 'redoStep'))).toBe('bad-proof');
  });

  it('changes settings for a proven sender alone', async () => {
    const run = await start();
    const settings = {
      people: { ...people, 'kiro-admin': { email: 'eve@example.com' } },
      notify: input.notify,
      waits: input.waits,
    };
    expect(await send(run, 'settingsChanged', { settings, by: 'ben@example.com' })).toBe('unproven');
    const sent = signed(
      terminal,
      { workflowId: RUN, message: 'settingsChanged', value: { settings }, sub: 'root' },
      run.nowMs,
    );
    expect(await send(run, 'settingsChanged', { ...sent, by: 'eve@example.com' })).toBeNull();
    // As the proof says, not as the message does.
    expect((await run.status()).warnings.join()).toContain('root (the operator) (proven) has changed the settings');
    expect(await send(run, 'settingsChanged', sent)).toBe('bad-proof');
  });
});

it('a run whose worker trusts nobody asks for no proof, and a proof shows nothing there', async () => {
  const run = await start({}, []);
  expect(await send(run, 'skipStep', { ...proven(run, skip), by: 'ben@example.com', via: 'slack' })).toBeNull();
  const { steps, warnings } = await run.status();
  expect(steps[0]).toMatchObject({ state: 'skipped', by: 'ben@example.com', sender: null });
  const once = (texts: string[]): number => texts.filter((text) => text.includes('Nobody is proven')).length;
  expect(once(warnings)).toBe(1);
  expect(once((await run.query<Report>('report')).warnings)).toBe(1);
  const meant = await start({ proof: 'none' }, []);
  expect(once((await meant.status()).warnings)).toBe(0);
});

it('one key may answer through two front ends, with a line for each', async () => {
  const both = [
    { key: slack.key, via: 'page', people: ['*'] },
    { key: slack.key, via: 'slack', people: ['*'] },
  ];
  const run = await start({}, both);
  expect(await send(run, 'skipStep', proven(run, skip))).toBeNull();
  expect((await run.status()).steps[0]).toMatchObject({ by: 'ben@example.com', via: 'slack', sender: 'proven' });
});

it('a Signal that cannot be read stops no run, also while the keys are being read', async () => {
  const run = await start({}, null);
  for (const value of [{ verificationToken: 7 }, { verificationToken: null, recordName: [] }, 'text', null, [1]])
    run.signal('domainAdded', value);
  // This one is judged once the keys are known.
  run.signal('skipStep', { step: { deep: [] } });
  await run.task();
  expect((await run.status()).refusedCount).toBe(5);
  run.resolve(
    [...run.activities.values()].find(({ name }) => name === 'senderKeys')!,
    { value: TRUSTED },
  );
  await run.task();
  expect((await run.status()).refusedCount).toBe(6);
});
