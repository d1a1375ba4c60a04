import type { Page } from 'playwright-core';
import type { SandboxInfo } from '../../sandbox/start.js';

const DESK = { width: 1100, height: 800 };
const PHONE = { width: 390, height: 844 };

/** A picture of the page that is open, as far as its window. */
export type Shoot = (name: string) => Promise<void>;

/** The sandbox's consoles: a form of Kiro, the DNS provider on a phone, Okta's provisioning, and the bad days. */
export async function sandboxConsoles(page: Page, { okta, kiro, dns }: SandboxInfo, shoot: Shoot): Promise<void> {
  await page.setViewportSize(DESK);
  await page.goto(`${kiro.consoleUrl}/console/sign-up`);
  await page.getByLabel('Issuer URI').fill('example.okta.com');
  await page.getByLabel('Client ID').fill('0oa1a2b3c4');
  await page.getByRole('button', { name: 'Enable' }).click();
  await shoot('console-kiro-refused');

  await page.goto(`${kiro.consoleUrl}/console/settings`);
  await page.getByLabel('Domain', { exact: true }).fill('example.com');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.goto(`${kiro.consoleUrl}/console/settings#domains`);
  await shoot('console-kiro-settings');
  const token = await page.locator('#domains .copyable code').innerText();

  await page.setViewportSize(PHONE);
  await page.goto(`${dns.consoleUrl}/console/zones/example.com`);
  await page.getByLabel('Value').fill(token);
  await page.getByRole('button', { name: 'Add record' }).click();
  await page.goto(`${dns.consoleUrl}/console/zones/example.com`);
  await shoot('console-dns-phone');

  await page.setViewportSize(DESK);
  await page.goto(`${okta.orgUrl}/console/apps`);
  await page.getByRole('link', { name: /IAM Identity Center/ }).click();
  await page.goto(`${page.url()}#tab-provisioning`);
  await shoot('console-okta-provisioning');
}
