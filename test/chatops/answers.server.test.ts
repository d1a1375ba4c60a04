import { describe, expect, it } from 'vitest';
import { CLIENT_ID, ENDPOINT, ISSUER, TOKEN } from '../workflows/fake-world.js';
import type { Runs } from '../../client/runs.js';
import { isAsked, reportOf, statusOf, until } from '../workflows/harness.js';
import { ANA, BEN, DEE, EVE, withSlackRun } from './chat-support.js';
import { onDevServer, type There } from '../workflows/suite.js';
import { ONBOARDING_STEPS } from '../../runbook/onboarding/steps.js';

let env: There['env'];
let bundle: There['bundle'];
onDevServer((there) => ({ env, bundle } = there));

const PROFILE = 'Create the Kiro profile';
const RIGHT = { Issuer: ISSUER, 'Client ID': CLIENT_ID };

describe('the message of a run', () => {
  it('is posted once, pinned, and edited; news go into its thread and mention who is asked', async () => {
    await withSlackRun(env, bundle, async ({ slack, board, form, hands }) => {
      const first = await board(PROFILE);
      await slack.world.until(() => slack.world.pins.includes(first.ts));
      await hands.submit(await form(ANA, 'Answer…', PROFILE), RIGHT);
      const later = await board('Make a SCIM access token');
      expect(later.ts).toBe(first.ts);
      const thread = () => slack.world.messages.filter((one) => one.threadTs === first.ts).map(({ text }) => text);
      // One edit per notice: another writer could put an older state back.
      const edits = () => slack.world.calls.filter(({ method }) => method === 'chat.update').length;
      await slack.world.until(() => edits() === thread().length - 1);
      expect(thread().join('\n')).toContain(`<@${ANA}> ana@example.com is asked: ${PROFILE}.`);
      expect(slack.world.messages.filter((one) => one.threadTs === null && one.seenBy === null)).toHaveLength(1);
    });
  });
});

describe('answering', () => {
  it('refuses at the field, and takes the corrected form', async () => {
    await withSlackRun(env, bundle, async ({ hands, form, handle }) => {
      const open = await form(ANA, 'Answer…', PROFILE);
      await hands.submit(open, { ...RIGHT, 'Client ID': 'another-client' });
      expect(open).toMatchObject({ isOpen: true, errors: { clientId: expect.stringContaining(CLIENT_ID) as string } });
      await hands.submit(open, { ...RIGHT, Issuer: 'https://example.okta.com' });
      expect(open.errors).toEqual({ issuer: expect.stringContaining('issuer of the org itself') as string });
      await hands.submit(open, RIGHT);
      expect(open.isOpen).toBe(false);
      const status = await until(handle, (now) =>
        now.steps.some((step) => step.id === 'kiro-profile' && step.state === 'done'),
      );
      expect(status.steps.find((step) => step.id === 'kiro-profile')).toMatchObject({
        by: 'ana@example.com',
        via: 'slack',
      });
      expect(status.refusedCount).toBe(0);
    });
  });

  it('sends what has no fields at once, however often it is pressed or delivered', async () => {
    const told: string[] = [];
    await withSlackRun(
      env,
      bundle,
      async ({ hands, form, board, handle }) => {
        await hands.submit(await form(ANA, 'Answer…', PROFILE), RIGHT);
        await hands.submit(await form(ANA, 'Answer…', 'Add example.com in Kiro'), { 'Verification token': TOKEN });
        const message = await board('See example.com as Verified in Kiro');
        const press = hands.pressed(ANA, message, 'Done', 'See example.com as Verified in Kiro');
        await Promise.all([hands.deliver('interactive', press), hands.deliver('interactive', press)]);
        await hands.press(ANA, message, 'Done', 'See example.com as Verified in Kiro');
        await until(handle, (now) => now.steps.some((step) => step.id === 'domain-verified' && step.state === 'done'));
        expect(new Set(told).size).toBe(1);
        const { events } = await handle.fetchHistory();
        const taken = (events ?? []).filter(
          (event) =>
            event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.input?.name === 'domainVerified',
        );
        expect(taken).toHaveLength(1);
      },
      {
        wrap: (actual) => ({
          ...actual,
          answer: (workflowId, message, value, updateId) => {
            if (message === 'domainVerified') told.push(updateId);
            return actual.answer(workflowId, message, value, updateId);
          },
        }),
      },
    );
  });

  it('takes a form that is delivered twice as one answer', async () => {
    await withSlackRun(env, bundle, async ({ hands, form, handle }) => {
      const open = await form(ANA, 'Answer…', PROFILE);
      const submission = hands.submitted(open, RIGHT);
      const answers = await Promise.all([1, 2].map(() => hands.deliver('interactive', submission)));
      expect(answers).toEqual([{}, {}]);
      const { events } = await handle.fetchHistory();
      expect(
        (events ?? []).filter((event) => event.workflowExecutionUpdateAcceptedEventAttributes != null),
      ).toHaveLength(1);
    });
  });

  it('skips a step with a reason, also from a person who is asked later', async () => {
    await withSlackRun(env, bundle, async ({ hands, form, handle }) => {
      await hands.submit(await form(DEE, 'Skip this step…', PROFILE), { Reason: 'Exists already.' });
      await until(handle, (now) => now.steps.some((step) => step.id === 'kiro-profile' && step.state === 'skipped'));
      const report = await reportOf(handle);
      expect(report.steps.find((step) => step.id === 'kiro-profile')).toMatchObject({
        by: 'dee@example.com',
        via: 'slack',
      });
    });
  });

  it('refuses a token in a field of the form before it leaves the process', async () => {
    await withSlackRun(env, bundle, async ({ hands, form, handle, slack }) => {
      await hands.submit(await form(ANA, 'Answer…', PROFILE), RIGHT);
      const open = await form(ANA, 'Answer…', 'Make a SCIM access token');
      expect(JSON.stringify(open.view)).toContain('npm run answer -- scimAccessIssued');
      expect(open.view.blocks.map((block) => block.block_id)).not.toContain('token');
      const secret = 'AbCd1234EfGh5678IjKl9012MnOp3456QrSt7890UvWx';
      await hands.submit(open, { Endpoint: ENDPOINT, 'Stored at': secret });
      expect(open.errors).toEqual({ storedAt: expect.stringContaining('Revoke that token') as string });
      const written = JSON.stringify([slack.world.messages, slack.world.calls, (await handle.fetchHistory()).events]);
      expect(written).not.toContain(secret);
    });
  });
});

