import type { Locator, Page } from 'playwright-core';

/** What the Web UI shows of a run under User Metadata, Current Details: as a person sees it, not as it was written. */
export interface ShownPage {
  /** The lines that are not empty. */
  lines: string[];
  questions: ShownQuestion[];
  /** Texts of all code blocks. */
  commands: string[];
}

export interface ShownQuestion {
  title: string;
  instructions: string[];
  copy: { label: string; value: string }[];
  command: string;
}

/** Opens the tab, and reads the frame in which Temporal has rendered the page. */
export async function readPage(page: Page, runUrl: string): Promise<ShownPage> {
  await page.goto(`${runUrl}/user-metadata`);
  const main = page.frameLocator('#user-metadata-current-details').locator('main');
  await main.locator('p').first().waitFor();
  const text = await main.innerText();
  const commands = await main.locator('pre').allTextContents();
  const parts = await main.locator(':scope > *').all();
  const questions: ShownQuestion[] = [];
  for (const part of parts) {
    const [tag, said, items] = [await tagOf(part), (await part.textContent()) ?? '', part.locator('li')];
    const last = questions.at(-1);
    if (tag === 'H3') questions.push({ title: said.trim(), instructions: [], copy: [], command: '' });
    else if (last === undefined) continue;
    else if (tag === 'PRE') last.command = said;
    else if (tag === 'OL') last.instructions = await items.allTextContents();
    // Below the command stand the fields to fill in, no values.
    else if (tag === 'UL' && last.command === '') last.copy = await Promise.all((await items.all()).map(valueIn));
  }
  return {
    lines: text.split('\n').filter((line) => line.trim() !== ''),
    questions: questions.filter((one) => one.command !== ''),
    commands,
  };
}

const tagOf = (part: Locator): Promise<string> => part.evaluate((element: { tagName: string }) => element.tagName);

async function valueIn(item: Locator): Promise<{ label: string; value: string }> {
  const [label = ''] = ((await item.textContent()) ?? '').split(':');
  return { label: label.trim(), value: await item.locator('code').innerText() };
}
