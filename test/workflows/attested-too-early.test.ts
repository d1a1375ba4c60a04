import { expect, it } from 'vitest';
import type { TxtMiss } from '../../runbook/outside.js';
import { reportMarkdown } from '../../runbook/words/report-markdown.js';
import type { Report } from '../../runbook/words/report.js';
import { calmWorld, input, needsPerson, notYet, proof } from './fake-world.js';
import { help, helpToTheEnd, helpUntil } from './simulated-people.js';
import { SimulatedRun, simulator } from './simulated-run.js';

const time = (report: Report, id: string): string => report.steps.find((step) => step.id === id)?.at ?? '';
const story = ({ steps }: Report, id: string) =>
  steps.find((step) => step.id === id)?.testimony?.map(({ kind, at, by }) => [kind, at, by]);
const rowOf = (report: Report, title: string): string =>
  reportMarkdown(report)
    .split('\n')
    .find((line) => line.startsWith(`| ${title} |`)) ?? '';

it('a record that was said to be published too early has the time of the word and of the truth, and its story', async () => {
  const miss: TxtMiss = {
    kind: 'elsewhere',
    problem: 'It is at another name.',
    fix: 'Move it.',
    more: [],
    isPublished: false,
  };
  let isThere = false;
  const world = await calmWorld({
    awaitTxtRecord: async ({ told }) => {
      if (isThere) return proof;
      if (told === miss.kind || told === 'missing') throw notYet(miss.problem, '1h');
      return { ...proof, miss };
    },
  });
  const run = await SimulatedRun.start(await simulator(Object.keys(world)), 'connectOktaToKiro', [input]);
  try {
    const minute = async (): Promise<number> => {
      run.pass(60_000);
      await run.task();
      return run.nowMs;
    };
    const asked = (status: { waitingFor: { message: string }[] }): boolean =>
      status.waitingFor.some(({ message }) => message === 'dnsRecordPublished');
    await helpUntil(run, world, asked, ['dnsRecordPublished']);
    const said = await minute();
    run.update('dnsRecordPublished', { by: 'cem@example.com' });
    await run.task();
    const seen = await minute();
    await help(run, world, ['dnsRecordPublished']);
    const again = await minute();
    run.update('dnsRecordPublished', { by: 'dan@example.com' });
    await run.task();
    isThere = true;
    const there = await minute();
    const report = await helpToTheEnd(run, world);
    const iso = (ms: number): string => new Date(ms).toISOString();
    expect(story(report, 'dns-record')).toEqual([
      ['attested', iso(said), 'cem@example.com'],
      ['contradicted', iso(seen), null],
      ['attested', iso(again), 'dan@example.com'],
      ['proven', iso(there), null],
    ]);
    expect(time(report, 'dns-record')).toBe(iso(there));
    const utc = (ms: number): string => `${iso(ms).slice(0, 19).replace('T', ' ')} UTC`;
    expect(rowOf(report, 'Publish the TXT record')).toContain(
      `proven: attested ${utc(said)}, true since ${utc(there)}`,
    );
  } finally {
    await run.dispose();
  }
});

it('a connection that was attested too early is reported as such, and as proven once Okta has pushed', async () => {
  let tries = 0;
  const problem = 'Okta says that everybody is in Kiro, but nobody is there.';
  const world = await calmWorld({
    readProvisioning: async () => ({
      ...proof,
      connection: 'unknown',
      createUsers: 'unknown',
      updateUserAttributes: 'unknown',
    }),
    ensureProvisioningAssignments: async () => {
      if ((tries += 1) === 1) throw needsPerson(problem, { denies: 'pushed-to-endpoint' });
      return { ...proof, unseen: 0, pushedSince: '2026-03-02T09:30:00.000Z' };
    },
    awaitTxtRecord: async () => proof,
    watchTxtRecord: async () => {
      throw notYet('The record stands.', '1h');
    },
  });
  const run = await SimulatedRun.start(await simulator(Object.keys(world)), 'connectOktaToKiro', [input]);
  try {
    const isAsked = (status: { waitingFor: { message: string; step: string }[] }): boolean =>
      status.waitingFor.some(({ step, message }) => step === 'provisioning-assignments' && message === 'stepDone');
    const status = await helpUntil(run, world, isAsked, ['stepDone']);
    expect(status.steps.find(({ id }) => id === 'provisioning-connection')).toMatchObject({
      confirmed: 'attested',
      summary: problem,
    });
    const report = await helpToTheEnd(run, world);
    expect(story(report, 'provisioning-connection')?.map(([kind]) => kind)).toEqual([
      'attested',
      'contradicted',
      'proven',
    ]);
    expect(report.steps.find(({ id }) => id === 'provisioning-connection')).toMatchObject({
      confirmed: 'proven',
      summary: expect.stringContaining('Okta has written to this endpoint since its access was given') as string,
    });
    expect(report.unproven.join('\n')).not.toContain('Connect the application');
  } finally {
    await run.dispose();
  }
});
