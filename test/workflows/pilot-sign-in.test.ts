import { beforeAll, describe, expect, it } from 'vitest';
import { AUDIENCE_WARNING } from '../../runbook/onboarding/outlook.js';
import type { Proof } from '../../runbook/model/proof.js';
import type { SignInMarks, SignInTask } from '../../runbook/outside.js';
import { reportMarkdown } from '../../runbook/words/report-markdown.js';
import type { Report } from '../../runbook/words/report.js';
import { calmWorld, CLIENT_ID, input, ISSUER, needsPerson, type World } from './fake-world.js';
import { help, helpToTheEnd, helpUntil } from './simulated-people.js';
import { SimulatedRun, simulator, type Simulator } from './simulated-run.js';

const LIFTED = ['kiro-profile', 'domain', 'domain-verified', 'pilot-sign-in'];
const MARKS: Proof & SignInMarks = {
  evidence: [{ label: 'Refresh token in Okta', value: 'oar1', url: null }],
  changes: [],
  warnings: [],
  seen: 'token',
  at: '2026-03-02T09:05:00.000Z',
  refreshToken: 'issued',
  text: 'Okta issued ana@example.com a token.',
};

let creator: Simulator;
beforeAll(async () => {
  creator = await simulator(Object.keys(await calmWorld()));
});

const start = (changes: object = {}): Promise<SimulatedRun> =>
  SimulatedRun.start(creator, 'connectOktaToKiro', [{ ...input, ...changes }]);

/** A whole run whose pilot leaves that in Okta. */
async function reportWith(readSignIn: World['readSignIn'], changes: object = {}): Promise<Report> {
  const run = await start(changes);
  try {
    return await helpToTheEnd(run, await calmWorld({ readSignIn }));
  } finally {
    await run.dispose();
  }
}

const confirmations = ({ steps }: Report): (string | null | undefined)[] =>
  LIFTED.map((id) => steps.find((step) => step.id === id)?.confirmed);

describe('what the pilot’s sign-in left in Okta', () => {
  it('proves what people attested before, with the evidence, and ends the doubt about the audience', async () => {
    const asked: SignInTask[] = [];
    const report = await reportWith(async (task) => {
      asked.push(task);
      return MARKS;
    });
    expect(asked).toMatchObject([{ login: 'ana@example.com', clientId: CLIENT_ID, issuer: ISSUER, serverId: 'aus1' }]);
    const began = report.steps.find(({ id }) => id === 'pilot-sign-in')?.startedAt;
    expect(asked[0]?.since).toBe(began);
    expect(confirmations(report)).toEqual(['proven', 'proven', 'proven', 'proven']);
    for (const id of LIFTED)
      expect(report.steps.find((step) => step.id === id)?.evidence).toContainEqual(MARKS.evidence[0]);
    expect(report.facts).toMatchObject({ kiroRefreshToken: 'issued' });
    expect([...report.warnings, ...report.unproven]).not.toContain(AUDIENCE_WARNING);
    // What only people can see stays: the model's answer, and that all were subscribed.
    expect(report.unproven.map((line) => line.split(':')[0])).toEqual([
      'Connect the application to Kiro',
      'Subscribe the team',
      'That a model answered ana@example.com',
    ]);
    expect(report.unproven).toContain(
      'That a model answered ana@example.com: ana@example.com said so; only a person sees it.',
    );
  });

  it.each<[string, World['readSignIn']]>([
    ['shows nothing', async () => ({ ...MARKS, seen: 'nothing', at: null, text: 'Okta shows no token.' })],
    ['cannot be read', async () => Promise.reject(needsPerson('Okta does not let us look.'))],
  ])('leaves them attested where it %s, and fails nothing', async (_how, readSignIn) => {
    const report = await reportWith(readSignIn);
    expect(report.outcome).toBe('done');
    expect(confirmations(report)).toEqual(['attested', 'attested', 'attested', 'attested']);
    expect(report.unproven.join('\n')).toMatch(
      /One person signs in .* said so; Okta (shows no token|does not let us look)/,
    );
    // By what set-up of Kiro the pilot signed in, nobody saw: the audience stays in doubt.
    for (const told of [report.unproven, report.warnings]) expect(told).toContain(AUDIENCE_WARNING);
    expect(report.facts).toMatchObject({ kiroRefreshToken: expect.stringMatching(/issued|unknown/) as string });
  });

  it('speaks against the Kiro profile where the token is of another issuer', async () => {
    const contrary =
      'Okta issued ana@example.com a token for the client kiro-client by https://other, and not by ours.';
    const report = await reportWith(async () => ({
      ...MARKS,
      seen: 'nothing',
      at: null,
      text: `Okta shows no token. ${contrary}`,
      contrary,
    }));
    expect(confirmations(report)).toEqual(['attested', 'attested', 'attested', 'attested']);
    for (const told of [report.unproven, report.warnings]) expect(told).toContain(AUDIENCE_WARNING);
    expect(report.warnings.join('\n')).toContain(
      `${contrary} Compare the Issuer URI and the Client ID in the Kiro console`,
    );
    const profile = report.steps.find(({ id }) => id === 'kiro-profile');
    expect(profile?.testimony?.map(({ kind }) => kind)).toEqual(['attested', 'contradicted']);
    expect(profile?.summary).toBe(contrary);
    expect(reportMarkdown(report)).toMatch(/\| Create the Kiro profile \| done \| attested .*, seen otherwise /);
    expect(report.unproven).toContain(
      `Create the Kiro profile: ana@example.com said so, and it was seen otherwise: ${contrary}`,
    );
  });

  it('says nothing of the domain where the pilot is of another one', async () => {
    const report = await reportWith(async () => MARKS, { pilot: 'ana@example.org' });
    expect(confirmations(report)).toEqual(['proven', 'attested', 'attested', 'proven']);
  });

  it('is not looked for without a pilot, and the audience stays in doubt', async () => {
    const report = await reportWith(() => Promise.reject(new Error('nobody signs in')), { pilot: null });
    expect(report.unproven).toContain(AUDIENCE_WARNING);
    expect(report.facts).toMatchObject({ kiroRefreshToken: null });
    expect(confirmations(report)).toEqual(['attested', 'attested', 'attested', null]);
  });

  it('counts no more once the sign-in is done again', async () => {
    const world = await calmWorld({ readSignIn: async () => MARKS });
    const run = await start();
    try {
      const done = (status: { steps: { id: string; state: string }[] }): boolean =>
        status.steps.some(({ id, state }) => id === 'pilot-sign-in' && state === 'done');
      await helpUntil(run, world, done);
      expect(confirmations(await run.query<Report>('report'))).toContain('proven');
      run.update('redoStep', { step: 'pilot-sign-in', reason: 'it was another person' });
      await run.task();
      expect(confirmations(await run.query<Report>('report'))).toEqual(['attested', 'attested', 'attested', null]);
      await help(run, world);
    } finally {
      await run.dispose();
    }
  });
});
