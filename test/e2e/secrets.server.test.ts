import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { statusOfRun } from '../../client/ask-run.js';
import { sendAnswer } from '../../client/send-answer.js';
import { workflowIdFor } from '../../runbook/model/names.js';
import { playPeople } from '../../sandbox/people.js';
import { openVault } from '../../sandbox/vault.js';
import type { SandboxInfo } from '../../sandbox/start.js';
import { EMBEDDED_NAMESPACE, readServerFile, uiUrlOf } from '../../temporal/server-file.js';
import { connectClient } from '../../temporal/connect.js';
import { embeddedSettings } from '../../temporal/running-server.js';
import { DEEP } from '../support/how-often.js';
import { mailReceiver, webhookReceiver, type Receiver } from '../support/receivers.js';
import { CHANNEL, startLocalSlack, type LocalSlack } from '../support/slack/index.js';
import { filesWith, holds } from '../support/traces.js';
import { ANY_PORTS, Command, killTemporal, newStateDir, vaultToken, type ResultLine } from './support.js';

const { dir, remove } = newStateDir();
const started: Command[] = [];
/** What a raw Signal carries; Temporal writes it down before the runbook sees it. */
const SIGNALLED = `Aa1${randomBytes(72).toString('base64url')}`;
const KIRO_ADMIN = 'U0ANA';
const QUESTION = 'Make a SCIM access token';

let slack: LocalSlack;
let webhook: Receiver;
let mail: Receiver;
let client: Client;
let workflowId: string;
let run: Command;
let token = '';
/** What senders were told. */
const told: string[] = [];

function start(script: string, args: string[], more: Record<string, string> = {}, input = ''): Command {
  const env = { KIRO_STATE_DIR: dir, SLACK_BOT_TOKEN: slack.botToken, SLACK_API_URL: slack.apiUrl };
  const command = new Command(script, args, { ...env, ...more }, input);
  started.push(command);
  return command;
}

/** In every field that takes text, as a plain Update. */
async function byUpdate(endpoint: string): Promise<void> {
  const attempts: [string, object][] = [
    ['scimAccessIssued', { endpoint, token }],
    ['scimAccessIssued', { endpoint, storedAt: `it is ${token}` }],
    ['scimAccessIssued', { endpoint: token }],
    ['skipStep', { step: 'scim-access', reason: token }],
    ['stepDone', { step: 'scim-access', note: `Bearer ${token}` }],
    ['domainVerified', { by: token }],
    ['checkNow', { via: token }],
    ['checkNow', { [token]: 1 }],
    ['checkNow', { step: token }],
    ['checkNow', { by: { deep: [token] } }],
  ];
  for (const [message, value] of attempts) {
    const sent = await sendAnswer(client, workflowId, message, value);
    expect([message, sent.accepted]).toEqual([message, false]);
    told.push(JSON.stringify(sent));
  }
}

/** In flags, where it does not belong. */
async function byCommand(endpoint: string): Promise<void> {
  const attempts = [
    ['scimAccessIssued', '--endpoint', endpoint, '--stored-at', token],
    ['skipStep', '--step', 'scim-access', '--reason', `It is ${token}`],
    ['checkNow', '--by', token],
  ].map((args) => start('cli/answer.ts', args));
  for (const command of attempts) expect([await command.ended, command.stderr]).toEqual([2, expect.anything()]);
}

/** In a form's field. */
async function bySlack(endpoint: string): Promise<void> {
  const hands = slack.hands();
  const board = await slack.world.until(() =>
    slack.world.messages.find(({ threadTs, blocks }) => threadTs === null && JSON.stringify(blocks).includes(QUESTION)),
  );
  await hands.press(KIRO_ADMIN, board, 'Answer…', QUESTION);
  const form = await slack.world.until(() => slack.world.views[0]);
  await hands.submit(form, { Endpoint: endpoint, 'Stored at': token });
  expect(form.isOpen).toBe(true);
  told.push(JSON.stringify(form.errors));
}

/** What the Kiro admin does who has made the token: all that is wrong, then what is right. */
async function issueAccess(value: Record<string, unknown>): Promise<string | null> {
  const endpoint = String(value['endpoint']);
  token = String(value['token']);
  await Promise.all([byUpdate(endpoint), byCommand(endpoint), bySlack(endpoint)]);
  await client.workflow.getHandle(workflowId).signal('checkNow', { by: SIGNALLED });
  const args = ['scimAccessIssued', '--endpoint', endpoint, '--stored-at', String(value['storedAt']), '--token-stdin'];
  const sealed = start('cli/answer.ts', args, {}, token);
  return (await sealed.ended) === 0 ? null : sealed.stderr;
}

