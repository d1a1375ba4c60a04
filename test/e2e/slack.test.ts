import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { playPeople } from '../../sandbox/people.js';
import type { SandboxInfo } from '../../sandbox/start.js';
import { openVault } from '../../sandbox/vault.js';
import { CHANNEL, startLocalSlack, type LocalSlack } from '../support/slack/index.js';
import { slackLine } from '../support/slack/person.js';
import { Command, killTemporal, newStateDir, vaultToken, type ResultLine } from './support.js';

const USERS = { 'ana@example.com': 'U0ANA', 'ben@example.com': 'U0BEN', 'cem@example.com': 'U0CEM' };
const PEOPLE = `people:
  kiroAdmin: { email: ana@example.com, slack: U0ANA }
  oktaAdmin: { email: ben@example.com, slack: U0BEN }
  dnsAdmin: { email: cem@example.com, slack: U0CEM }
notify: { slack: { channel: "#${CHANNEL.name}" } }
`;

const { dir, remove } = newStateDir();
const started: Command[] = [];
let slack: LocalSlack;
let info: SandboxInfo;
let run: Command;

beforeAll(async () => {
  slack = await startLocalSlack();
  const env = { KIRO_STATE_DIR: dir, SLACK_BOT_TOKEN: slack.botToken, SLACK_API_URL: slack.apiUrl };
  const start = (script: string, args: string[], more = {}): Command => {
    const command = new Command(script, args, { ...env, ...more });
    started.push(command);
    return command;
  };
  const ports = ['okta', 'kiro', 'dns', 'dns-console'].flatMap((name) => [`--${name}-port`, '0']);
  const sandbox = start('sandbox/cli.ts', ports);
  await sandbox.until(() => sandbox.lines.length > 0);
  info = JSON.parse(sandbox.lines[0] ?? '') as SandboxInfo;
  const config = join(dir, 'slack.yaml');
  writeFileSync(config, readFileSync(info.config, 'utf8').replace(/^people:.*\n/m, PEOPLE));
  run = start('starter.ts', ['--config', config, '--json'], { OKTA_CLIENT_TOKEN: info.okta.token });
  await run.until(() => run.lines.length > 0);
  const chat = start('chatops.ts', [], { SLACK_APP_TOKEN: slack.appToken });
  await chat.until(() => chat.stderr.includes('Slack is connected'));
});
afterAll(async () => {
  for (const command of started) command.kill();
  await killTemporal(dir);
  await slack.close();
  remove();
});

describe('an onboarding by Slack alone', () => {
  it('is done, every answer through Slack, and no secret went there', async () => {
    const stop = new AbortController();
    const vault = openVault(join(dir, 'sandbox', 'vault.json'));
    const playing = playPeople({
      info,
      vault,
      line: slackLine(slack.world, slack.hands(), USERS),
      signal: stop.signal,
    });
    const code = await run.ended;
    stop.abort();
    await playing;
    const { outcome, report } = run.events.at(-1) as ResultLine;
    expect([code, outcome], run.stderr).toEqual([0, 'done']);
    const answered = (report?.steps ?? []).filter((step) => step.by !== null);
    expect(answered.map(({ id }) => id)).toContain('pilot-sign-in');
    expect(answered.filter(({ via }) => via !== 'slack')).toEqual([]);

    const boards = slack.world.messages.filter((one) => one.threadTs === null && one.seenBy === null);
    expect(boards).toHaveLength(1);
    expect(JSON.stringify(boards[0]?.blocks)).toContain('The run is over: *done*');
    expect(slack.world.pins).toEqual([]);
    const traffic = JSON.stringify([slack.world.calls, slack.world.messages, slack.world.views]);
    expect(traffic).not.toContain(vaultToken(dir));
    expect(traffic).not.toContain(info.okta.token);
  });
});
