/** The pictures of the page for docs/front-ends.md, of runs that are made up. Needs Chromium; a part of `npm run screenshots`. */
import { join } from 'node:path';
import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { isOver } from '../support/after-test.js';
import { ROOT } from '../e2e/support.js';
import { BrowserHouse } from '../web/browser-house.js';
import { everybody, onboarding, reviewing } from '../web/every-question.js';

const OUT = join(ROOT, 'docs', 'screenshots');
const DESK = { viewport: { width: 960, height: 900 } };
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 1.5 };

const house = await BrowserHouse.open();
try {
  const question = house.show(onboarding([['kiro-profile', 'kiroProfileEnabled']], half));
  await picture('page-question', { viewport: { width: 960, height: 1250 } }, (page) =>
    page.goto(house.link(question)).then(() => go(page)),
  );
  const record = house.show(onboarding([['dns-record', 'dnsRecordPublished']], half));
  const phone = { ...PHONE, colorScheme: 'dark' as const };
  await picture('page-phone', phone, async (page) => {
    await page.goto(house.link(record, 'cem@example.com', 'dns-admin'));
    await go(page);
  });
  await picture('page-link', { viewport: { width: 960, height: 460 } }, (page) => page.goto(house.link(question)));
  const list = house.show(onboarding([['subscription-review', 'subscriptionsListed']], half));
  await picture('page-list', DESK, async (page) => {
    await page.goto(house.link(list));
    await go(page);
    const csv =
      'User,Status,Plan\nana@example.com,Active,Kiro Pro\nben@example.com,Pending,Kiro Pro\neve@example.com,Sleeping,';
    await page.locator('textarea[name=csv]').fill(csv);
    await page.locator('[data-preview] table').waitFor();
    return page.locator('form.answer').first();
  });
  const review = house.show(reviewing(7), { reviewed: everybody(120) });
  await picture('page-review', DESK, async (page) => {
    await page.goto(house.link(review, 'rita@example.com', 'reviewer'));
    await go(page);
    await page.getByRole('link', { name: 'Decide who keeps access' }).first().click();
    await page.getByText('Who keeps access?').waitFor();
  });
  const done = onboarding([], half);
  for (const record of Object.values(done.state.steps))
    Object.assign(record, { state: 'done', confirmed: 'proven', since: record.since ?? done.state.startedAt });
  done.state.steps['subscription-review']!.findings = [];
  done.state.outcome = 'done';
  const over = house.show(done);
  await picture('page-over', { viewport: { width: 960, height: 700 } }, (page) =>
    page.goto(house.link(over)).then(() => go(page)),
  );
} finally {
  await isOver('file');
}

/** From a link to the run. */
async function go(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL(/\/run\//);
  await page.getByText('Progress').waitFor();
}

/** The Okta part of the onboarding is done. */
function half(state: Parameters<Parameters<typeof onboarding>[1] & object>[0]): void {
  for (const id of [
    'preflight',
    'oidc-application',
    'sign-in-assignments',
    'authorization-server',
    'scopes',
    'access-policy',
  ] as const)
    Object.assign(state.steps[id], {
      state: 'done',
      confirmed: 'proven',
      startedAt: state.startedAt,
      since: state.startedAt,
    });
}

async function picture(
  name: string,
  how: BrowserContextOptions,
  open: (page: Page) => Promise<unknown>,
): Promise<void> {
  const context = await house.browser.newContext({ ...how, timezoneId: 'UTC', locale: 'en-GB' });
  const page = await context.newPage();
  const part = await open(page);
  const whole = part !== null && typeof part === 'object' && 'screenshot' in part ? (part as Locator) : page;
  await whole.screenshot({ path: join(OUT, `${name}.png`) });
  await context.close();
}
