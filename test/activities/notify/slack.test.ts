import { ApplicationFailure } from '@temporalio/common';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { channelSettings, type OutgoingNotice } from '../../../activities/notify/channel.js';
import { NO_PAGE, pagePlaceFor } from '../../../activities/notify/page-links.js';
import { slack as slackChannel } from '../../../activities/notify/slack.js';
import { CHANNEL, startLocalSlack, type LocalSlack } from '../../support/slack/index.js';
import { event, LINK, linkKey, linkOf, outgoing as noticeTaskOf, PAGE } from './outgoing-notices.js';

let slack: LocalSlack;
let env: NodeJS.ProcessEnv;
beforeEach(async () => {
  slack = await startLocalSlack();
  env = { SLACK_BOT_TOKEN: slack.botToken, SLACK_API_URL: slack.apiUrl };
});
afterEach(() => slack.close());

const outgoing = (changes: Partial<OutgoingNotice> = {}, channel = `#${CHANNEL.name}`): OutgoingNotice => ({
  ...noticeTaskOf('slack', { slack: { channel } }),
  link: LINK,
  page: NO_PAGE,
  ...changes,
});
const send = (one: OutgoingNotice, given: NodeJS.ProcessEnv) => slackChannel(one, channelSettings(given));
const boards = () => slack.world.messages.filter((one) => one.threadTs === null);
const failureOf = async (sending: Promise<unknown>): Promise<ApplicationFailure> => {
  const error: unknown = await sending.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ApplicationFailure);
  return error as ApplicationFailure;
};

describe('a notice in Slack', () => {
  it('becomes one message that says what to do, with what happened in its thread', async () => {
    const sent = await send(outgoing(), env);
    const [board] = boards();
    expect(sent).toEqual({ slack: { channel: CHANNEL.id, ts: board?.ts } });
    expect(slack.world.pins).toEqual([board?.ts]);
    expect(board?.text).toMatch(/^Okta to Kiro: example\.com, run \w+-\w+: To do now: Add example\.com in Kiro/);
    expect(JSON.stringify(board?.blocks)).toContain(LINK);
    await send(outgoing({ ...sent, notice: { ...outgoing().notice, events: [event({ text: 'a < b & c' })] } }), env);
    expect(boards()).toMatchObject([{ edits: 1 }]);
    expect(slack.world.messages.at(-1)).toMatchObject({ threadTs: board?.ts, text: 'a &lt; b &amp; c' });
  });

  it('takes half a character, and cuts none in half', async () => {
    const long = 'x'.repeat(2_998) + '🙂🙂';
    for (const text of [`a\ud83d has sent checkNow.`, long]) {
      await send(outgoing({ notice: { ...outgoing().notice, events: [event({ text })] } }), env);
    }
    const news = slack.world.messages.filter((one) => one.threadTs !== null).map((one) => one.text);
    expect(news).toEqual(['a\\u{d83d} has sent checkNow.', `${'x'.repeat(2_998)}…`]);
  });

  it('finds its message again when the answer to the first post was lost', async () => {
    await send(outgoing(), env);
    await send(outgoing({}, CHANNEL.id), env);
    expect(boards()).toMatchObject([{ edits: 1 }]);
  });

  it('posts another message where somebody has deleted it', async () => {
    const gone = { slack: { channel: CHANNEL.id, ts: '1.000001' } };
    const sent = await send(outgoing(gone), env);
    expect(sent.slack?.ts).toBe(boards()[0]?.ts);
  });

  it('is brief where Slack takes no more, and says where the rest is', async () => {
    slack.world.maxBlocksText = 1_000;
    const sent = await send(outgoing(), env);
    await send(outgoing(sent), env);
    const [board] = boards();
    expect(boards()).toMatchObject([
      { edits: 1, text: expect.stringContaining('To do now: Add example.com') as string },
    ]);
    expect(JSON.stringify(board?.blocks)).toMatch(/To do now.*\/kiro-onboarding status/);
  });

  it('mentions the people who are asked, by the id in the configuration', async () => {
    const { input } = outgoing();
    const dee = { email: 'dee@example.com', slack: 'U0DEE' };
    const people = { ...input.people, 'kiro-admin': { email: 'ana@example.com', slack: 'U0ANA', escalateTo: dee } };
    const late = event({ kind: 'escalation', to: ['ana@example.com', dee.email], text: 'Overdue.' });
    const notice = { ...outgoing().notice, events: [event(), late] };
    await send(outgoing({ input: { ...input, people }, notice }), env);
    expect(slack.world.messages.at(-1)?.text.split('\n')).toEqual([
      '<@U0ANA> ana@example.com is asked: Add example.com in Kiro.',
      '<@U0ANA> <@U0DEE> Overdue.',
    ]);
  });
});

