import type { Client } from '@temporalio/client';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { statusOfRun } from '../../client/ask-run.js';
import { workflowIdFor } from '../../runbook/model/names.js';
import { connectClient } from '../../temporal/connect.js';
import { embeddedSettings } from '../../temporal/running-server.js';
import { servePage, type ServedPage } from '../../web/serve.js';
import { PlayedRun } from '../e2e/played-run.js';
import type { ResultLine } from '../e2e/support.js';
import { BY_HAND, type Desk } from '../support/consoles/clicks.js';
import { answer, PagePeople } from './page-people.js';
import { describeWith, requirePath } from './programs.js';

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
  let client: Client;
  let browser: Browser;
  let served: ServedPage;
  let people: PagePeople;
  let workflowId: string;

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
    people = new PagePeople(browser, served.url, played.dir);
  });
  afterAll(async () => {
    await browser?.close();
    await served?.close();
    await client?.connection.close();
    await played.close();
  });

  it('carries a whole onboarding of three people, each in a browser of their own', async () => {
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
    await ana.locator('.badge.done').waitFor();
  }, 300_000);
});
