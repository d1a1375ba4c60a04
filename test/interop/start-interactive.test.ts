import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, expect, it } from 'vitest';
import type { MessageName } from '../../runbook/messages/schemas.js';
import type { Waiting } from '../../runbook/words/status.js';
import { PlayedRun } from '../e2e/played-run.js';
import { type ResultLine, sandboxPorts } from '../e2e/support.js';
import { BY_HAND, type Desk } from '../support/consoles/clicks.js';
import { answer } from './page-people.js';
import { describeWith, requirePath } from './programs.js';

/** A question as it stands on the page, and nothing else of it. */
interface Read {
  step: string;
  since: string;
  message: MessageName;
  isLooking: boolean;
  /** Where its button leads. */
  url: string | null;
  copy: { label: string; value: string }[];
}

const QUESTIONS = `[...document.querySelectorAll('[data-question]:not(.over)')].map((one) => ({
  step: one.dataset.question.split(' ')[0],
  since: one.dataset.question.split(' ')[1],
  message: one.querySelector('form[data-answer]').dataset.answer,
  isLooking: one.querySelector('.notice.good') !== null,
  url: one.querySelector('a.button')?.href ?? null,
  copy: [...one.querySelectorAll('[data-copy]')].map(({ dataset }) => ({ label: dataset.label, value: dataset.copy })),
}))`;

describeWith(['chromium'], 'start-onboarding --interactive', () => {
  const played = new PlayedRun();
  let browser: Browser | undefined;
  afterAll(async () => {
    await browser?.close();
    await played.close();
  });

  it('is clicked through in one browser, from the one link that it prints', { timeout: 240_000 }, async () => {
    const args = ['--interactive', '--json', '--print-links', ...(await sandboxPorts())];
    const command = played.start('starter.ts', args);
    browser = await chromium.launch({ executablePath: requirePath('chromium'), args: ['--no-sandbox'] });
    const link = (): string | undefined =>
      command.lines
        .map((line) => JSON.parse(line) as { type: string; role?: string; url?: string })
        .find(({ type, role }) => type === 'link' && role === 'operator')?.url;
    await command.until(() => link() !== undefined);
    const context = await browser.newContext();
    context.setDefaultTimeout(60_000);
    const page = await context.newPage();
    await page.goto(link() ?? '');
    await page.getByRole('button', { name: 'Continue' }).click();
    const consoles = await context.newPage();
    const kept: Desk['kept'] = { token: '' };
    const answered = new Set<string>();
    let isOver = false;
    void command.ended.then(() => (isOver = true));
    while (!isOver) {
      for (const read of await page.evaluate<Read[]>(QUESTIONS)) {
        if (read.isLooking || !(await play(page, consoles, read, kept))) continue;
        answered.add(read.message);
        // The page is another one now.
        break;
      }
      await page.waitForTimeout(200);
    }
    // The command has taken its page with it, but not before this browser has drawn the end.
    expect(await page.locator('[data-over]').count()).toBe(1);
    const { outcome, report } = command.events.at(-1) as ResultLine;
    expect([await command.ended, outcome], command.stderr).toEqual([0, 'done']);
    expect(answered).toEqual(new Set(Object.keys(BY_HAND)));
    expect(new Set(report!.steps.flatMap(({ via }) => via ?? []))).toEqual(new Set(['page']));
  });

  /** Does what one question says behind its own button, and answers it; false where that is not done yet. */
  async function play(page: Page, consoles: Page, read: Read, kept: Desk['kept']): Promise<boolean> {
    const { url, copy, ...asked } = read;
    const one = { ...asked, copy, where: { place: 'behind the button of the page', url } } as unknown as Waiting;
    // Nothing is known of the sandbox but what the page shows.
    const desk = { page: consoles, one, kept, onPage: async () => undefined } as unknown as Desk;
    const value = await BY_HAND[read.message]?.(desk);
    if (value == null) return false;
    await answer(page, one, read.message, value);
    return true;
  }
});
