import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { runAll } from '../activities/okta/run.js';
import { startOrg } from '../activities/okta/support.js';
import { startCommand, workFolder } from './run-cli.js';

/** Debian's; another one by CHROMIUM. */
const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const isThere = existsSync(CHROMIUM);
if (!isThere)
  process.stderr.write(`Skipped: the sign-in in a browser. There is no ${CHROMIUM}; CHROMIUM names another.\n`);

interface SignIn {
  /** What the person sees. */
  page: Page;
  /** What the command said in the end. */
  ended: () => Promise<{ code: number | null; result: Record<string, unknown> }>;
}

describe.skipIf(!isThere)('npm run test-sign-in in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  });
  afterAll(() => browser?.close());

  /** Starts the command against a finished org, and opens the address that it prints. */
  async function opened(): Promise<SignIn> {
    const org = await startOrg();
    const { oidc, server } = await runAll(org);
    const args = ['--json', '--no-send', '--issuer', server.issuer, '--client-id', oidc.clientId];
    const child = startCommand('test-sign-in.ts', args, { cwd: workFolder() });
    const [stdout, closed] = [text(child.stdout), once(child, 'close') as Promise<[number | null]>];
    const address = new Promise<string>((resolve) => {
      createInterface(child.stderr).on('line', (line) => line.startsWith('http') && resolve(line));
    });
    const context = await browser.newContext();
    onTestFinished(() => context.close());
    const page = await context.newPage();
    await page.goto(await address);
    const ended = async () => ({
      code: (await closed)[0],
      result: JSON.parse(await stdout) as Record<string, unknown>,
    });
    return { page, ended };
  }

  it('signs a person in by the login page, and tells her and the terminal', async () => {
    const { page, ended } = await opened();
    expect(await page.title()).toBe('Sign in to the sandbox');
    expect(await page.textContent('p')).toContain('Kiro-OIDC');
    await page.getByRole('link', { name: 'Yara Haddad' }).click();
    await page.getByText('Signed in').first().waitFor();
    expect(new URL(page.url()).hostname).toBe('localhost');
    const { code, result } = await ended();
    expect([code, result]).toMatchObject([0, { ok: true, refreshed: true, problems: [], lifetimeSeconds: 3600 }]);
    expect(result['scp']).toEqual(['codewhisperer:completions', 'codewhisperer:conversations', 'offline_access']);
  });

  it('tells of a person who is not assigned, on the page and at the terminal', async () => {
    const { page, ended } = await opened();
    await page.getByRole('link', { name: 'Zoe Lindqvist' }).click();
    await page.getByText('User is not assigned').waitFor();
    const { code, result } = await ended();
    expect([code, result['ok']]).toEqual([1, false]);
    expect(JSON.stringify(result['problems'])).toContain('assigned to the OIDC application');
  });
});
