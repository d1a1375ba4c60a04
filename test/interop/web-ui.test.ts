import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { playPeople } from '../../sandbox/people.js';
import type { SandboxInfo } from '../../sandbox/start.js';
import { openVault } from '../../sandbox/vault.js';
import { EMBEDDED_NAMESPACE, uiUrlOf } from '../../temporal/address.js';
import { readServerFile } from '../../temporal/server-file.js';
import { workflowUrl } from '../../temporal/connect.js';
import { workflowIdFor } from '../../runbook/names.js';
import { Command, killTemporal, newStateDir, vaultToken, type ResultLine } from '../e2e/support.js';
import { sendUpdate } from '../support/web-ui/dialog.js';
import { webUiLine } from '../support/web-ui/line.js';
import { readPage } from '../support/web-ui/page.js';
import { describeWith, requirePath } from './programs.js';

describeWith(['chromium'], "Temporal's Web UI in Chromium", () => {
  const { dir, remove } = newStateDir();
  const started: Command[] = [];
  let info: SandboxInfo;
  let run: Command;
  let browser: Browser;
  let page: Page;
  let runUrl: string;

  beforeAll(async () => {
    const start = (script: string, args: string[], env = {}): Command => {
      const command = new Command(script, args, { KIRO_STATE_DIR: dir, ...env });
      started.push(command);
      return command;
    };
    const ports = ['okta', 'kiro', 'dns', 'dns-console'].flatMap((name) => [`--${name}-port`, '0']);
    const sandbox = start('sandbox/cli.ts', ports);
    await sandbox.until(() => sandbox.lines.length > 0);
    info = JSON.parse(sandbox.lines[0] ?? '') as SandboxInfo;
    run = start('starter.ts', ['--config', info.config, '--json'], { OKTA_CLIENT_TOKEN: info.okta.token });
    await run.until(() => run.events.some((one) => one.type === 'waiting' && one.message === 'kiroProfileEnabled'));
    const server = await readServerFile(join(dir, 'temporal'));
    runUrl = workflowUrl(uiUrlOf(server!), EMBEDDED_NAMESPACE, workflowIdFor(info.okta.orgUrl, 'example.com'));
    browser = await chromium.launch({ executablePath: requirePath('chromium'), args: ['--no-sandbox'] });
    page = await browser.newPage();
    await page.goto(runUrl);
    // The Web UI adds the run's id to the address.
    await page.waitForURL(/\/timeline$/);
    runUrl = page.url().replace(/\/timeline$/, '');
  });
  afterAll(async () => {
    await browser?.close();
    for (const command of started) command.kill();
    await killTemporal(dir);
    remove();
  });

  it('tells whoever opens the run what to do now, and shows commands as they are typed', async () => {
    const { lines, questions, commands } = await readPage(page, runUrl);
    expect(lines.slice(0, 3)).toEqual([
      'To do now: Create the Kiro profile (ana@example.com).',
      'Create the Kiro profile',
      expect.stringContaining('Kiro must know') as string,
    ]);
    expect(questions[0]?.instructions).toHaveLength(4);
    expect(questions[0]?.copy.map(({ label }) => label)).toEqual(['Issuer URI', 'Client ID']);
    expect(commands).toHaveLength(1);
    expect(commands[0]).toContain('--name kiroProfileEnabled');
    expect(commands[0]).not.toMatch(/[“”‘’–—]/);
    const { issuer } = JSON.parse(/-i '(.*)'/s.exec(commands[0] ?? '')?.[1] ?? '') as { issuer: string };
    expect(issuer).toBe(questions[0]?.copy[0]?.value);
  });

  it('says in its dialog why an answer is refused', async () => {
    const wrong = { issuer: info.okta.orgUrl, clientId: 'x', by: 'ana@example.com' };
    expect(await sendUpdate(page, 'kiroProfileEnabled', wrong)).toContain('issuer of the org itself');
  });

  it('carries a whole onboarding by its dialogs alone', async () => {
    const stop = new AbortController();
    const vault = openVault(join(dir, 'sandbox', 'vault.json'));
    const playing = playPeople({ info, vault, line: webUiLine(page, runUrl), signal: stop.signal });
    const code = await run.ended;
    stop.abort();
    await playing;
    const { outcome, report } = run.events.at(-1) as ResultLine;
    expect([code, outcome], run.stderr).toEqual([0, 'done']);
    const answered = (report?.steps ?? []).filter((step) => step.by !== null);
    expect(answered.map(({ id }) => id)).toContain('pilot-sign-in');
    expect(answered.filter(({ via }) => via !== 'update')).toEqual([]);
    expect(JSON.stringify(report)).not.toContain(vaultToken(dir));
  }, 400_000);
});
