import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHANNEL, startLocalSlack, type LocalSlack } from '../support/slack/index.js';
import { slackLine } from '../support/slack/person.js';
import { PlayedRun } from './played-run.js';
import { vaultToken } from './support.js';

const USERS = { 'ana@example.com': 'U0ANA', 'ben@example.com': 'U0BEN', 'cem@example.com': 'U0CEM' };
const PEOPLE = `people:
  kiroAdmin: { email: ana@example.com, slack: U0ANA }
  oktaAdmin: { email: ben@example.com, slack: U0BEN }
  dnsAdmin: { email: cem@example.com, slack: U0CEM }
  proof: all
notify: { slack: { channel: "#${CHANNEL.name}" } }
`;

let slack: LocalSlack;
let played: PlayedRun;

beforeAll(async () => {
  slack = await startLocalSlack();
  played = new PlayedRun({ SLACK_BOT_TOKEN: slack.botToken, SLACK_API_URL: slack.apiUrl });
  await played.openSandbox();
  const config = join(played.dir, 'slack.yaml');
  writeFileSync(config, readFileSync(played.info.config, 'utf8').replace(/^people:.*\n/m, PEOPLE));
  await played.begin(config);
  const chat = played.start('chatops.ts', [], { SLACK_APP_TOKEN: slack.appToken });
  await chat.until(() => chat.stderr.includes('Slack is connected'));
});
afterAll(async () => {
  await played?.close();
  await slack?.close();
});

describe('an onboarding by Slack alone, where every sender has to be proven', () => {
  it('is done, every answer through Slack, and no secret went there', async () => {
    const { answered } = await played.play(slackLine(slack.world, slack.hands(), USERS));
    expect(answered.filter(({ via, sender }) => via !== 'slack' || sender !== 'proven')).toEqual([]);

    const boards = slack.world.messages.filter((one) => one.threadTs === null && one.seenBy === null);
    expect(boards).toHaveLength(1);
    expect(JSON.stringify(boards[0]?.blocks)).toContain('The run is over: *done*');
    expect(JSON.stringify(boards[0]?.blocks)).toContain('ana@example.com (proven)');
    const thread = slack.world.messages.filter((one) => one.threadTs !== null).map(({ text }) => text);
    expect(thread.join('\n')).toContain('ben@example.com (proven) has sent');
    expect(thread.join('\n')).not.toContain('unproven');
    expect(slack.world.pins).toEqual([]);
    const traffic = JSON.stringify([slack.world.calls, slack.world.messages, slack.world.views]);
    expect(traffic).not.toContain(vaultToken(played.dir));
    expect(traffic).not.toContain(played.info.okta.token);
  });
});