describe('who may answer', () => {
  it('refuses whom the configuration does not name, for their eyes only', async () => {
    await withSlackRun(env, bundle, async ({ hands, board, whisper, slack, handle }) => {
      await hands.press(EVE, await board(PROFILE), 'Answer…', PROFILE);
      await whisper(EVE, 'You are not named');
      await hands.press(EVE, await board(PROFILE), 'Skip this step…', PROFILE);
      await hands.command(EVE, '/kiro-onboarding', 'status');
      await slack.world.until(() => slack.world.messages.filter((one) => one.seenBy === EVE).length === 3);
      expect(slack.world.views).toEqual([]);
      expect(isAsked('kiroProfileEnabled')(await statusOf(handle))).toBe(true);
    });
  });

  it('refuses who presses, fills in or types from another workspace, whatever their member id', async () => {
    await withSlackRun(env, bundle, async ({ hands, form, board, whisper, handle }) => {
      const elsewhere = { team_id: 'T0OTHER', user: { id: ANA, team_id: 'T0OTHER' } };
      await hands.deliver('interactive', {
        ...hands.pressed(ANA, await board(PROFILE), 'Answer…', PROFILE),
        ...elsewhere,
      });
      await whisper(ANA, 'you are of another one');
      const open = await form(ANA, 'Answer…', PROFILE);
      const answer = await hands.deliver('interactive', { ...hands.submitted(open, RIGHT), ...elsewhere });
      expect(JSON.stringify(answer)).toContain('your answer is not taken');
      expect(isAsked('kiroProfileEnabled')(await statusOf(handle))).toBe(true);
    });
  });

  it('refuses a form that somebody else sends', async () => {
    await withSlackRun(env, bundle, async ({ hands, form }) => {
      const open = await form(ANA, 'Answer…', PROFILE);
      open.user = EVE;
      await hands.submit(open, RIGHT);
      expect(open.errors).toEqual({ issuer: expect.stringContaining('not named') as string });
    });
  });

  it('says who was faster, and never answers a newer question by an old button', async () => {
    await withSlackRun(env, bundle, async ({ hands, form, board, whisper, handle }) => {
      const old = await board(PROFILE);
      const press = hands.pressed(BEN, old, 'Answer…', PROFILE);
      const slower = await form(BEN, 'Answer…', PROFILE);
      await hands.submit(await form(ANA, 'Answer…', PROFILE), RIGHT);
      await hands.submit(slower, RIGHT);
      expect(slower.errors['issuer']).toMatch(/kiro-profile is done by ana@example\.com/);
      await handle.executeUpdate<unknown, [object]>('redoStep', {
        args: [{ step: 'kiro-profile', reason: 'Wrong profile.' }],
      });
      await until(handle, isAsked('kiroProfileEnabled'));
      await hands.deliver('interactive', press);
      await whisper(BEN, 'This question is closed');
    });
  });
});

