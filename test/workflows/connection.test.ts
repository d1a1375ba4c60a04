import { beforeAll, describe, expect, it } from 'vitest';
import type { ConnectionRecord } from '../../runbook/connection/record.js';
import type { Turn } from '../../runbook/connection/turns.js';
import { input } from './fake-world.js';
import { simulator, SimulatedRun, type Simulator } from './simulated-run.js';

const DAY = 24 * 3_600_000;
const AT = '2026-03-02T09:00:00.000Z';
let creator: Simulator;
beforeAll(async () => {
  creator = await simulator([]);
});

const start = (changes: object = {}): Promise<SimulatedRun> =>
  SimulatedRun.start(creator, 'kiroConnection', [{ ...input, ...changes }]);
const send = async (run: SimulatedRun, name: string, value: object): Promise<unknown> => {
  const id = run.update(name, value);
  await run.task();
  return run.outcomeOf(id) ?? run.resultOf(id);
};
const onboarding = { runbook: 'connectOktaToKiro', workflowId: 'kiro-okta/example.okta.com/example.com' };
const underWay = { ...onboarding, outcome: 'running', startedAt: AT, finishedAt: null };
const recordOf = (run: SimulatedRun): Promise<ConnectionRecord & { turns: Turn[] }> => run.query('connection');
const asked = async (run: SimulatedRun): Promise<string[]> =>
  (await run.status()).waitingFor.map(({ message, step }) => `${step}: ${message}`);
const pass = async (run: SimulatedRun, ms: number): Promise<void> => {
  run.pass(ms);
  await run.task();
};

