import { type BrowserContext, type Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeWith } from '../interop/programs.js';
import { axe, type BrowserHouse, onBrowser, type Shown } from './browser-house.js';
import { onboarding } from './every-question.js';

describeWith(['chromium'], 'Somebody who gives a list to a page', () => {
  let house: BrowserHouse;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];
  onBrowser((there) => ({ house, context, page, complaints } = there));

  const enter = async (shown: Shown): Promise<void> =>
    void (await page.goto(await house.enter(context, shown, 'ana@example.com', 'kiro-admin')));

  it('sees what was understood of a list before it is sent', async () => {
    const shown = house.show(onboarding([['subscription-review', 'subscriptionsListed']]));
    await enter(shown);
    const choose = (name: string, buffer: Buffer): Promise<void> =>
      page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer });
    const preview = page.locator('[data-preview]');
    // As Excel writes it: UTF-16 with tabs.
    await choose(
      'seats.csv',
      Buffer.from('\ufeffUser\tStatus\nana@example.com\tActive\nben@example.com\tPending', 'utf16le'),
    );
    await preview.getByRole('row', { name: /ben@example.com/ }).waitFor();
    expect(await axe(page)).toEqual([]);
    await choose('seats.csv', Buffer.from('User,Status\nana@example.com,Active\nana@example.com,Sleeping'));
    await preview.locator('.notice.odd').first().waitFor();
    await choose('seats.xlsx', Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0, 8, 0xff, 0xfe, 0]));
    await preview.locator('.problem').waitFor();
    expect(await axe(page)).toEqual([]);
    await page.locator('textarea[name=csv]').fill('User,Status\ncem@example.com,Active');
    await preview.getByRole('row', { name: /cem@example.com/ }).waitFor();
    await page.getByRole('button', { name: 'Send the list' }).click();
    await page.getByText('Taken. Thank you.').waitFor();
    expect(shown.sent).toMatchObject([{ message: 'subscriptionsListed' }]);
    expect(complaints).toEqual([]);
  });

  it('drops a list on its place, and sees where it may be dropped', async () => {
    const shown = house.show(onboarding([['subscription-review', 'subscriptionsListed']]));
    await enter(shown);
    const place = page.locator('[data-list]');
    const drag = await page.evaluateHandle(`(() => {
      const data = new DataTransfer();
      data.items.add(new File(['User,Status\\nana@example.com,Active\\ndee@example.com,Pending'], 'seats.csv', { type: 'text/csv' }));
      return data;
    })()`);
    await place.dispatchEvent('dragover', { dataTransfer: drag });
    expect(await place.getAttribute('class')).toContain('over');
    await place.dispatchEvent('dragleave', { dataTransfer: drag });
    expect(await place.getAttribute('class')).not.toContain('over');
    await place.dispatchEvent('dragover', { dataTransfer: drag });
    await place.dispatchEvent('drop', { dataTransfer: drag });
    await place.getByRole('row', { name: /dee@example.com/ }).waitFor();
    expect(await place.getAttribute('class')).not.toContain('over');
    expect(await page.locator('textarea[name=csv]').inputValue()).toContain('dee@example.com,Pending');
    await page.getByRole('button', { name: 'Send the list' }).click();
    await page.getByText('Taken. Thank you.').waitFor();
    expect(shown.sent).toMatchObject([{ value: { csv: expect.stringContaining('dee@example.com') as string } }]);
    expect(complaints).toEqual([]);
  });

  it('beside the place of a list drops a file without losing the page', async () => {
    const shown = house.show(onboarding([['subscription-review', 'subscriptionsListed']]));
    await enter(shown);
    const wasKept = await page.evaluate<boolean[]>(`['dragover', 'drop'].map((type) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(['x'], 'seats.csv'));
      return !document.querySelector('h1').dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
    })`);
    expect(wasKept).toEqual([true, true]);
  });
});
