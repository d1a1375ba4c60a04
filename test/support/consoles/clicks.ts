import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import type { Waiting } from '../../../runbook/words/status.js';
import { pageOfPlace } from '../../../sandbox/question-pages.js';
import type { SandboxInfo } from '../../../sandbox/start.js';

/** What somebody has before them: the question, the consoles, and a browser. */
export interface Desk {
  page: Page;
  one: Waiting;
  info: SandboxInfo;
  /** What people hand to each other: the access token. */
  kept: { token: string };
  /** Called when a page is open, before anything is done there. */
  onPage: (page: Page) => Promise<void>;
}

/** Does with the mouse what a question asks for; gives the answer, or null where it is not done yet. */
export type ByHand = (desk: Desk) => Promise<Record<string, unknown> | null>;

const valueOf = ({ one }: Desk, label: string): string => one.copy.find((item) => item.label === label)?.value ?? '';
const valuesOf = ({ one }: Desk, label: string): string[] =>
  one.copy.flatMap((item) => (item.label === label ? [item.value] : []));

/** Follows the link of the question, or the one that the sandbox knows for its place. */
async function open({ page, one, info, onPage }: Desk): Promise<void> {
  const url = one.where.url ?? pageOfPlace(one.where.place, info);
  if (url === null) throw new Error(`No page for "${one.where.place}".`);
  await page.goto(url);
  await onPage(page);
}

/** The text beside a copy button, below its label. */
export const shown = (page: Page, label: string): Promise<string> =>
  page
    .locator('.copyable', { has: page.getByText(label, { exact: true }) })
    .first()
    .locator('code')
    .innerText();

const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();
const told = async ({ page, onPage }: Desk, text: string): Promise<void> => {
  await page.getByRole('status').filter({ hasText: text }).waitFor();
  await onPage(page);
};

/** By the name of the message. */
export const BY_HAND: Record<string, ByHand> = {
  async kiroProfileEnabled(desk) {
    const { page } = desk;
    await open(desk);
    await page.getByLabel('Issuer URI').fill(valueOf(desk, 'Issuer URI'));
    await page.getByLabel('Client ID').fill(valueOf(desk, 'Client ID'));
    await press(page, 'Enable');
    await told(desk, 'The Kiro profile is enabled');
    return { issuer: await shown(page, 'Issuer URI'), clientId: await shown(page, 'Client ID') };
  },
  async domainAdded(desk) {
    const { page } = desk;
    await open(desk);
    await page.getByLabel('Domain', { exact: true }).fill(valueOf(desk, 'Domain'));
    await press(page, 'Add');
    await told(desk, 'is added and Pending');
    return { verificationToken: await shown(page, 'Verification token') };
  },
  // With the keyboard alone.
  async dnsRecordPublished(desk) {
    const { page } = desk;
    await open(desk);
    await page.getByLabel('Name (optional)').focus();
    await page.keyboard.type(valueOf(desk, 'Name'));
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.type(valueOf(desk, 'Value'));
    await page.keyboard.press('Enter');
    await told(desk, 'TXT record of example.com is saved.');
    return {};
  },
  async domainVerified(desk) {
    const { page } = desk;
    await open(desk);
    const isVerified = await page.locator('#domains').getByText('Verified', { exact: true }).isVisible();
    if (!isVerified) await page.getByRole('button', { name: 'Verify' }).click();
    return isVerified ? {} : null;
  },
  async scimAccessIssued(desk) {
    const { page, kept } = desk;
    await open(desk);
    await press(page, 'Generate Token');
    await told(desk, 'The access token is made.');
    kept.token = await shown(page, 'Access token');
    const endpoint = await shown(page, 'SCIM Endpoint');
    await page.reload();
    if ((await page.content()).includes(kept.token)) throw new Error('The token is shown again.');
    return { endpoint, token: kept.token, storedAt: 'On a note' };
  },
  async provisioningConfigured(desk) {
    const { page, kept } = desk;
    await open(desk);
    // Where there is an integration already, the form is behind Edit.
    const edit = page.locator('#tab-provisioning').getByText('Edit', { exact: true });
    if (await edit.isVisible()) await edit.click();
    await page.getByLabel('Enable API integration').check();
    await page.getByLabel('Base URL').fill(valueOf(desk, 'Base URL'));
    await page.getByLabel('API Token').fill(kept.token);
    await press(page, 'Test API Credentials');
    await told(desk, 'was verified successfully');
    await page.locator('#tab-provisioning').getByRole('button', { name: 'Save' }).first().click();
    await told(desk, 'The integration is saved');
    await page.getByLabel('Create Users').check();
    await page.getByLabel('Update User Attributes').check();
    await page.locator('#tab-provisioning').getByRole('button', { name: 'Save' }).last().click();
    await told(desk, 'To App is saved.');
    return {};
  },
  async teamSubscribed(desk) {
    const { page } = desk;
    await open(desk);
    const form = page.locator('form', { has: page.locator('input[value="add-group"]') });
    await form.getByLabel('Tier').selectOption(valueOf(desk, 'Tier'));
    for (const group of valuesOf(desk, 'Group')) await form.getByLabel(group, { exact: true }).check();
    await form.getByRole('button', { name: 'Assign' }).click();
    await told(desk, 'subscribed to');
    return {};
  },
  async subscriptionsListed(desk) {
    const { page } = desk;
    await open(desk);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download CSV' }).click(),
    ]);
    return { csv: await readFile(await file.path(), 'utf8') };
  },
  async stepDone(desk) {
    const { page, one } = desk;
    if (one.step !== 'pilot-sign-in') return null;
    await open(desk);
    await page.getByLabel('E-mail address').fill(valueOf(desk, 'E-mail address'));
    await press(page, 'Sign in and ask');
    await told(desk, 'is signed in');
    return { step: one.step, note: 'A model has answered.' };
  },
};
