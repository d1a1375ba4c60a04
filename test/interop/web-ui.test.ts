import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EMBEDDED_NAMESPACE, readServerFile, uiUrlOf } from '../../temporal/server-file.js';
import { workflowUrl } from '../../temporal/connect.js';
import { workflowIdFor } from '../../runbook/model/names.js';
import { PlayedRun } from '../e2e/played-run.js';
import { vaultToken } from '../e2e/support.js';
import { sendUpdate } from '../support/web-ui/dialog.js';
import { webUiLine } from '../support/web-ui/line.js';
import { readPage } from '../support/web-ui/page.js';
import { describeWith, requirePath } from './programs.js';

describeWith(['chromium'], "Temporal's Web UI in Chromium", () => {
  const played = new PlayedRun();
  let browser: Browser;
  let page: Page;
  let runUrl: string;

  beforeAll(async () => {
    await played.openSandbox();
    const config = join(played.dir, 'sensitive.yaml');
    writeFileSync(config, readFileSync(played.info.config, 'utf8').replace('proof: none', 'proof: sensitive'));
    await played.begin(config);
    await played.untilAsked();
    const server = await readServerFile(join(played.dir, 'temporal'));
    runUrl = workflowUrl(
      uiUrlOf(server!),
      EMBEDDED_NAMESPACE,
      workflowIdFor({ okta: played.info.okta, domain: 'example.com' }),
    );
    browser = await chromium.launch({ executablePath: requirePath('chromium'), args: ['--no-sandbox'] });
    page = await browser.newPage();
    await page.goto(runUrl);
    // The Web UI adds the run's id to the address.
    await page.waitForURL(/\/timeline$/);
    runUrl = page.url().replace(/\/timeline$/, '');
  });
  afterAll(async () => {
    await browser?.close();
    await played.close();
  });

  it('tells what to do now, and shows commands as they are typed', async () => {
    const { lines, questions, commands } = await readPage(page, runUrl);
    const text = lines.join('\n');
    expect(text).toContain('Create the Kiro profile (ana@example.com)');
    expect(text).toContain('For ana@example.com (kiro-admin)');
    expect(questions[0]?.instructions).toHaveLength(6);
    expect(questions[0]?.copy.map(({ label }) => label)).toEqual(['Issuer URI', 'Client ID']);
    expect(commands).toHaveLength(1);
    expect(commands[0]).toContain('--name kiroProfileEnabled');
    expect(commands[0]).not.toMatch(/[“”‘’–—]/);
    const { issuer } = JSON.parse(/-i '(.*)'/s.exec(commands[0] ?? '')?.[1] ?? '') as { issuer: string };
    expect(issuer).toBe(questions[0]?.copy[0]?.value);
  });

  it('says in its dialog why an answer is refused', async () => {
    const wrong = { issuer: played.info.okta.orgUrl, clientId: 'x', by: 'ana@example.com' };
    expect(await sendUpdate(page, 'kiroProfileEnabled', wrong)).toContain('issuer of the org itself');
  });

  it('carries a whole onboarding by its dialogs, and what is sensitive by the command that signs it', async () => {
    const browsed = webUiLine(page, runUrl);
    let lists = 0;
    const decisions: string[] = [];
    const { answered, report } = await played.play({
      ...browsed,
      async answer(message, value) {
        // Somebody's seat is pending in the first list, so that a decision is asked for.
        if (message === 'subscriptionsListed' && lists++ === 0)
          return browsed.answer(message, { ...value, csv: String(value['csv']).replace(',Active', ',Pending') });
        if (message !== 'decisionMade') return browsed.answer(message, value);
        const given = { step: 'subscription-review', decision: 'repair', reason: 'The seat is active by now.' };
        decisions.push((await browsed.answer(message, { ...given, by: 'ana@example.com' })) ?? 'taken unsigned');
        const flags = Object.entries({ ...given, by: 'ana@example.com' }).flatMap(([name, text]) => [
          `--${name}`,
          text,
        ]);
        const command = played.start('cli/answer.ts', [message, ...flags]);
        return (await command.ended) === 0 ? null : command.stderr;
      },
    });
    // What the page offers for a decision is the command, and its own dialog says so, too.
    expect(decisions).toHaveLength(1);
    expect(decisions[0]).toContain(
      'decisionMade counts only from a proven sender in this run. Send it with `npm run answer -- decisionMade',
    );
    expect(lists).toBe(2);
    expect(answered.filter(({ via, sender }) => via !== 'update' || sender !== 'unproven')).toEqual([]);
    expect(JSON.stringify(report)).not.toContain(vaultToken(played.dir));
  }, 400_000);
});
