/** `npm run screenshots`: the pictures of docs/front-ends.md, of a run against the sandbox. Needs Chromium. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import type { SandboxInfo } from '../../sandbox/start.js';
import { EMBEDDED_NAMESPACE, readServerFile, uiUrlOf } from '../../temporal/server-file.js';
import { workflowUrl } from '../../temporal/connect.js';
import { workflowIdFor } from '../../runbook/model/names.js';
import { ANY_PORTS, Command, killTemporal, newStateDir, ROOT } from '../e2e/support.js';
import { KEY, Terminal } from '../e2e/terminal.js';
import { requirePath } from '../interop/programs.js';
import { CHANNEL, startLocalSlack, type LocalSlack } from '../support/slack/index.js';
import { sendUpdate } from '../support/web-ui/dialog.js';
import { readPage } from '../support/web-ui/page.js';
import { formPage, messagePage } from './block-kit.js';
import { sandboxConsoles } from './sandbox-consoles.js';
import { terminalPage } from './terminal.js';

const OUT = join(ROOT, 'docs', 'screenshots');
const ANA = 'U0ANA';
const QUESTION = 'Create the Kiro profile';
const SETTINGS = `people:
  kiroAdmin: { email: ana@example.com, slack: ${ANA} }
  oktaAdmin: ben@example.com
  dnsAdmin: cem@example.com
notify: { slack: { channel: "#${CHANNEL.name}" } }
`;

const { dir, remove } = newStateDir();
const started: Command[] = [];
const slack = await startLocalSlack();
const browser = await chromium.launch({ executablePath: requirePath('chromium'), args: ['--no-sandbox'] });
try {
  const info = await startRun(slack);
  const page = await browser.newPage({ viewport: { width: 1280, height: 1200 } });
  await status(page);
  await question(page, info);
  await slackShots(page, slack);
  await webUi(page, info);
  // Last: they change what Kiro holds.
  await sandboxConsoles(page, info, async (name) => void (await page.screenshot({ path: join(OUT, `${name}.png`) })));
} finally {
  await browser.close();
  for (const command of started) command.kill();
  await killTemporal(dir);
  await slack.close();
  remove();
}

function start(script: string, args: string[], env: Record<string, string> = {}): Command {
  const command = new Command(script, args, { KIRO_STATE_DIR: dir, ...env });
  started.push(command);
  return command;
}

/** A run that waits for the Kiro admin, with its Slack app. */
async function startRun({ apiUrl, botToken, appToken }: LocalSlack): Promise<SandboxInfo> {
  const sandbox = start('sandbox/cli.ts', ANY_PORTS);
  await sandbox.until(() => sandbox.lines.length > 0);
  const info = JSON.parse(sandbox.lines[0] ?? '') as SandboxInfo;
  const config = join(dir, 'slack.yaml');
  writeFileSync(config, readFileSync(info.config, 'utf8').replace(/^people:.*\n/m, SETTINGS));
  const env = { SLACK_BOT_TOKEN: botToken, SLACK_API_URL: apiUrl };
  const run = start('starter.ts', ['--config', config, '--json'], { OKTA_CLIENT_TOKEN: info.okta.token, ...env });
  await run.until(() => run.events.some((one) => one.type === 'waiting' && one.message === 'kiroProfileEnabled'));
  const chat = start('chatops.ts', [], { SLACK_APP_TOKEN: appToken, ...env });
  await chat.until(() => chat.stderr.includes('Slack is connected'));
  return info;
}

async function status(page: Page): Promise<void> {
  const status = start('cli/status.ts', [], { FORCE_COLOR: '1' });
  await status.ended;
  await draw(page, 'terminal-status', terminalPage('npm run status', status.stdout));
}

/** The run is joined at a terminal, and an answer refused there. */
async function question(page: Page, info: SandboxInfo): Promise<void> {
  const env = { KIRO_STATE_DIR: dir, OKTA_CLIENT_TOKEN: info.okta.token, FORCE_COLOR: '1' };
  const terminal = new Terminal('starter.ts', ['--config', join(dir, 'slack.yaml')], env);
  try {
    for (const [field, value] of [
      ['issuer', 'https://example.okta.com'],
      ['clientId', '0oa1a2b3c4'],
    ]) {
      await terminal.until(new RegExp(`◆ {2}${field}`));
      terminal.type(`${value}${KEY.enter}`);
    }
    await terminal.until(/Refused: .*◆/s);
    await draw(page, 'terminal-question', terminalPage('npm run start-onboarding', await terminal.screen()));
  } finally {
    terminal.kill();
  }
}

async function slackShots(page: Page, local: LocalSlack): Promise<void> {
  const { world } = local;
  const hands = local.hands();
  const board = await world.until(() =>
    world.messages.find((one) => JSON.stringify(one.blocks).includes(`*${QUESTION}*`)),
  );
  await draw(page, 'slack-message', messagePage(board.blocks));
  await hands.press(ANA, board, 'Answer…', QUESTION);
  const form = await world.until(() => world.views[0]);
  const values = { Issuer: 'https://example.okta.com', 'Client ID': '0oa1a2b3c4' };
  await hands.submit(form, values);
  await draw(page, 'slack-form', formPage(form.view, values, form.errors));
}

async function webUi(page: Page, info: SandboxInfo): Promise<void> {
  const server = await readServerFile(join(dir, 'temporal'));
  await page.goto(
    workflowUrl(uiUrlOf(server!), EMBEDDED_NAMESPACE, workflowIdFor({ okta: info.okta, domain: 'example.com' })),
  );
  await page.waitForURL(/\/timeline$/);
  await readPage(page, page.url().replace(/\/timeline$/, ''));
  // Without the menu, down to the command that answers.
  const clip = { x: 250, y: 60, width: 1030, height: 1140 };
  await page.screenshot({ path: join(OUT, 'web-ui-page.png'), clip });
  const wrong = { issuer: 'https://example.okta.com', clientId: '0oa1a2b3c4', by: 'ana@example.com' };
  await sendUpdate(page, 'kiroProfileEnabled', wrong);
  await page.locator('#update-confirmation-modal:visible').screenshot({ path: join(OUT, 'web-ui-dialog.png') });
}

async function draw(page: Page, name: string, content: string): Promise<void> {
  await page.setContent(content);
  await page.locator('#shot').screenshot({ path: join(OUT, `${name}.png`) });
}