describe('the page in Slack', () => {
  const people = {
    ...outgoing().input.people,
    'kiro-admin': { email: 'ana@example.com', slack: 'U0ANA' },
    'dns-admin': { email: 'cem@example.com', slack: 'U0CEM' },
  };
  const withPage = async (): Promise<OutgoingNotice> => {
    const task = { ...outgoing(), input: { ...outgoing().input, people } };
    return { ...task, page: await pagePlaceFor(task, PAGE, linkKey) };
  };
  const directs = () => slack.world.messages.filter(({ channel }) => channel.startsWith('D'));

  it('is a link of their own for who is asked, and only its address in the channel', async () => {
    const sent = await send(await withPage(), env);
    expect(directs().map(({ channel }) => channel)).toEqual(['DU0ANA']);
    const [, url = ''] = /<(\S+)\|Open your question>/.exec(directs()[0]!.text) ?? [];
    expect(await linkOf(url)).toMatchObject({ person: 'ana@example.com', role: 'kiro-admin' });
    const inChannel = slack.world.messages.filter(({ channel }) => channel === CHANNEL.id);
    expect(inChannel.at(-1)?.text).toContain(`<${PAGE}|The page>`);
    expect(JSON.stringify([inChannel, sent])).not.toContain('/link/');
    const answered = event({ kind: 'answered', to: [], text: 'ana has answered.' });
    const later = await withPage();
    await send({ ...later, ...sent, notice: { ...later.notice, events: [answered] } }, env);
    expect(directs()).toHaveLength(1);
  });

  it('keeps no news from the channel where Slack takes no message to the person, and says why', async () => {
    slack.world.strangers.add('U0ANA');
    const sent = await send(await withPage(), env);
    expect(sent).toMatchObject({ slack: { channel: CHANNEL.id } });
    expect(sent.missed).toBe(
      'Slack answered channel_not_found to a direct message for ana@example.com. Correct their slack id under people.',
    );
    expect(slack.world.messages.at(-1)?.text).toContain('is asked');
  });
});

describe('Slack that does not take it', () => {
  it('is asked again when it says so, or later', async () => {
    slack.world.limited.push({ method: 'chat.postMessage', retryAfter: 30 });
    expect(await failureOf(send(outgoing(), env))).toMatchObject({ nonRetryable: false, nextRetryDelay: 30_000 });
    slack.world.isDown = true;
    expect(await failureOf(send(outgoing(), env))).toMatchObject({
      nonRetryable: false,
      message: 'Slack answered 503.',
    });
    await slack.close();
    const failure = await failureOf(send(outgoing(), env));
    expect([failure.nonRetryable, failure.message]).toEqual([false, expect.stringMatching(/^Slack cannot be reached/)]);
    slack = await startLocalSlack();
  });

  it.each([
    ['another channel', '#general', {}, /not_in_channel for channel #general\. Invite the app/],
    ['no such channel', '#nowhere', {}, /channel_not_found for channel #nowhere/],
    ['a wrong token', `#${CHANNEL.name}`, { SLACK_BOT_TOKEN: 'xoxb-wrong' }, /invalid_auth/],
    ['no token', `#${CHANNEL.name}`, { SLACK_BOT_TOKEN: '' }, /^SLACK_BOT_TOKEN is not set/],
  ])('is not asked again: %s', async (_name, channel, more, says) => {
    const failure = await failureOf(send(outgoing({}, channel), { ...env, ...more }));
    expect([failure.nonRetryable, failure.message]).toEqual([true, expect.stringMatching(says)]);
    expect(failure.message).not.toContain('xoxb-');
  });
});
