import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RECORDED } from '../../runbook/connection/connection-updates.js';
import { blankRecord, type ConnectionNews, withNews } from '../../runbook/connection/record.js';
import { REPROVISION } from '../../runbook/reprovision/reprovision.js';
import { REPROVISION_STEPS } from '../../runbook/reprovision/reprovision-steps.js';
import type { OldPushes } from '../../runbook/outside.js';
import type { Report } from '../../runbook/words/report.js';
import type { Status } from '../../runbook/words/status.js';
import { calmWorld, ENDPOINT, input, needsPerson, NO_OLD_PUSHES, proof, type World } from './fake-world.js';
import { help, helpToTheEnd, helpUntil } from './simulated-people.js';
import { SimulatedRun, simulator, type Simulator } from './simulated-run.js';

let creator: Simulator;
const runs: SimulatedRun[] = [];
beforeAll(async () => {
  creator = await simulator(Object.keys(await calmWorld()));
});
afterEach(async () => {
  for (const run of runs.splice(0)) await run.dispose();
});

const OLD: OldPushes = {
  taken: {
    groups: [{ id: '00g1', name: 'Kiro Users', priority: 0, profile: {} }],
    users: [{ id: '00u1', userName: 'yara@example.com' }],
  },
  pushes: [{ id: 'gPm1', group: 'Kiro Team' }],
  copies: [{ id: '00g9', name: 'Kiro Team' }],
  people: 3,
  deactivates: false,
  seen: '3 of 3 people looked up at scim.example.com are not there under the id that Okta has of them.',
};

/** An Okta that knows people of the old profile until they are taken off; what it was told is in `told`. */
async function worldOf(changes: Partial<World> = {}) {
  const told: string[] = [];
  const org = { old: OLD, off: false };
  const noted = <T extends object>(name: string, work: (task: never) => T) =>
    (async (task: never) => {
      told.push(name);
      return { ...proof, ...work(task) };
    }) as never;
  const world = await calmWorld({
    findOldPushes: noted('find', () => org.old),
    clearOldPushes: noted('clear', (task: { old: OldPushes }) => {
      expect(task.old).toEqual(org.old);
      Object.assign(org, { old: NO_OLD_PUSHES, off: true });
      return {};
    }),
    putBackAssignments: noted('put back', () => {
      org.off = false;
      return { stillOff: [] };
    }),
    ensureProvisioningAssignments: noted('assign', () => ({})),
    ensurePushGroups: noted('push', () => ({})),
    writeReport: noted('report', () => ({})),
    ...changes,
  });
  return { told, org, world };
}

async function started(): Promise<SimulatedRun> {
  const run = await SimulatedRun.start(creator, 'reprovisionKiro', [{ ...input, about: {} }]);
  runs.push(run);
  return run;
}

const isAsked =
  (message: string, step: string) =>
  ({ waitingFor }: Status): boolean =>
    waitingFor.some((one) => one.message === message && one.step === step);
const untilOldPushes = (run: SimulatedRun, world: World): Promise<Status> =>
  helpUntil(run, world, isAsked('decisionMade', 'old-pushes'), ['decisionMade']);
const untilConnect = (run: SimulatedRun, world: World): Promise<Status> =>
  helpUntil(run, world, isAsked('provisioningConfigured', 'provisioning-connection'), [
    'provisioningConfigured',
    'decisionMade',
  ]);

async function say(run: SimulatedRun, message: string, value: object): Promise<void> {
  const id = run.update(message, { ...value, by: 'olga@example.com' });
  await run.task();
  expect(run.outcomeOf(id)).toBeNull();
}
const consent = (run: SimulatedRun): Promise<void> =>
  say(run, 'decisionMade', { step: 'old-pushes', decision: 'repair', reason: 'the profile is gone' });

const problems = ({ findings }: Report): string => findings.map(({ problem }) => problem).join('\n');
const step = ({ steps }: Report, id: string) => steps.find((one) => one.id === id)!;