beforeAll(async () => {
  [slack, webhook, mail] = await Promise.all([startLocalSlack(), webhookReceiver(), mailReceiver()]);
  // It stays when the run is over.
  const server = start('cli/temporal.ts', ['--json']);
  const sandbox = start('sandbox/cli.ts', ANY_PORTS);
  await Promise.all([server, sandbox].map((command) => command.until(() => command.lines.length > 0)));
  const info = JSON.parse(sandbox.lines[0] ?? '') as SandboxInfo;
  const config = join(dir, 'told.yaml');
  const toldBy = `notify: { slack: { channel: "#${CHANNEL.name}" }, webhook: "${webhook.url}", email: runbook@example.com }`;
  const people = readFileSync(info.config, 'utf8').replace(
    'kiroAdmin: ana@example.com',
    `kiroAdmin: { email: ana@example.com, slack: ${KIRO_ADMIN} }`,
  );
  writeFileSync(config, `${people}${toldBy}\n`);
  run = start('starter.ts', ['--config', config, '--json'], {
    OKTA_CLIENT_TOKEN: info.okta.token,
    KIRO_WEBHOOK_SECRET: 'shared with the receiver alone',
    KIRO_SMTP_URL: mail.url,
  });
  await run.until(() => run.lines.length > 0);
  const chat = start('chatops.ts', [], { SLACK_APP_TOKEN: slack.appToken });
  await chat.until(() => chat.stderr.includes('Slack is connected'));
  client = await connectClient(await embeddedSettings(dir));
  workflowId = workflowIdFor({ okta: info.okta, domain: 'example.com' });

  const stop = new AbortController();
  const playing = playPeople({
    info,
    vault: openVault(join(dir, 'sandbox', 'vault.json')),
    signal: stop.signal,
    line: {
      status: () => statusOfRun(client, workflowId),
      seal: (plain) => Promise.resolve(plain),
      async answer(message, value) {
        if (message === 'scimAccessIssued') return issueAccess(value);
        const sent = await sendAnswer(client, workflowId, message, value);
        return sent.accepted ? null : sent.why.reason;
      },
    },
  });
  await run.ended;
  stop.abort();
  await playing;
});
afterAll(async () => {
  await client?.connection.close();
  for (const command of started) command.kill();
  await killTemporal(dir);
  await Promise.all([slack.close(), webhook.close(), mail.close()]);
  remove();
});

// `npm test` looks for the token in files and output (default-run) and in Slack (slack).
describe.runIf(DEEP)('a SCIM token that was sent through every front end', () => {
  it('reaches the run sealed, is used, and the run is done', () => {
    const { outcome, report } = run.events.at(-1) as ResultLine;
    expect(outcome, run.stderr).toBe('done');
    expect(token).toBe(vaultToken(dir));
    expect(report?.duties.join()).toContain('The runbook has not used the SCIM token since');
  });

  it('is in no file but where the people put it, in Okta and the vault: not in the database, a log or a report', () => {
    expect(filesWith(dir, token)).toEqual(['sandbox/okta.json', 'sandbox/scim-access.json', 'sandbox/vault.json']);
  });

  it('is in no event, and in no answer of the Web UI', async () => {
    const history = await client.workflow.getHandle(workflowId).fetchHistory();
    const bytes = Buffer.from(temporal.api.history.v1.History.encode(history).finish());
    const server = await readServerFile(join(dir, 'temporal'));
    const below = `${uiUrlOf(server!)}/api/v1/namespaces/${EMBEDDED_NAMESPACE}/workflows/${encodeURIComponent(workflowId)}`;
    const shown = await Promise.all(
      ['', '/history?maximumPageSize=1000'].map(async (path) => (await fetch(`${below}${path}`)).text()),
    );
    expect(shown.join()).toContain('workflowExecutionStarted');
    for (const one of [bytes, ...shown]) expect(holds(one, token)).toBe(false);
    // Temporal's own record of the Signal: the search finds what is there.
    for (const one of [bytes, shown[1]!]) expect(holds(one, SIGNALLED)).toBe(true);
  });

  it('was shown to nobody: not at a terminal, in Slack, by the webhook, by mail or in a refusal', () => {
    const slackTraffic = JSON.stringify([slack.world.calls, slack.world.messages, slack.world.views]);
    const outputs = started.flatMap(({ stdout, stderr }) => [stdout, stderr]);
    const traffic = [slackTraffic, ...outputs, ...webhook.got, ...mail.got, ...told];
    expect([webhook.got.length > 5, mail.got.length > 5, slackTraffic.includes(QUESTION)]).toEqual([true, true, true]);
    expect(traffic.filter((text) => holds(text, token) || holds(text, SIGNALLED))).toEqual([]);
  });

  it('in a raw Signal stands where Temporal keeps its history, and nowhere else', () => {
    const files = filesWith(dir, SIGNALLED);
    expect(files).toContain('temporal/temporal.db');
    expect(files.filter((name) => !/^temporal\/temporal\.db(-wal)?$/.test(name))).toEqual([]);
  });
});
