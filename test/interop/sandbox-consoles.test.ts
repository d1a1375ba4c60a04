import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Client } from '@temporalio/client';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { statusOfRun } from '../../client/ask-run.js';
import { sealForRun, sendAnswer } from '../../client/send-answer.js';
import { workflowIdFor } from '../../runbook/model/names.js';
import { connectClient } from '../../temporal/connect.js';
import { embeddedSettings } from '../../temporal/running-server.js';
import { PlayedRun } from '../e2e/played-run.js';
import type { ResultLine } from '../e2e/support.js';
import { BY_HAND, type Desk } from '../support/consoles/clicks.js';
import { describeWith, requirePath } from './programs.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describeWith(['chromium'], 'The consoles of the sandbox in Chromium', () => {
  const played = new PlayedRun();
  const problems: string[] = [];
  let client: Client;
  let browser: Browser;
  let page: Page;

  /** What axe finds on a page, and whether it is wider than a phone. */
  async function check(shown: Page): Promise<void> {
    await shown.evaluate(AXE);
    // As text: the compiler knows nothing of a browser.
    const found = await shown.evaluate<{ violations: object[]; over: number }>(`(async () => {
      const { violations } = await axe.run();
      const { scrollWidth, clientWidth } = document.documentElement;
      return { violations, over: scrollWidth - clientWidth };
    })()`);
    problems.push(...found.violations.map((one) => `${shown.url()}: ${JSON.stringify(one).slice(0, 600)}`));
    if (found.over > 0) problems.push(`${shown.url()} is ${found.over} px too wide`);
  }

  async function newPage(options: Parameters<Browser['newPage']>[0]): Promise<Page> {
    const made = await browser.newPage(options);
    made.on('request', (request) => {
      if (new URL(request.url()).hostname !== '127.0.0.1') problems.push(`asks ${request.url()}`);
    });
    made.on('console', (line) => {
      if (/Content Security Policy/.test(line.text())) problems.push(line.text());
    });
    made.on('pageerror', (error) => problems.push(error.message));
    return made;
  }

  beforeAll(async () => {
    await played.openSandbox();
    await played.begin();
    await played.untilAsked();
    client = await connectClient(await embeddedSettings(played.dir));
    browser = await chromium.launch({ executablePath: requirePath('chromium'), args: ['--no-sandbox'] });
    page = await newPage({ viewport: { width: 390, height: 800 }, colorScheme: 'dark' });
  });
  afterAll(async () => {
    await browser?.close();
    await client?.connection.close();
    await played.close();
  });

  it('carry a whole onboarding by clicks, on a phone, from the places that the questions name', async () => {
    const { info } = played;
    const workflowId = workflowIdFor({ okta: info.okta, domain: 'example.com' });
    const kept: Desk['kept'] = { token: '' };
    const clicked: string[] = [];
    let isOver = false;
    void played.command.ended.then(() => (isOver = true));
    while (!isOver) {
      // The worker and Temporal end with the run.
      const status = await statusOfRun(client, workflowId).catch((error: unknown) => {
        if (played.command.events.at(-1)?.type !== 'result') throw error;
        return null;
      });
      if (status?.outcome !== 'running') break;
      for (const one of status.waitingFor.filter(({ looking }) => !looking)) {
        const value = await BY_HAND[one.message]?.({ page, one, info, kept, onPage: check });
        if (value == null) continue;
        const { token, endpoint } = value;
        if (typeof token === 'string' && typeof endpoint === 'string')
          value['token'] = await sealForRun(client, { workflowId, endpoint }, token, async () => {});
        const sent = await sendAnswer(client, workflowId, one.message, { ...value, by: one.person, via: 'test' });
        expect(sent, one.message).toMatchObject({ accepted: true });
        clicked.push(one.message);
      }
      await page.waitForTimeout(200);
    }
    const code = await played.command.ended;
    const { outcome } = played.command.events.at(-1) as ResultLine;
    expect([code, outcome], played.command.stderr).toEqual([0, 'done']);
    expect(new Set(clicked)).toEqual(new Set(Object.keys(BY_HAND)));
    expect(problems.splice(0)).toEqual([]);
  }, 300_000);

  it('show every page so that axe finds nothing, on a desk in the light', async () => {
    const desk = await newPage({ viewport: { width: 1280, height: 900 }, colorScheme: 'light' });
    const { okta, kiro, dns } = played.info;
    for (const start of [okta.orgUrl, kiro.consoleUrl, dns.consoleUrl]) {
      await desk.goto(`${start}/console`);
      const links = await desk.locator('nav.sections a, main table a').all();
      const ways = await Promise.all(links.map((link) => link.getAttribute('href')));
      for (const way of new Set(ways.slice(0, 40))) {
        await desk.goto(new URL(way ?? '', start).href);
        await check(desk);
      }
    }
    for (const path of ['/users/ana@example.com', '/nothing']) {
      await desk.goto(`${okta.orgUrl}/console${path}`);
      await check(desk);
    }
    expect(problems.splice(0)).toEqual([]);
  });

  it('plant a bad day by a button, and say the cure', async () => {
    const { okta, kiro } = played.info;
    await page.goto(`${okta.orgUrl}/console/bad-days`);
    await page.locator('#drill-token').getByRole('button').click();
    await page.getByRole('status').filter({ hasText: 'Planted.' }).waitFor();
    expect(await page.locator('.notice code').innerText()).toBe('npm run rotate-token -- --compromised');
    await page.goto(`${okta.orgUrl}/console/tasks`);
    await check(page);
    expect(await page.locator('main').innerText()).toContain('Unauthorized');
    await page.goto(`${kiro.consoleUrl}/console/settings`);
    expect(await page.locator('#access-tokens').innerText()).toContain('There is no access token.');
    expect(problems.splice(0)).toEqual([]);
  });

  it('copy a value with its button, which says so', async () => {
    const { kiro } = played.info;
    const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
    const copying = await context.newPage();
    await copying.goto(`${kiro.consoleUrl}/console/settings`);
    await copying.getByRole('button', { name: 'Copy SCIM Endpoint' }).click();
    await copying.getByRole('button', { name: 'Copied SCIM Endpoint' }).waitFor();
    const text = await copying.evaluate<string>('navigator.clipboard.readText()');
    expect(text).toMatch(/\/scim\/v2$/);
    await context.close();
  });
});