describe('the record of a connection', () => {
  it('keeps what runs tell it, and never a token', async () => {
    const run = await start();
    expect(await recordOf(run)).toMatchObject({ domain: 'example.com', oktaOrg: 'example.okta.com', issuer: null });
    const objects = { oidcApplication: '0oa1', clientId: 'c1' };
    expect(await send(run, 'recorded', { news: { run: underWay, objects } })).toEqual({ accepted: true });
    const over = { ...underWay, outcome: 'done', finishedAt: '2026-03-04T09:00:00.000Z' };
    const token = { issuedAt: AT, storedAt: '1Password: Kiro' };
    const more = { scimApplication: '0oa2' };
    await send(run, 'recorded', { news: { run: over, objects: more, token, endpoint: 'https://scim.example.com/a' } });
    const known = await recordOf(run);
    expect(known).toMatchObject({
      objects: { ...objects, ...more, authorizationServer: null },
      endpoint: 'https://scim.example.com/a',
      token: { ...token, renewBy: '2026-12-02T09:00:00.000Z' },
      runs: [over],
    });
    const refused = { reason: expect.stringContaining('news') as unknown };
    expect(await send(run, 'recorded', { news: { run: underWay, token: 'plain' } })).toMatchObject(refused);
  });

  it('asks for a new token when the time comes, and again a year after that', async () => {
    const run = await start();
    await send(run, 'recorded', { news: { run: underWay, token: { issuedAt: AT, storedAt: null } } });
    expect(await asked(run)).toEqual(['renew-scim-access: checkNow', 'review-access: checkNow']);
    expect((await run.status()).waitingFor[0]?.title).toBe('Renew the SCIM access: due on 2026-12-02');
    await pass(run, 275 * DAY);
    expect(await asked(run)).toContain('renew-scim-access: stepDone');
    const renewal = (await run.status()).waitingFor.find(({ message }) => message === 'stepDone');
    expect(renewal).toMatchObject({ role: 'kiro-admin', person: 'ana@example.com' });
    // A run that renews it answers the question.
    const issuedAt = new Date(run.nowMs).toISOString();
    await send(run, 'recorded', { news: { run: underWay, token: { issuedAt, storedAt: null } } });
    expect(await asked(run)).toContain('renew-scim-access: checkNow');
    await pass(run, 275 * DAY);
    expect(await asked(run)).toContain('renew-scim-access: stepDone');
    // So does the word of a person.
    await send(run, 'stepDone', { step: 'renew-scim-access', by: 'ana@example.com', note: 'by hand' });
    expect(await asked(run)).toContain('renew-scim-access: checkNow');
    expect((await recordOf(run)).token.issuedAt).toBe(new Date(run.nowMs).toISOString());
  });

  it('asks for a review as often as the configuration says, also as it says now', async () => {
    const run = await start();
    await pass(run, 400 * DAY);
    expect(await asked(run)).toContain('review-access: checkNow');
    const waits = { ...input.waits, reviewAccessMs: 90 * DAY };
    const settings = { people: input.people, notify: input.notify, waits };
    await send(run, 'recorded', { news: { run: underWay }, settings });
    expect(await asked(run)).toContain('review-access: stepDone');
    await send(run, 'stepDone', { step: 'review-access' });
    await pass(run, 89 * DAY);
    expect(await asked(run)).toContain('review-access: checkNow');
    await pass(run, DAY);
    expect(await asked(run)).toContain('review-access: stepDone');
  });

  it('takes a review that is over for an answer, and lets it go beside everything', async () => {
    const waits = { ...input.waits, reviewAccessMs: 90 * DAY };
    const run = await start({ waits });
    await pass(run, 90 * DAY);
    const question = (await run.status()).waitingFor.find(({ step }) => step === 'review-access');
    expect(question?.instructions.join(' ')).toContain('npm run review-access -- ');
    const reviewedAt = new Date(run.nowMs).toISOString();
    const review = { ...underWay, runbook: 'reviewAccess', workflowId: 'v', outcome: 'done', finishedAt: reviewedAt };
    await send(run, 'recorded', { news: { run: review, reviewedAt } });
    expect(await asked(run)).toContain('review-access: checkNow');
    // News that were on their way for long move nothing back.
    await send(run, 'recorded', { news: { run: review, reviewedAt: AT } });
    expect(await asked(run)).toContain('review-access: checkNow');
    expect(await send(run, 'turn', { runbook: 'reprovisionKiro', workflowId: 'p' })).toMatchObject({ granted: true });
    expect(await send(run, 'turn', { runbook: 'reviewAccess', workflowId: 'v' })).toMatchObject({ granted: true });
  });

  it('gives the turn to one of those that write to the same objects, in the order of asking', async () => {
    const run = await start();
    const turn = (runbook: string, workflowId: string): Promise<unknown> => send(run, 'turn', { runbook, workflowId });
    expect(await turn('rotateScimToken', 'r')).toMatchObject({ granted: true });
    expect(await turn('reprovisionKiro', 'p')).toMatchObject({ granted: false, ahead: [{ workflowId: 'r' }] });
    expect(await turn('connectOktaToKiro', 'c')).toMatchObject({ granted: false, ahead: [{}, { workflowId: 'p' }] });
    expect(await turn('auditConnection', 'a')).toMatchObject({ granted: true });
    await send(run, 'turnOver', { workflowId: 'r' });
    expect(await turn('reprovisionKiro', 'p')).toMatchObject({ granted: true });
    // One that writes no more gives it back with its news, long before it is over.
    const reprovisioning = { ...underWay, runbook: 'reprovisionKiro', workflowId: 'p' };
    await send(run, 'recorded', { news: { run: reprovisioning, turn: false } });
    expect(await turn('connectOktaToKiro', 'c')).toMatchObject({ granted: true });
    const over = { ...underWay, workflowId: 'c', outcome: 'done', finishedAt: AT };
    await send(run, 'recorded', { news: { run: over } });
    expect((await recordOf(run)).turns).toEqual([]);
  });

  it('knows the turn of an onboarding that has begun before its record', async () => {
    const run = await start();
    await send(run, 'recorded', { news: { run: underWay, turn: true } });
    expect(await send(run, 'turn', { runbook: 'rotateScimToken', workflowId: 'r' })).toMatchObject({ granted: false });
    await send(run, 'recorded', { news: { run: underWay, turn: false } });
    expect(await send(run, 'turn', { runbook: 'rotateScimToken', workflowId: 'r' })).toMatchObject({ granted: true });
  });

  it('lets any number of people leave beside what goes on, and neither grows nor keeps anybody waiting', async () => {
    const run = await start();
    await send(run, 'turn', { runbook: 'reprovisionKiro', workflowId: 'p' });
    for (let batch = 0; batch < 12; batch += 1) {
      const ids = Array.from({ length: 100 }, (_, one) =>
        run.update('turn', { runbook: 'offboardUser', workflowId: `o${batch}-${one}` }),
      );
      await run.task();
      expect(ids.every((id) => (run.resultOf(id) as { granted: boolean }).granted)).toBe(true);
    }
    expect((await recordOf(run)).turns).toMatchObject([{ workflowId: 'p' }]);
    expect(await send(run, 'turn', { runbook: 'rotateScimToken', workflowId: 'r' })).toMatchObject({
      ahead: [{ workflowId: 'p' }],
    });
    // Requests with made-up names do not fill it either.
    for (let one = 0; one < 40; one += 1) await send(run, 'turn', { runbook: 'another', workflowId: `x${one}` });
    expect((await recordOf(run)).turns.length).toBeLessThanOrEqual(20);
    await send(run, 'turnOver', { workflowId: 'p' });
    expect(await send(run, 'turn', { runbook: 'rotateScimToken', workflowId: 'r' })).toMatchObject({ granted: true });
  });

  it('keeps a finding muted, and refuses one without an end', async () => {
    const run = await start();
    const muted = { finding: 'kiro/stranger/lena@example.com', until: '2026-06-01T00:00:00Z', reason: 'leaves in May' };
    expect(await send(run, 'findingMuted', { ...muted, by: 'ana@example.com' })).toEqual({ accepted: true });
    await send(run, 'findingMuted', { ...muted, reason: 'leaves in June' });
    expect((await recordOf(run)).muted).toEqual([{ ...muted, reason: 'leaves in June', by: null }]);
    const { until: _until, ...endless } = muted;
    expect(await send(run, 'findingMuted', endless)).toMatchObject({
      reason: expect.stringContaining('`until`') as unknown,
    });
    expect(await send(run, 'findingMuted', { ...muted, finding: 'lena' })).toMatchObject({
      reason: expect.stringContaining('<area>/<kind>/<object>') as unknown,
    });
  });

  it('does not open a run again that is over, and refuses what would never end', async () => {
    const run = await start();
    const over = { ...underWay, outcome: 'done', finishedAt: AT };
    await send(run, 'recorded', { news: { run: over } });
    await send(run, 'recorded', { news: { run: underWay } });
    expect((await recordOf(run)).runs).toEqual([over]);
    const { people, notify } = input;
    for (const waits of [{ renewScimAccessMs: 1e16 }, { remindAfterMs: 0 }, { remindAfterMs: 1e16 }, { more: 1 }])
      expect(
        await send(run, 'recorded', {
          news: { run: over },
          settings: { people, notify, waits: { ...input.waits, ...waits } },
        }),
      ).toMatchObject({ code: 'invalid' });
    const long = { finding: `kiro/stranger/${'x'.repeat(500)}`, until: '2026-06-01T00:00:00Z', reason: 'r' };
    expect(await send(run, 'findingMuted', long)).toMatchObject({ code: 'invalid' });
  });

  it('cannot be ended, skipped or redone by a message', async () => {
    const run = await start();
    for (const [name, value] of [
      ['skipStep', { step: 'renew-scim-access', reason: 'r', early: true }],
      ['redoStep', { step: 'renew-scim-access', reason: 'r' }],
      ['decisionMade', { step: 'renew-scim-access', decision: 'stop', reason: 'r' }],
    ] as const) {
      run.signal(name, value);
      await run.task();
    }
    expect((await run.status()).refusedCount).toBe(3);
    expect(run.end).toBeNull();
  });

  it('goes on as a new run with all that it knew', async () => {
    const run = await start();
    await send(run, 'recorded', { news: { run: underWay, token: { issuedAt: AT, storedAt: null } } });
    await send(run, 'turn', { runbook: 'rotateScimToken', workflowId: 'r' });
    run.suggestContinueAsNew();
    await send(run, 'checkNow', {});
    expect(run.carriedWith).toHaveLength(1);
    expect(await recordOf(run)).toMatchObject({ token: { issuedAt: AT }, turns: [{ workflowId: 'r' }] });
    await pass(run, 275 * DAY);
    expect(await asked(run)).toContain('renew-scim-access: stepDone');
  });
});