describe('a reprovisioning', () => {
  it('needs only steps that it has', () => {
    const { rows } = REPROVISION_STEPS;
    for (const { skips, after, redoes } of rows)
      for (const id of [...skips, ...after, ...redoes]) expect(REPROVISION_STEPS.has(id), id).toBe(true);
    expect(Object.values(REPROVISION.messages).flatMap((use) => use?.step ?? [])).not.toContain('token-check');
  });

  it('takes the old pushes off with consent, has Okta connected by a person, and assigns everybody again', async () => {
    const { told, org, world } = await worldOf();
    const run = await started();
    const { waitingFor } = await untilOldPushes(run, world);
    const asked = waitingFor.find(({ step: id }) => id === 'old-pushes')!;
    expect(asked.role).toBe('okta-admin');
    expect(asked.instructions.join('\n')).toMatch(
      /decision repair[^]*Leave the group in the target app[^]*remove the groups "Kiro Users"/,
    );
    expect(told).toEqual(['find']);
    await consent(run);
    await untilConnect(run, world);
    expect([told, org.off]).toEqual([['find', 'clear', 'find'], true]);
    const report = await helpToTheEnd(run, world);
    expect(told).toEqual(['find', 'clear', 'find', 'put back', 'assign', 'push', 'report']);
    expect(report).toMatchObject({ runbook: 'reprovisionKiro', outcome: 'done-with-findings' });
    expect(report.facts).toMatchObject({ stillOff: [], leftSeats: ['ana@example.com (active)'] });
    expect(problems(report)).toContain('ana@example.com (active): a seat that the old profile');
    expect(step(report, 'old-pushes')).toMatchObject({
      confirmed: 'proven',
      summary: expect.stringContaining('any more') as string,
    });
    expect(report.duties.join()).toContain('TXT record of the old profile');
  });

  it('asks again where it was done by hand and is not all gone, and remembers who was there at first', async () => {
    const { told, org, world } = await worldOf();
    const remembered: unknown[] = [];
    world.putBackAssignments = async ({ taken }) => {
      remembered.push(taken);
      return { ...proof, stillOff: [{ name: 'group "Kiro Users"', why: 'Okta does not know it any more.' }] };
    };
    const run = await started();
    await untilOldPushes(run, world);
    org.old = { ...OLD, taken: { groups: [], users: [] }, copies: [] };
    await say(run, 'stepDone', { step: 'old-pushes' });
    const status = await untilOldPushes(run, world);
    const again = status.waitingFor.find(({ step: id }) => id === 'old-pushes')!;
    expect(again.reason).toContain('Not all of it is gone yet');
    org.old = NO_OLD_PUSHES;
    await say(run, 'stepDone', { step: 'old-pushes', note: 'unlinked' });
    const report = await helpToTheEnd(run, world);
    expect(told).not.toContain('clear');
    expect(remembered).toEqual([OLD.taken]);
    expect(report.facts['stillOff']).toEqual(['group "Kiro Users"']);
    expect(problems(report)).toContain('Still off the SCIM application');
  });

  it('assigns everybody again before its report where the steps that do so are skipped', async () => {
    const { told, org, world } = await worldOf();
    const run = await started();
    await untilOldPushes(run, world);
    await consent(run);
    await untilConnect(run, world);
    await say(run, 'skipStep', { step: 'provisioning-assignments', reason: 'not now', early: true });
    await say(run, 'skipStep', { step: 'provisioning-connection', reason: 'not now' });
    const report = await helpToTheEnd(run, world);
    expect([told.slice(-2), org.off]).toEqual([['put back', 'report'], false]);
    expect(report.warnings.join()).not.toContain('"Kiro Team" was taken off');
  });
});

it('tells the record of the new endpoint and its token once Okta is connected to it, and of its own steps alone', async () => {
  const news: ConnectionNews[] = [];
  const { world } = await worldOf({ recordConnection: async (task) => void news.push(task.news) });
  const run = await started();
  await untilOldPushes(run, world);
  await consent(run);
  await untilConnect(run, world);
  expect(news.length).toBeGreaterThan(0);
  expect(news.filter(({ endpoint, token }) => endpoint !== undefined || token !== undefined)).toEqual([]);
  await helpToTheEnd(run, world);
  const { news: last } = RECORDED.parse({ news: news.at(-1) });
  expect(last).toMatchObject({ endpoint: ENDPOINT, token: { issuedAt: expect.any(String) as string } });
  // The sign-in was tested by the onboarding, and is not by this run.
  const step = { ...last.kept!['kiro-profile']!, workflowId: 'earlier' };
  const record = { ...blankRecord(), kept: { 'token-check': step, 'kiro-profile': step, 'sync-window': step } };
  expect(withNews(record, last as ConnectionNews, 1).kept).toEqual({ 'token-check': step, ...last.kept });
  const { 'sync-window': _gone, ...fewer } = last.kept!;
  expect(Object.keys(withNews(record, { ...(last as ConnectionNews), kept: fewer }, 1).kept)).not.toContain(
    'sync-window',
  );
});