describe('/kiro-onboarding', () => {
  it('shows the run with buttons that work', async () => {
    await withSlackRun(env, bundle, async ({ hands, board, whisper, slack }) => {
      await board(PROFILE);
      await hands.command(ANA, '/kiro-onboarding', 'status');
      const own = await whisper(ANA, PROFILE);
      await hands.press(ANA, own, 'Answer…', PROFILE);
      await hands.submit(await slack.world.until(() => slack.world.views[0]), RIGHT);
      await board('Make a SCIM access token');
    });
  });

  it('names all runs where several are meant, also one whose worker is away, and says when there is none', async () => {
    const OTHER = 'kiro-okta/example.okta.com/other.example';
    const LEAVER = 'kiro-okta/example.okta.com/example.com/connection/offboard/lena%40example.com';
    const RECORD = 'kiro-okta/example.okta.com/example.com/connection';
    type Running = Awaited<ReturnType<Runs['running']>>;
    const also = (workflowId: string, runbook: string): Running => [{ workflowId, runbook }];
    let runs = async (own: Running): Promise<Running> => [...own, ...also(OTHER, 'connectOktaToKiro')];
    let own = '';
    await withSlackRun(
      env,
      bundle,
      async ({ hands, board, whisper, handle }) => {
        own = handle.workflowId;
        await board(PROFILE);
        await hands.command(ANA, '/kiro-onboarding', 'status elsewhere.example');
        const { text } = await whisper(ANA, 'No run of elsewhere.example. Going on:');
        expect(text).toMatch(
          new RegExp(
            `• \`example\\.com\` Okta to Kiro: \\d+ of ${ONBOARDING_STEPS.ids.length} steps; Create the Kiro profile`,
          ),
        );
        expect(text).toContain(`• ${OTHER}: No worker answered.`);
        await hands.command(ANA, '/kiro-onboarding', 'help');
        await whisper(ANA, 'shows the run that is going on');
        // An offboarding that asks Ben, and the record, which asks nobody.
        runs = async (all) => [...all, ...also(LEAVER, 'offboardUser'), ...also(RECORD, 'kiroConnection')];
        await hands.command(ANA, '/kiro-onboarding', 'status');
        const shown = await whisper(ANA, '1 more run goes on');
        expect(JSON.stringify(shown.blocks)).toContain(PROFILE);
        await hands.command(ANA, '/kiro-onboarding', 'status <mailto:lena@example.com|lena@example.com>');
        await whisper(ANA, 'Take Kiro from lena@example.com');
        runs = async () => [];
        await hands.command(ANA, '/kiro-onboarding', '');
        await whisper(ANA, 'No run is going on.');
      },
      {
        wrap: (actual) => ({
          ...actual,
          running: async () => runs(await actual.running()),
          people: async () => actual.people(own),
          status: async (id) => {
            if (id === OTHER) throw new Error('No worker answered.');
            const status = await actual.status(own);
            if (id === RECORD) return { ...status, workflowId: RECORD, heading: 'looked after', waitingFor: [] };
            if (id !== LEAVER) return status;
            const waitingFor = status.waitingFor.map((one) => ({ ...one, person: 'ben@example.com' }));
            return { ...status, workflowId: id, heading: 'Take Kiro from lena@example.com', waitingFor };
          },
        }),
      },
    );
  });
});
