import type { Locator, Page } from 'playwright-core';
import type { MessageName } from '../../../runbook/messages/schemas.js';
import { shown } from './clicks.js';

/** What somebody has before them in a run of day two: their question on the page, and the consoles behind its links. */
export interface DayTwoDesk {
  question: Locator;
  /** Follows a link of the question, by default its button, into a tab of its own. */
  open(link?: Locator): Promise<Page>;
  /** The newest access token, as people keep it. */
  kept: { token: string };
}

/** What is answered, and what is still to be done after that. */
export interface Done {
  value: Record<string, unknown>;
  /** By default the message that the question asks for. */
  message?: MessageName;
  afterwards?: () => Promise<void>;
}

/** A value of the question, as its copy button gives it. */
const copied = async ({ question }: DayTwoDesk, label: string): Promise<string> =>
  (await question.locator(`[data-label="${label}"]`).first().getAttribute('data-copy')) ?? '';

const told = (page: Page, text: string): Promise<void> =>
  page.getByRole('status').filter({ hasText: text }).first().waitFor();

/** Push Groups > Push now. */
async function pushNow(page: Page): Promise<void> {
  await page.locator('#tab-group-push').getByRole('button', { name: 'Push now Kiro Team' }).click();
  await told(page, 'Pushing Kiro Team.');
}

/** Access Tokens > Revoke, the oldest first, until only `left` of them remain. */
async function revokeUntil(page: Page, left: number): Promise<void> {
  const buttons = page.locator('#access-tokens').getByRole('button', { name: 'Revoke' });
  while ((await buttons.count()) > left) {
    await buttons.first().click();
    await told(page, 'The access token is revoked.');
  }
}

/** By the step and the message: does with the mouse what the question says. */
export const DAY_TWO_BY_HAND: Record<string, (desk: DayTwoDesk) => Promise<Done>> = {
  async 'new-token scimAccessIssued'(desk) {
    const page = await desk.open();
    await page.getByRole('button', { name: 'Generate Token' }).click();
    await told(page, 'The access token is made.');
    desk.kept.token = await shown(page, 'Access token');
    const endpoint = await shown(page, 'SCIM Endpoint');
    return { value: { endpoint, token: desk.kept.token, storedAt: 'On a note' } };
  },
  async 'into-okta provisioningConfigured'(desk) {
    const page = await desk.open();
    const tab = page.locator('#tab-provisioning');
    await tab.getByText('Edit', { exact: true }).click();
    if ((await page.getByLabel('Base URL').inputValue()) !== (await copied(desk, 'Base URL')))
      throw new Error('The question names another Base URL.');
    await page.getByLabel('API Token').fill(desk.kept.token);
    await page.getByRole('button', { name: 'Test API Credentials' }).click();
    await told(page, 'was verified successfully');
    await page.getByLabel('API Token').fill(desk.kept.token);
    await tab.getByRole('button', { name: 'Save' }).first().click();
    await told(page, 'The integration is saved');
    return { value: {}, afterwards: () => pushNow(page) };
  },
  async 'push-after checkNow'(desk) {
    await pushNow(await desk.open());
    return { value: {} };
  },
  async 'revoke-old tokenRevoked'(desk) {
    const page = await desk.open();
    const isLeak = await desk.question.getByText('Delete the leaked token now').isVisible();
    await revokeUntil(page, isLeak ? 0 : 1);
    return { value: {} };
  },
  async 'failed-tasks stepDone'(desk) {
    const page = await desk.open();
    const retry = page.getByRole('button', { name: 'Retry selected' });
    while (!(await page.getByText('Nothing has failed.').isVisible())) {
      if (await retry.first().isVisible()) await retry.first().click();
      await page.waitForTimeout(300);
      await page.reload();
    }
    await pushNow(await desk.open(desk.question.locator('.actions a').first()));
    return { value: { note: 'No failed task is left.' } };
  },
  async 'compare decisionMade'(desk) {
    const page = await desk.open();
    await page.getByText('Users & Groups').first().waitFor();
    return { value: { decision: 'accept', reason: 'A robot of ours that Okta does not know.' } };
  },
  'push-group userRemovedAtSource': removeAtSource,
  'assignments userRemovedAtSource': removeAtSource,
  'assignments decisionMade': () =>
    Promise.resolve({ value: { decision: 'repair', reason: 'They have left the company.' } }),
  async 'seat seatDeleted'(desk) {
    const page = await desk.open();
    const user = await copied(desk, 'User');
    await page.getByRole('link', { name: 'Download CSV' }).waitFor();
    const unsubscribe = page.getByRole('button', { name: `Unsubscribe ${user}` });
    if ((await unsubscribe.count()) === 0) return { value: { note: 'They had none.' } };
    await unsubscribe.click();
    await told(page, `${user} is unsubscribed`);
    return { value: { note: 'Unsubscribed.' } };
  },
  'find stepDone': () =>
    Promise.resolve({ message: 'decisionMade', value: { decision: 'stop', reason: 'It was a slip.' } }),
  'old-pushes decisionMade': () =>
    Promise.resolve({ value: { decision: 'repair', reason: 'The old profile is gone.' } }),
  'subscription-review decisionMade': () =>
    Promise.resolve({ value: { decision: 'accept', reason: 'The old seats end with the month.' } }),
  'old-seats decisionMade': () =>
    Promise.resolve({ value: { decision: 'accept', reason: 'They end with the month.' } }),
};

/** Follows the question to the group, and from there to the person, whom the rule or the directory lets go. */
async function removeAtSource(desk: DayTwoDesk): Promise<Done> {
  const login = await copied(desk, 'Login');
  const page = await desk.open();
  await page.getByRole('link', { name: login }).first().click();
  await page
    .getByRole('button', { name: /^(Except this user in the rule|Take out there, and import)/ })
    .first()
    .click();
  await told(page, login);
  return { value: {} };
}
