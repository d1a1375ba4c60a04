import { describe, expect, it } from 'vitest';
import { signed } from '../support/slack/index.js';
import { CLIENT_ID, ISSUER, RIGHT_ANSWERS } from '../workflows/fake-world.js';
import { answerInOrder, isAsked, statusOf, until } from '../workflows/harness.js';
import { ANA, withSlackRun } from './chat-support.js';
import { onDevServer, type There } from '../workflows/suite.js';

let env: There['env'];
let bundle: There['bundle'];
onDevServer((there) => ({ env, bundle } = there));

const PROFILE = 'Create the Kiro profile';
const RIGHT = { Issuer: ISSUER, 'Client ID': CLIENT_ID };
const MINUTES = 60_000;

describe('signed requests', () => {
  it('carry buttons, forms and the command, and refuse at the field', async () => {
    await withSlackRun(
      env,
      bundle,
      async ({ hands, form, whisper, handle }) => {
        await hands.command(ANA, '/kiro-onboarding', 'help');
        await whisper(ANA, 'shows the run');
        const open = await form(ANA, 'Answer…', PROFILE);
        await hands.submit(open, { ...RIGHT, Issuer: 'https://elsewhere.example.com' });
        expect(Object.keys(open.errors)).toEqual(['issuer']);
        await hands.submit(open, RIGHT);
        await until(handle, isAsked('domainAdded'));
      },
      { over: 'http' },
    );
  });

  it('are refused when forged, altered, stale, from the future or undated, and nothing happens', async () => {
    await withSlackRun(
      env,
      bundle,
      async ({ hands, board, handle, requestUrl, slack }) => {
        const payload = hands.pressed(ANA, await board(PROFILE), 'Skip this step…', PROFILE);
        const right = signed('interactive', payload);
        const dated = (timestamp: string) => ({
          ...right,
          headers: { ...right.headers, 'x-slack-request-timestamp': timestamp },
        });
        const { 'x-slack-signature': _, ...unsigned } = right.headers;
        const requests: Record<string, { body: string; headers: Record<string, string> }> = {
          'another secret': signed('interactive', payload, Date.now(), 'another-secret'),
          'another body': { ...right, body: `${right.body}&more=1` },
          stale: signed('interactive', payload, Date.now() - 6 * MINUTES),
          future: signed('interactive', payload, Date.now() + 6 * MINUTES),
          'far future': signed('interactive', payload, Date.now() * 1_000),
          'no number': dated('soon'),
          empty: dated(''),
          unsigned: { ...right, headers: unsigned },
          'another version': {
            ...right,
            headers: { ...right.headers, 'x-slack-signature': right.headers['x-slack-signature']!.replace('v0', 'v1') },
          },
        };
        for (const [name, request] of Object.entries(requests)) {
          const answer = await fetch(requestUrl!, { method: 'POST', ...request });
          expect([name, answer.status]).toEqual([name, 401]);
        }
        expect(slack.world.views).toEqual([]);
        expect((await fetch(requestUrl!, { method: 'POST', ...right })).status).toBe(200);
        await slack.world.until(() => slack.world.views.length === 1);
        expect(isAsked('kiroProfileEnabled')(await statusOf(handle))).toBe(true);
      },
      { over: 'http' },
    );
  });
});

describe('a line that breaks', () => {
  it('is opened again when Slack recycles it, and when it is cut, even where Slack stays away for a while', async () => {
    await withSlackRun(env, bundle, async ({ slack, hands, whisper }) => {
      const opened = () => slack.world.calls.filter(({ method }) => method === 'apps.connections.open').length;
      for (const isDown of [false, true]) {
        const before = opened();
        slack.world.isDown = isDown;
        if (isDown) slack.socket.cut();
        else slack.socket.recycle();
        await slack.world.until(() => opened() > before);
        slack.world.isDown = false;
        await slack.world.until(() => slack.socket.isConnected);
      }
      await hands.command(ANA, '/kiro-onboarding', 'help');
      await whisper(ANA, 'shows the run');
    });
  });
});

