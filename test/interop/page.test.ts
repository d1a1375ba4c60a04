import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Client } from '@temporalio/client';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { statusOfRun } from '../../client/ask-run.js';
import { workflowIdFor } from '../../runbook/model/names.js';
import type { Waiting } from '../../runbook/words/status.js';
import { type Link, linkToken, linkUrl } from '../../sealing/link.js';
import { loadSigningKey } from '../../sealing/signing.js';
import { connectClient } from '../../temporal/connect.js';
import { embeddedSettings } from '../../temporal/running-server.js';
import { servePage, type ServedPage } from '../../web/serve.js';
import { PlayedRun } from '../e2e/played-run.js';
import type { ResultLine } from '../e2e/support.js';
import { BY_HAND, type Desk } from '../support/consoles/clicks.js';
import { describeWith, requirePath } from './programs.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Who has a link, in a browser of their own. */
const PEOPLE = [
  { person: 'ana@example.com', role: 'kiro-admin' },
  { person: 'ben@example.com', role: 'okta-admin' },
  { person: 'cem@example.com', role: 'dns-admin' },
] as const;

/** What a desk is to clicks in the consoles; nothing is looked at there. */
const anyPage: Desk['onPage'] = async () => undefined;

describeWith(['chromium'], 'The page in Chromium', () => {
  const played = new PlayedRun();
  const problems: string[] = [];
  /** Bodies and addresses of all that the people's pages have sent. */
  const sent: string[] = [];
  let client: Client;
  let browser: Browser;
  let served: ServedPage;
  let workflowId: string;
  const contexts: BrowserContext[] = [];

  const linkOf = async (who: Pick<Link, 'person' | 'role'>): Promise<string> => {
    const key = await loadSigningKey({ env: {}, stateDir: played.dir, via: 'cli' });
    return linkUrl(served.url, linkToken(key, 'kiro-link+jws', { workflowId, ...who, hours: 1 }));
  };

  /** Somebody's own browser, with their link opened. */
  async function sitDown(who: Pick<Link, 'person' | 'role'>): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 390, height: 800 } });
    contexts.push(context);
    const page = await context.newPage();
    page.on('request', (request) => {
      sent.push(`${request.method()} ${request.url()} ${request.postData() ?? ''}`);
      if (!request.url().startsWith(served.url)) problems.push(`asks ${request.url()}`);
    });
    page.on('console', (line) => {
      if (/Content Security Policy/.test(line.text())) problems.push(line.text());
    });
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(await linkOf(who));
    await page.getByRole('button', { name: 'Continue' }).click();
    return page;
  }

  async function check(page: Page): Promise<void> {
    await page.evaluate(AXE);
    const found = await page.evaluate<{ violations: object[]; over: number }>(`(async () => {
      const { violations } = await axe.run();
      const { scrollWidth, clientWidth } = document.documentElement;
      return { violations, over: scrollWidth - clientWidth };
    })()`);
    problems.push(...found.violations.map((one) => JSON.stringify(one).slice(0, 600)));
    if (found.over > 0) problems.push(`${found.over} px too wide`);
  }

  /** Types an answer into the form of a question, and sends it; resolves when it is taken. */
  async function answer(page: Page, one: Waiting, value: Record<string, unknown>): Promise<void> {
    const article = page.locator(`[data-question="${one.step} ${one.since}"]`);
    await article.waitFor();
    const form = article.locator(`form[data-answer="${one.message}"]`);
    for (const [name, given] of Object.entries(value)) {
      if (name === 'step') continue;
      if (name === 'token') await form.locator('[data-token]').fill(String(given));
      else if (name === 'csv') {
        const buffer = Buffer.from(`\ufeff${String(given)}`, 'utf16le');
        await form.locator('input[type=file]').setInputFiles({ name: 'seats.csv', mimeType: 'text/csv', buffer });
        await form.getByRole('row').nth(1).waitFor();
      } else await form.locator(`[name="${name}"]`).fill(String(given));
    }
    const [response] = await Promise.all([
      page.waitForResponse((one) => one.url().endsWith('/answer')),
      form.locator('button:not([type=button])').click(),
    ]);
    expect(await response.json(), one.message).toMatchObject({ accepted: true });
    await page.locator('[data-flash]').filter({ hasText: 'Taken' }).waitFor();
  }

  beforeAll(async () => {
    await played.openSandbox();
    await played.begin();
    await played.untilAsked();
    workflowId = workflowIdFor({ okta: played.info.okta, domain: 'example.com' });
    client = await connectClient(await embeddedSettings(played.dir));
    served = await servePage({
      ...{ client, uiUrl: null, stateDir: played.dir, host: '127.0.0.1', port: 0, publicUrl: null },
      env: { KIRO_STATE_DIR: played.dir },
      isEmbedded: true,
    });
    browser = await chromium.launch({ executablePath: requirePath('chromium'), args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser?.close();
    await served?.close();
    await client?.connection.close();
    await played.close();
  });

  it('carries a whole onboarding of three people, each in a browser of their own', async () => {
    const seats = new Map<string, Page>();
    for (const who of PEOPLE) seats.set(who.role, await sitDown(who));
    const ana = seats.get('kiro-admin')!;
    const report = await ana.context().newPage();
    await report.goto(`${ana.url()}/report`);
    expect(await report.title()).toContain('example.com');
    const consoles = await browser.newPage();
    const kept: Desk['kept'] = { token: '' };
    const answered: string[] = [];
    let isOver = false;
    void played.command.ended.then(() => (isOver = true));
    while (!isOver) {
      const { waitingFor, outcome } = await statusOfRun(client, workflowId);
      if (outcome !== 'running') break;
      for (const one of waitingFor.filter(({ looking }) => !looking)) {
        const value = await BY_HAND[one.message]?.({ page: consoles, one, info: played.info, kept, onPage: anyPage });
        const page = seats.get(one.role);
        if (value == null || page === undefined) continue;
        await answer(page, one, value);
        answered.push(one.message);
        await check(page);
      }
      await consoles.waitForTimeout(200);
    }
    const code = await played.command.ended;
    const { outcome, report: last } = played.command.events.at(-1) as ResultLine;
    expect([code, outcome], played.command.stderr).toEqual([0, 'done']);
    expect(new Set(answered)).toEqual(new Set(Object.keys(BY_HAND)));
    const vias = new Set(last!.steps.flatMap(({ via }) => via ?? []));
    expect([...vias]).toEqual(['page']);
    // Sealed in the browser: the token itself was in no request, and is nowhere in the report.
    expect(kept.token.length).toBeGreaterThan(20);
    expect(sent.filter((one) => one.includes(kept.token))).toEqual([]);
    expect(JSON.stringify(last)).not.toContain(kept.token);
    expect(problems.splice(0)).toEqual([]);
    // The page shows the end by itself.
    await ana.locator('.badge.done').waitFor();
  }, 300_000);
});
