import { type BrowserContext, type Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { NoServerError, RunGoneError } from '../../client/ask-run.js';
import type { Session } from '../../web/sessions.js';
import { describeWith } from '../interop/programs.js';
import { axe, type BrowserHouse, onBrowser, type Shown, tooWide, wrongHeadings } from './browser-house.js';
import { EVERY_QUESTION, everybody, findingOf, onboarding, reviewing } from './every-question.js';

const PHONE = { width: 390, height: 800 };

describeWith(['chromium'], 'A page in Chromium', () => {
  let house: BrowserHouse;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];
  onBrowser((there) => ({ house, context, page, complaints } = there), { viewport: PHONE });

  /** What is wrong with the page that is open: on a phone, for a screen reader, in the dark, on paper, by its policy. */
  async function faults(): Promise<unknown[]> {
    const found: unknown[] = [await tooWide(page), await wrongHeadings(page), ...(await axe(page))];
    await page.emulateMedia({ colorScheme: 'dark' });
    found.push(...(await axe(page, ['color-contrast'])));
    await page.emulateMedia({ colorScheme: 'dark', media: 'print' });
    found.push(await page.evaluate(PAPER));
    await page.emulateMedia({ colorScheme: 'light', media: 'screen' });
    return [...found.filter((one) => one !== null), ...complaints];
  }

  const enter = async (shown: Shown, role: Session['role'] = 'operator', path = ''): Promise<void> => {
    const person = { operator: 'Olga', reviewer: 'rita@example.com' }[role as string] ?? 'ana@example.com';
    await page.goto(`${await house.enter(context, shown, person, role)}${path}`);
  };
  const text = (): Promise<string> => page.locator('main').innerText();

  it.each(Object.entries(EVERY_QUESTION))('that asks is whole: %s', async (_, make) => {
    const shown = house.show(make());
    await enter(shown);
    expect(await faults()).toEqual([]);
    // Nobody with a browser alone can send a message by its name.
    const said = await text();
    expect(said).not.toMatch(/\b(stepDone|decisionMade|checkNow|skipStep|objectChosen|storedAt|npm run)\b/);
    for (const one of shown.status.waitingFor) expect(said).toContain(one.title);
  });

  it('shows what is over, whatever came of it', async () => {
    for (const outcome of ['done', 'done-with-findings', 'failed', 'cancelled'] as const) {
      const view = onboarding([]);
      view.state.outcome = outcome;
      await enter(house.show(view), 'kiro-admin');
      expect(await text()).toContain('It is over. Nothing is asked of you.');
      expect(await faults()).toEqual([]);
    }
  });

  it('tells somebody who is not asked that there is nothing to do, and who is', async () => {
    await enter(house.show(onboarding([['dns-record', 'dnsRecordPublished']])), 'kiro-admin');
    const said = await text();
    expect(said).toContain('Nothing to do for you now.');
    expect(said).toContain('asked of cem@example.com');
    expect(await faults()).toEqual([]);
  });

  it('says that the runbook is looking, and what it saw', async () => {
    const shown = house.show(onboarding([['dns-record', 'dnsRecordPublished']]));
    Object.assign(shown.status.waitingFor[0]!, {
      looking: true,
      newestLook: ['No name server has it.', 'ns1 is empty'],
    });
    await enter(shown);
    expect(await text()).toMatch(/ns1 is empty[^]*You have answered/);
    expect(await faults()).toEqual([]);
  });

  it('of a link says what it does, and what became of it', async () => {
    const shown = house.show(onboarding([['kiro-profile', 'kiroProfileEnabled']]));
    const link = house.link(shown);
    await page.goto(link);
    expect(await text()).toContain('Continue as ana@example.com?');
    expect(await faults()).toEqual([]);
    await page.getByRole('button', { name: 'Continue' }).press('Enter');
    await page.waitForURL(/\/run\//);
    expect(await text()).toContain('One thing to do for you.');
    // In a browser that has its session a used link just opens the page; in another one it opens nothing.
    await page.goto(link);
    expect(await text()).toContain('One thing to do for you.');
    await context.clearCookies();
    // Signed for another one than it names.
    const forged = house.link(shown, 'eve@example.com').slice(0, -86) + link.slice(-86);
    for (const [address, says] of [
      [link, 'This link was used already'],
      [house.link(shown, 'ana@example.com', 'kiro-admin', -1), 'This link has expired'],
      [forged, 'This link is not right'],
      [`${house.url}/run/AAAAAAAAAAAAAAAAAAAAAA`, 'Open the link that you got'],
      [`${house.url}/nowhere`, 'There is nothing at this address'],
    ] as const) {
      await page.goto(address);
      expect(await text()).toContain(says);
      expect(await faults()).toEqual([]);
    }
  });

  it('of a link that has expired sends a new one, and goes on with that from the mail', async () => {
    const shown = house.show(onboarding([['kiro-profile', 'kiroProfileEnabled']]));
    const field = (name: string) => page.getByRole('textbox', { name, exact: true });
    await page.goto(house.link(shown, 'ana@example.com', 'kiro-admin', -1));
    await page.getByRole('button', { name: 'Send me a new link' }).click();
    await page.getByText('A mail with a new link is on its way to ana@example.com.').waitFor();
    expect(await axe(page)).toEqual([]);
    const mail = house.mails.at(-1)!;
    expect(mail.to).toBe('ana@example.com');
    await page.goto(/http\S+\/link\/\S+/.exec(mail.text)?.[0] ?? '');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('One thing to do for you.').waitFor();
    await field('Issuer').fill('https://example.okta.com/oauth2/aus1');
    await field('Client ID').fill('0oa1a2b3c4');
    await page.getByRole('button', { name: 'Send the answer' }).click();
    await page.getByText('Taken. Thank you.').waitFor();
    expect(shown.sent).toMatchObject([{ value: { by: 'ana@example.com' } }]);
    // The new one is used up likewise: in another browser it asks for the next, and that is soon enough.
    await context.clearCookies();
    await page.goto(/http\S+\/link\/\S+/.exec(mail.text)?.[0] ?? '');
    await page.getByText('This link was used already').waitFor();
    await page.getByRole('button', { name: 'Send me a new link' }).click();
    await page.getByText('is on its way already').waitFor();
    expect(complaints).toEqual([]);
  });

  it('of who runs it leads to the other runs, and back', async () => {
    const [shown, other] = [house.show(onboarding([])), house.show(onboarding([['domain', 'domainAdded']]))];
    await enter(shown);
    await page.getByRole('link', { name: 'Other runs' }).click();
    await page.getByRole('heading', { name: 'Other runs of this connection' }).waitFor();
    expect(await text()).toContain('1 question is open.');
    expect(await faults()).toEqual([]);
    const number = other.workflowId.split('/').at(-1) ?? '';
    await page.getByRole('button', { name: `Open ${number}`, exact: true }).click();
    await page.getByText('One thing to do for you.').waitFor();
    await enter(shown, 'kiro-admin');
    expect(await page.getByRole('link', { name: 'Other runs' }).count()).toBe(0);
  });

  it('says when a run is gone, and when nobody answers for it', async () => {
    const shown = house.show(onboarding([]), {
      error: new RunGoneError('The run was ended from outside (terminated).'),
    });
    await enter(shown);
    expect(await text()).toContain('There is nothing to show any more');
    expect(await faults()).toEqual([]);
    const other = house.show(onboarding([['kiro-profile', 'kiroProfileEnabled']]), {
      error: new NoServerError('Temporal does not answer.'),
    });
    await enter(other);
    expect(await text()).toContain('The run does not answer just now');
    expect(await faults()).toEqual([]);
    // It shows the run by itself once it is there.
    other.error = null;
    await page.getByText('One thing to do for you.').waitFor();
    other.error = new NoServerError('Temporal does not answer.');
    await page.getByText('Temporal does not answer. The run is kept').waitFor();
    expect(await text()).toContain('One thing to do for you.');
  });

  it('has findings that can be searched, or says that there are none', async () => {
    const shown = house.show(onboarding([]));
    shown.report.findings = [];
    await enter(shown, 'operator', '/findings');
    expect(await text()).toContain('No findings');
    const other = house.show(onboarding([]));
    other.report.findings = Array.from({ length: 60 }, (_, index) => ({ ...findingOf(index), step: 'report' }));
    await enter(other, 'operator', '/findings');
    await page.getByLabel('Find in the findings').fill('user17@');
    expect(await text()).toContain('1 of 60');
    expect(await page.locator('tbody tr:visible').count()).toBe(1);
    expect(await faults()).toEqual([]);
  });

  it('has the report, as the file on the disk has it', async () => {
    const shown = house.show(onboarding([['dns-record', 'dnsRecordPublished']]));
    await page.goto(`${await house.enter(context, shown)}/report`);
    expect(await page.locator('h1').innerText()).toBe('Okta to Kiro: example.com');
    expect(await faults()).toEqual([]);
  });

  it('of a review lets one search, choose for all and keep a draft', async () => {
    const shown = house.show(reviewing(7), { reviewed: everybody(250) });
    await enter(shown, 'reviewer', '/review?q=user24');
    expect(await text()).toContain('1 to 11 of 11');
    await page.getByRole('button', { name: 'Remove all that are shown' }).press('Enter');
    expect(await faults()).toEqual([]);
    await page.getByLabel('Note on user241@example.com').fill('has left');
    await page.getByRole('button', { name: 'Save these as a draft' }).click();
    await page.getByText('11 decisions kept as a draft.').waitFor();
    const [sent] = shown.sent;
    expect(sent?.message).toBe('accessReviewed');
    const rows = sent?.value['rows'] as { user: string; decision: string; note?: string }[];
    expect(rows).toHaveLength(11);
    expect(rows.every(({ decision }) => decision === 'remove')).toBe(true);
    expect(rows).toContainEqual({ user: 'user241@example.com', decision: 'remove', note: 'has left' });
    expect(sent?.value['draft']).toBe(true);
    expect(complaints).toEqual([]);
  });

  it('is used by keyboard alone: each thing is reached, is seen to be, and Enter sends', async () => {
    const shown = house.show(
      onboarding([
        ['kiro-profile', 'kiroProfileEnabled'],
        ['oidc-application', 'objectChosen'],
      ]),
    );
    await enter(shown);
    const meant = await page.evaluate<string[]>(FOCUSABLE);
    const reached = new Set<string>();
    for (let presses = 0; presses < meant.length + 10; presses += 1) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate<{ name: string; isSeen: boolean } | null>(FOCUSED);
      if (at === null) continue;
      expect(at).toMatchObject({ isSeen: true });
      reached.add(at.name);
    }
    expect(meant.filter((one) => !reached.has(one))).toEqual([]);
    await page.getByRole('textbox', { name: 'Issuer' }).focus();
    await page.keyboard.type('https://example.okta.com/oauth2/aus1');
    await page.getByRole('textbox', { name: 'Client ID' }).focus();
    await page.keyboard.type('0oa1a2b3c4');
    await page.keyboard.press('Enter');
    await page.getByText('Taken. Thank you.').waitFor();
    expect(shown.sent).toMatchObject([{ message: 'kiroProfileEnabled', value: { clientId: '0oa1a2b3c4' } }]);
  });
});