describe('another process in the place of the app', () => {
  it('takes what the buttons and forms of before stand for, and posts nothing', async () => {
    await withSlackRun(env, bundle, async ({ slack, hands, form, board, restart }) => {
      const open = await form(ANA, 'Answer…', PROFILE);
      await restart();
      await hands.submit(open, RIGHT);
      expect([open.isOpen, open.errors]).toEqual([false, {}]);
      await restart();
      const next = await form(ANA, 'Answer…', 'Add example.com in Kiro');
      expect(next.isOpen).toBe(true);
      const { ts } = await board('*Add example.com in Kiro*');
      expect(slack.world.messages.filter((one) => one.threadTs === null).map((one) => one.ts)).toEqual([ts]);
    });
  });
});

describe('a worker that takes its time', () => {
  it('lets the form say so within three seconds, and say afterwards what became of it', async () => {
    await withSlackRun(
      env,
      bundle,
      async ({ hands, form, slack, board }) => {
        const open = await form(ANA, 'Answer…', PROFILE);
        slack.world.limited.push({ method: 'views.update', retryAfter: 1 });
        await hands.submit(open, RIGHT);
        expect(JSON.stringify(open.view)).toContain('on its way');
        await slack.world.until(() => JSON.stringify(open.view).includes('Taken.'));
        expect(slack.world.limited).toEqual([]);
        await board('*Add example.com in Kiro*');
      },
      {
        wrap: (actual) => ({
          ...actual,
          answer: async (...args) => {
            await new Promise((resolve) => setTimeout(resolve, 2_600));
            return actual.answer(...args);
          },
        }),
      },
    );
  });

  it('is not mistaken for one that is away, and nothing is lost', async () => {
    const away = { is: true };
    await withSlackRun(
      env,
      bundle,
      async ({ hands, form, handle }) => {
        const open = await form(ANA, 'Answer…', PROFILE);
        await hands.submit(open, RIGHT);
        expect(open.errors).toEqual({ issuer: 'No worker answered.' });
        away.is = false;
        await hands.submit(open, RIGHT);
        await until(handle, isAsked('domainAdded'));
      },
      {
        wrap: (actual) => ({
          ...actual,
          answer: async (...args) => {
            if (away.is) throw new Error('No worker answered.');
            return actual.answer(...args);
          },
        }),
      },
    );
  });
});

describe('Slack that limits the rate', () => {
  it('shows no form, and the person learns at once when to press again', async () => {
    await withSlackRun(env, bundle, async ({ slack, hands, board, whisper }) => {
      const message = await board(`*${PROFILE}*`);
      slack.world.limited.push({ method: 'views.open', retryAfter: 30 });
      await hands.press(ANA, message, 'Answer…', PROFILE);
      await whisper(ANA, 'press again in 30 seconds');
      await hands.press(ANA, message, 'Answer…', PROFILE);
      await slack.world.until(() => slack.world.views.length === 1);
    });
  });

  it('is asked again when it says so', async () => {
    await withSlackRun(env, bundle, async ({ slack, hands, form, board }) => {
      const open = await form(ANA, 'Answer…', PROFILE);
      slack.world.limited.push({ method: 'chat.update', retryAfter: 1 });
      await hands.submit(open, RIGHT);
      await board('*Add example.com in Kiro*');
      expect(slack.world.limited).toEqual([]);
    });
  });
});

describe('Slack that is down', () => {
  it('stops nobody, and gets the newest state when it is back', async () => {
    await withSlackRun(env, bundle, async ({ slack, board, handle }) => {
      await board('*Create the Kiro profile*');
      slack.world.isDown = true;
      await answerInOrder(handle, RIGHT_ANSWERS, 'teamSubscribed');
      await until(handle, isAsked('teamSubscribed'));
      slack.world.isDown = false;
      await board('*Subscribe the team*');
    });
  });
});