describe('whatever ends a reprovisioning early', () => {
  const atEveryPoint: Record<string, (run: SimulatedRun, world: World) => Promise<unknown>> = {
    'before the consent': untilOldPushes,
    'after it': async (run, world) => {
      await untilOldPushes(run, world);
      await consent(run);
      await untilConnect(run, world);
    },
    'while it is being taken off': async (run, world) => {
      await untilOldPushes(run, world);
      await consent(run);
      expect([...run.activities.values()].map(({ name }) => name)).toContain('clearOldPushes');
      // Okta has done it, and the run does not know yet.
      await world.clearOldPushes({ old: OLD } as never);
    },
  };
  const endings: Record<string, (run: SimulatedRun) => Promise<void>> = {
    cancelled: async (run) => {
      run.cancel();
      await run.task();
    },
    stopped: (run) => say(run, 'decisionMade', { step: 'old-seats', decision: 'stop', reason: 'enough' }),
  };

  it.each(Object.keys(atEveryPoint).flatMap((point) => Object.keys(endings).map((ending) => [ending, point] as const)))(
    '%s %s: everybody is put back before the report',
    async (ending, point) => {
      const { told, org, world } = await worldOf();
      const run = await started();
      // Somebody can say stop only where something is decided.
      await helpUntil(run, world, isAsked('decisionMade', 'old-seats'), [
        'decisionMade',
        'scimAccessIssued',
        'domainAdded',
      ]);
      await atEveryPoint[point]!(run, world);
      await endings[ending]!(run);
      for (let round = 0; round < 20 && run.end === null; round += 1) await help(run, world, ['decisionMade']);
      expect(run.end?.kind).toBe(ending === 'stopped' ? 'failed' : 'cancelled');
      expect([told.slice(-2), org.off]).toEqual([['put back', 'report'], false]);
    },
  );

  it('names everybody who is still off where Okta cannot be reached any more', async () => {
    const reports: Report[] = [];
    const { world } = await worldOf({
      putBackAssignments: async () => Promise.reject(needsPerson('Okta refuses the token.')),
      writeReport: async ({ report }) => {
        reports.push(report);
        return proof;
      },
    });
    const run = await started();
    await untilOldPushes(run, world);
    await consent(run);
    await untilConnect(run, world);
    run.cancel();
    for (let round = 0; round < 20 && run.end === null; round += 1) await help(run, world);
    expect(reports[0]?.facts['stillOff']).toEqual(['group "Kiro Users"', 'yara@example.com']);
    expect(problems(reports[0]!)).toContain('Okta refuses the token.');
  });
});

it('goes on as a new run with all that it remembers', async () => {
  const { told, world } = await worldOf();
  const run = await started();
  await untilOldPushes(run, world);
  await consent(run);
  await untilConnect(run, world);
  run.suggestContinueAsNew();
  await say(run, 'checkNow', {}).catch(() => undefined);
  for (let round = 0; round < 10 && run.carriedWith.length === 0; round += 1)
    await help(run, world, ['provisioningConfigured']);
  expect(run.carriedWith).toHaveLength(1);
  const report = await helpToTheEnd(run, world);
  expect(told.filter((one) => one === 'put back')).toHaveLength(1);
  expect(report.facts['stillOff']).toEqual([]);
});

it.each([...REPROVISION_STEPS.ids].filter((id) => id !== 'report'))(
  'ends, and nobody is off, where %s is redone',
  async (id) => {
    const { org, world } = await worldOf();
    const run = await started();
    await untilOldPushes(run, world);
    await consent(run);
    await helpUntil(run, world, isAsked('teamSubscribed', 'subscribe-team'), ['teamSubscribed']);
    const update = run.update('redoStep', { step: id, reason: 'once more', by: 'olga@example.com' });
    await run.task();
    if (run.outcomeOf(update) !== null) expect(JSON.stringify(run.outcomeOf(update))).toContain('has not begun');
    const report = await helpToTheEnd(run, world);
    expect([org.off, report.facts['stillOff']]).toEqual([false, []]);
  },
);

it.each([...REPROVISION_STEPS.ids].filter((id) => id !== 'report'))(
  'ends, and nobody is off, where %s is skipped',
  async (id) => {
    const { org, world } = await worldOf();
    const run = await started();
    const update = run.update('skipStep', { step: id, reason: 'not now', early: true, by: 'olga@example.com' });
    await run.task();
    expect(run.outcomeOf(update)).toBeNull();
    for (let round = 0; round < 120 && run.end === null; round += 1) {
      const { waitingFor } = await run.status();
      if (waitingFor.some(({ step: one, message }) => one === 'old-pushes' && message === 'decisionMade'))
        await consent(run);
      await help(run, world);
    }
    expect([run.end?.kind, org.off]).toEqual(['completed', false]);
  },
);