/** On paper there is nothing to press, dark ink on white, and what is asked. Null where that is so. */
const PAPER = `(() => {
  const seen = (one) => one.getClientRects().length > 0;
  const pressed = [...document.querySelectorAll('button, [type=search], .answer input, textarea')].filter(seen);
  if (pressed.length > 0) return 'on paper: ' + pressed[0].outerHTML.slice(0, 200);
  const [r, g, b] = getComputedStyle(document.body).color.match(/\\d+/g).map(Number);
  if (r + g + b > 300) return 'light ink on paper';
  return seen(document.querySelector('h1')) ? null : 'nothing on paper';
})()`;

/** A name for each thing that the keyboard should reach: of radio buttons, the group is one. */
const NAME_OF = `const nameOf = (one) => one.type === 'radio' ? 'radio ' + one.name :
  one.tagName + ' ' + (one.id || one.getAttribute('aria-label') || one.textContent.trim()).slice(0, 60);`;
const FOCUSABLE = `(() => {
  ${NAME_OF}
  const all = document.querySelectorAll('a[href], button, input:not([type=hidden]), textarea, summary');
  const seen = [...all].filter((one) => !one.disabled && one.checkVisibility({ contentVisibilityAuto: true }));
  return [...new Set(seen.map(nameOf))];
})()`;
const FOCUSED = `(() => {
  ${NAME_OF}
  const one = document.activeElement;
  if (one === null || one === document.body) return null;
  const { outlineStyle, outlineWidth } = getComputedStyle(one);
  return { name: nameOf(one), isSeen: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 };
})()`;
