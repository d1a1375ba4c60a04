import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { statusOfRun } from '../../client/ask-run.js';
import { workflowIdFor } from '../../runbook/model/names.js';
import { pageOfPlace } from '../../sandbox/question-pages.js';
import { connectClient } from '../../temporal/connect.js';
import { embeddedSettings } from '../../temporal/running-server.js';
import { servePage, type ServedPage } from '../../web/serve.js';
import { PlayedRun } from '../e2e/played-run.js';
import { freePorts, type ResultLine } from '../e2e/support.js';
import { BY_HAND, type Desk } from '../support/consoles/clicks.js';
import { mailReceiver, plainTextOf, type Receiver } from '../support/receivers.js';
import { answer, PagePeople } from './page-people.js';
import { describeWith, requirePath } from './programs.js';
import { tlsProxy } from './tls-proxy.js';

/** Where people open the page, behind a proxy with TLS. */
const PUBLIC_HOST = 'kiro.example.com';
const PUBLIC_URL = `https://${PUBLIC_HOST}`;
/** Who has a link from the start, in a browser of their own. The DNS admin has a mail alone. */
const PEOPLE = [
  { person: 'ana@example.com', role: 'kiro-admin' },
  { person: 'ben@example.com', role: 'okta-admin' },
] as const;

/** What a desk is to clicks in the consoles; nothing is looked at there. */
const anyPage: Desk['onPage'] = async () => undefined;

describeWith(['chromium', 'openssl'], 'The page in Chromium', () => {
  let played: PlayedRun;
  let mail: Receiver;
  let proxy: Awaited<ReturnType<typeof tlsProxy>>;
  let client: Client;
  let browser: Browser;
  let served: ServedPage;
  let people: PagePeople;
  let workflowId: string;

  beforeAll(async () => {
    mail = await mailReceiver();
    played = new PlayedRun({ KIRO_SMTP_URL: mail.url, KIRO_WEB_URL: PUBLIC_URL });
    await played.openSandbox();
    const config = join(played.dir, 'with-mail.yaml');
    writeFileSync(
      config,
      `${readFileSync(played.info.config, 'utf8')}notify: { email: { from: runbook@example.com } }\n`,
    );
    await played.begin(config);
    await played.untilAsked();
    workflowId = workflowIdFor({ okta: played.info.okta, domain: 'example.com' });
    client = await connectClient(await embeddedSettings(played.dir));
    const [port = 0] = await freePorts(1);
    served = await servePage({
      ...{ client, uiUrl: null, stateDir: played.dir, host: '127.0.0.1', port, publicUrl: PUBLIC_URL },
      env: { KIRO_STATE_DIR: played.dir },
      isEmbedded: true,
      addressOf: (place) => pageOfPlace(place, played.info),
    });
    proxy = await tlsProxy(PUBLIC_HOST, `http://127.0.0.1:${port}`);
    const mapped = `--host-resolver-rules=MAP ${PUBLIC_HOST}:443 127.0.0.1:${proxy.port}`;
    const args = ['--no-sandbox', '--ignore-certificate-errors', mapped];
    browser = await chromium.launch({ executablePath: requirePath('chromium'), args });
    people = new PagePeople(browser, PUBLIC_URL, played.dir);
  });
  afterAll(async () => {
    await browser?.close();
    await proxy?.close();
    await served?.close();
    await client?.connection.close();
    await played?.close();
    await mail?.close();
  });

  /** Does what the mail to the DNS admin says, by that mail alone: no status, no terminal, no link from elsewhere. */
  async function publishByMail(): Promise<void> {
    const text = await vi.waitUntil(
      () =>
        mail.got
          .filter((one) => one.includes('To: cem@example.com'))
          .map(plainTextOf)
          .find((one) => one.includes('Publish the TXT record')),
      60_000,
    );
    const copied = (label: string): string => new RegExp(`\\n${label}:\\n(.+)`).exec(text)?.[1] ?? '';
    expect(text).toContain('Where: The zone of example.com at your DNS provider');
    const context = await browser.newContext({ viewport: { width: 390, height: 800 } });
    context.setDefaultTimeout(30_000);
    const page = await context.newPage();
    await page.goto(/^Open your question: (\S+)$/m.exec(text)?.[1] ?? '');
    await page.getByRole('button', { name: 'Continue' }).click();
    const [provider] = await Promise.all([
      context.waitForEvent('page'),
      page.getByRole('link', { name: 'Open The zone of example.com' }).click(),
    ]);
    await provider.getByLabel('Name (optional)').fill(copied('Name'));
    await provider.getByLabel('Value').first().fill(copied('Value'));
    await provider.getByLabel('Value').first().press('Enter');
    await provider.getByRole('status').filter({ hasText: 'is saved.' }).waitFor();
    // The runbook looks by itself, too, and may be quicker.
    const published = page.getByRole('button', { name: 'It is published' });
    const nothing = page.getByText('Nothing to do for you now.');
    await published.or(nothing).first().waitFor();
    if (await published.isVisible()) await published.click({ timeout: 3_000 }).catch(() => undefined);
    await nothing.waitFor();
    await people.check(page);
    await context.close();
  }

  it('carries a whole onboarding of three people, each in a browser of their own, the DNS admin by a mail alone', async () => {
    const seats = new Map<string, Page>();
    for (const who of PEOPLE) seats.set(who.role, await people.sitDown(workflowId, who));
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
      // Temporal ends with the command, a moment after the run.
      const status = await statusOfRun(client, workflowId).catch(() => null);
      if (status?.outcome !== 'running') break;
      for (const one of status.waitingFor.filter(({ looking }) => !looking)) {
        if (one.message === 'dnsRecordPublished') {
          await publishByMail();
          answered.push(one.message);
          break;
        }
        const value = await BY_HAND[one.message]?.({ page: consoles, one, info: played.info, kept, onPage: anyPage });
        const page = seats.get(one.role);
        if (value == null || page === undefined) continue;
        await answer(page, one, one.message, value);
        answered.push(one.message);
        await people.check(page);
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
    expect(people.sent.filter((one) => one.includes(kept.token))).toEqual([]);
    expect(JSON.stringify(last)).not.toContain(kept.token);
    expect(people.problems).toEqual([]);
    // The page shows the end by itself.
    await ana.locator('.badge.done').waitFor({ timeout: 60_000 });
  }, 300_000);
});
