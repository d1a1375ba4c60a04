import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContext, errors, type Locator, type Page, type Response } from 'playwright-core';
import { expect } from 'vitest';
import type { MessageName } from '../../runbook/messages/schemas.js';
import type { Waiting } from '../../runbook/words/status.js';
import { type Link, linkToken, linkUrl } from '../../sealing/link.js';
import { loadSigningKey } from '../../sealing/signing.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Who has a link. */
export type Who = Pick<Link, 'person' | 'role'>;

/** People who have a browser each and a link to the page, and what their browsers have to say against it. */
export class PagePeople {
  /** What is wrong with the pages that they have seen. */
  readonly problems: string[] = [];
  /** Bodies and addresses of all that their browsers have sent to the page. */
  readonly sent: string[] = [];
  private readonly contexts = new Map<string, BrowserContext>();

  /** @param url the page's address; @param stateDir holds the key that their links are signed with */
  constructor(
    private readonly browser: Browser,
    private readonly url: string,
    private readonly stateDir: string,
  ) {}

  async linkOf(workflowId: string, { person, role }: Who): Promise<string> {
    const key = await loadSigningKey({ env: {}, stateDir: this.stateDir, via: 'cli' });
    return linkUrl(this.url, linkToken(key, 'kiro-link+jws', { workflowId, person, role, hours: 1 }));
  }

  /** Opens somebody's link to a run in a browser of their own, a phone. */
  async sitDown(workflowId: string, who: Who): Promise<Page> {
    const page = await (await this.browserOf(who.person)).newPage();
    page.on('request', (request) => {
      this.sent.push(`${request.method()} ${request.url()} ${request.postData() ?? ''}`);
      if (!request.url().startsWith(this.url)) this.problems.push(`asks ${request.url()}`);
    });
    page.on('console', (line) => {
      if (/Content Security Policy/.test(line.text())) this.problems.push(line.text());
    });
    page.on('pageerror', (error) => this.problems.push(error.message));
    await page.goto(await this.linkOf(workflowId, who));
    await page.getByRole('button', { name: 'Continue' }).click();
    return page;
  }

  private async browserOf(person: string): Promise<BrowserContext> {
    const known = this.contexts.get(person);
    if (known !== undefined) return known;
    const context = await this.browser.newContext({ viewport: { width: 390, height: 800 } });
    context.setDefaultTimeout(30_000);
    this.contexts.set(person, context);
    return context;
  }

  /** Notes what axe finds on a page, and whether it is wider than a phone. */
  async check(page: Page): Promise<void> {
    await page.evaluate(AXE);
    const found = await page.evaluate<{ violations: object[]; over: number }>(`(async () => {
      const { violations } = await axe.run();
      const { scrollWidth, clientWidth } = document.documentElement;
      return { violations, over: scrollWidth - clientWidth };
    })()`);
    this.problems.push(...found.violations.map((one) => JSON.stringify(one).slice(0, 600)));
    if (found.over > 0) this.problems.push(`${found.over} px too wide`);
  }
}

/** A question as it stands on a page. */
export const questionOn = (page: Page, { step, since }: Pick<Waiting, 'step' | 'since'>): Locator =>
  page.locator(`[data-question="${step} ${since}"]`);

/** Types and clicks an answer into its form; one of the other ways to answer is opened first. */
export async function fillIn(article: Locator, message: MessageName, value: Record<string, unknown>): Promise<Locator> {
  await article.waitFor();
  const form = article.locator(`form[data-answer="${message}"]`);
  const other = article.locator('details').filter({ has: article.page().locator(`form[data-answer="${message}"]`) });
  if ((await other.count()) > 0 && !(await form.isVisible())) await other.locator('summary').click();
  for (const [name, given] of Object.entries(value)) {
    if (name === 'step') continue;
    const choice = form.locator(`input[type=radio][name="${name}"][value="${String(given)}"]`);
    if (name === 'token') await form.locator('[data-token]').fill(String(given));
    else if (name === 'csv') {
      const buffer = Buffer.from(`\ufeff${String(given)}`, 'utf16le');
      await form.locator('input[type=file]').setInputFiles({ name: 'seats.csv', mimeType: 'text/csv', buffer });
      await form.getByRole('row').nth(1).waitFor();
    } else if ((await choice.count()) > 0) await choice.check();
    else await form.locator(`[name="${name}"]`).fill(String(given));
  }
  return form;
}

/** What a person reads who was too late, or whom a busy machine kept waiting; then they look at the page again. */
const LOOK_AGAIN =
  /^(The runbook has seen it by itself|Somebody was quicker|This is asked anew since you opened it|Not sent: )/;

/** The response to what goes there next; null where the page does not answer any more. */
const responseTo = (page: Page, path: string): Promise<Response | null> =>
  Promise.race([
    page.waitForResponse((one) => one.url().endsWith(path), { timeout: 60_000 }),
    page
      .waitForEvent('requestfailed', { predicate: (one) => one.url().endsWith(path), timeout: 60_000 })
      .then(() => null),
  ]);

/**
 * Fills in the form of a question and sends it; resolves when it is taken, or when the question goes away meanwhile: what the
 * runbook looks at, too, it may see a moment before.
 */
export async function answer(
  page: Page,
  one: Pick<Waiting, 'step' | 'since'>,
  message: MessageName,
  value: Record<string, unknown>,
  tries = 2,
): Promise<void> {
  const article = questionOn(page, one);
  let isSending = false;
  const send = async (): Promise<void> => {
    const form = await fillIn(article, message, value);
    const [response] = await Promise.all([
      // A run that does not answer for 15 s is said so, which comes as a response, too.
      responseTo(page, '/answer'),
      page.waitForRequest((one) => one.url().endsWith('/answer')).then(() => (isSending = true)),
      form.locator('button:not([type=button])').click(),
    ]);
    // The run was over a moment before, and with it the command that served the page.
    if (response === null) return;
    const said = (await response.json()) as { accepted: boolean; reason?: string };
    if (LOOK_AGAIN.test(said.reason ?? '')) return;
    expect(said, `${one.step} ${message}: ${said.reason ?? ''}`).toMatchObject({ accepted: true });
    await page.locator('[data-flash]').filter({ hasText: 'Taken' }).waitFor();
  };
  const sending = send();
  const gone = article.and(page.locator(':not(.over)')).waitFor({ state: 'detached', timeout: 60_000 });
  gone.catch(() => undefined);
  const first = await Promise.race([sending.then(() => 'sent'), gone.then(() => 'gone')]).catch((error: unknown) => {
    // On a busy machine a form may be drawn anew under the hand for longer than a click waits.
    if (isSending || tries === 1 || !(error instanceof errors.TimeoutError)) throw error;
    return 'not sent';
  });
  if (first === 'not sent') {
    if ((await article.and(page.locator(':not(.over)')).count()) > 0)
      await answer(page, one, message, value, tries - 1);
  } else if (first === 'gone' && !isSending) sending.catch(() => undefined);
  else await sending;
}
