import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { CLIENT_ID, needsPerson, noRoster, proof, RIGHT_ANSWERS } from '../workflows/fake-world.js';
import { answerInOrder, isAsked, reportOf, until } from '../workflows/harness.js';
import { ANA, BEN, withSlackRun } from './chat-support.js';
import { onDevServer, type There } from '../workflows/suite.js';

let env: There['env'];
let bundle: There['bundle'];
onDevServer((there) => ({ env, bundle } = there));

describe('what a run asks beside the guide', () => {
  it('lets a namesake be adopted', async () => {
    const namesakes = [{ id: '0oa7', name: 'Kiro-OIDC', url: 'https://example.okta.com/admin/app/0oa7' }];
    const TITLE = 'Create the OIDC application: a person is needed';
    await withSlackRun(
      env,
      bundle,
      async ({ form, hands, board }) => {
        const open = await form(BEN, 'Answer…', TITLE);
        await hands.submit(open, { Use: 'adopt' });
        expect(open.errors).toEqual({ use: expect.stringContaining('adopt needs the `id`') as string });
        await hands.submit(open, { Use: 'adopt', ID: '0oa7' });
        expect(open.isOpen).toBe(false);
        await board('*Create the Kiro profile*');
      },
      {
        world: {
          ensureOidcApplication: async ({ choice }) => {
            if (choice === null) throw needsPerson('There is a namesake.', { candidates: namesakes });
            return { ...proof, appId: '0oa7', clientId: CLIENT_ID };
          },
        },
      },
    );
  });

  it('goes on with a step that a person has fixed', async () => {
    let isMended = false;
    await withSlackRun(
      env,
      bundle,
      async ({ form, hands, board }) => {
        const open = await form(BEN, 'Answer…', 'Create the Kiro scopes: a person is needed');
        isMended = true;
        await hands.submit(open, { Note: 'Made them by hand.' });
        await board('*Create the Kiro profile*');
      },
      {
        world: {
          ensureScopes: async () => {
            if (!isMended) throw needsPerson('Okta refuses the scope.');
            return proof;
          },
        },
      },
    );
  });

  it('looks now, as often as it is pressed', async () => {
    let looks = 0;
    await withSlackRun(
      env,
      bundle,
      async ({ board, hands, handle }) => {
        await answerInOrder(handle, RIGHT_ANSWERS, 'dnsRecordPublished');
        for (const wanted of [2, 3]) {
          await hands.press(ANA, await board('Look now'), 'Look now', 'See the record on every name server');
          await until(handle, () => looks >= wanted);
        }
      },
      {
        world: {
          awaitTxtRecord: async () => {
            looks += 1;
            throw ApplicationFailure.create({
              message: 'Not yet.',
              category: ApplicationFailureCategory.BENIGN,
              nextRetryDelay: '1h',
            });
          },
        },
      },
    );
  });

  it('lets findings be decided on, after the list was sent again', async () => {
    let reviews = 0;
    const finding = { severity: 'warning' as const, problem: 'eve has a seat.', fix: 'Remove her.', url: null };
    await withSlackRun(
      env,
      bundle,
      async ({ form, hands, handle, board }) => {
        await answerInOrder(handle, RIGHT_ANSWERS, 'stepDone');
        const TITLE = 'Review the subscriptions: decide on the findings';
        const list = await form(ANA, 'Send the list again…', TITLE);
        await hands.submit(list, { CSV: 'User,Status\nana@example.com,Active' });
        const again = await until(handle, (now) => reviews >= 2 && isAsked('decisionMade')(now));
        await board(again.waitingFor.find((one) => one.message === 'decisionMade')!.since);
        const decision = await form(ANA, 'Answer…', TITLE);
        await hands.submit(decision, { Decision: 'accept', Reason: 'Eve leaves on Friday.' });
        await until(handle, (now) => now.steps.some((one) => one.id === 'subscription-review' && one.state === 'done'));
        const step = (await reportOf(handle)).steps.find(({ id }) => id === 'subscription-review');
        expect(step).toMatchObject({ by: 'ana@example.com', via: 'slack' });
      },
      {
        world: {
          reviewSubscriptions: async () => {
            reviews += 1;
            return { ...proof, findings: [finding], roster: noRoster };
          },
        },
      },
    );
  });
});
