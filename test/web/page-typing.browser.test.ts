import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, type Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { loadSealingKeys, publicJwk } from '../../sealing/keys.js';
import { openToken } from '../../sealing/open-token.js';
import { describeWith } from '../interop/programs.js';
import { afterTest } from '../support/after-test.js';
import { HOSTILE } from '../support/hostile-texts.js';
import { ENDPOINT } from '../workflows/fake-world.js';
import { axe, type BrowserHouse, onBrowser, type Shown } from './browser-house.js';
import { onboarding } from './every-question.js';

const SECRET = 'the-scim-token-that-nobody-may-read-0123456789';
const OTHER = 'https://scim.example.com/other/scim/v2';

describeWith(['chromium'], 'Somebody who types into a page', () => {
  let house: BrowserHouse;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];
  onBrowser((there) => ({ house, context, page, complaints } = there));

  const enter = async (shown: Shown): Promise<void> =>
    void (await page.goto(await house.enter(context, shown, 'ana@example.com', 'kiro-admin')));
  const field = (name: string) => page.getByRole('textbox', { name, exact: true });
  const profile = (): Shown => house.show(onboarding([['kiro-profile', 'kiroProfileEnabled']]));

  it('has the SCIM token sealed for its endpoint, and in no request as it is', async () => {
    const stateDir = mkdtempSync(join(tmpdir(), 'kiro-seal-'));
    afterTest(() => rmSync(stateDir, { recursive: true, force: true }));
    const keys = await loadSealingKeys({ stateDir, env: {} });
    const shown = house.show(onboarding([['scim-access', 'scimAccessIssued']]), { sealingKey: publicJwk(keys) });
    const requests: string[] = [];
    page.on('request', (request) => requests.push(`${request.url()} ${request.postData() ?? ''}`));
    shown.next = { accepted: false, why: { code: 'invalid', field: 'endpoint', reason: 'Nothing answers there.' } };
    await enter(shown);
    const token = page.getByLabel('SCIM token (optional)');
    await token.fill(SECRET);
    for (const endpoint of [ENDPOINT, OTHER]) {
      await page.getByLabel('Endpoint').first().fill(endpoint);
      await page.getByRole('button', { name: 'Send the answer' }).click();
      await page.getByText('Nothing answers there.').waitFor();
      await expect.poll(() => shown.sent.length).toBe(endpoint === ENDPOINT ? 1 : 2);
    }
    const [one, two] = shown.sent.map(({ value }) => String(value['token']));
    const { workflowId } = shown;
    expect(await openToken(one!, keys, { workflowId, endpoint: ENDPOINT })).toBe(SECRET);
    expect(await openToken(two!, keys, { workflowId, endpoint: OTHER })).toBe(SECRET);
    await expect(openToken(one!, keys, { workflowId, endpoint: OTHER })).rejects.toThrow('sealed for another endpoint');
    expect(requests.filter((one) => one.includes('/answer '))).toHaveLength(2);
    expect(requests.join('\n')).not.toContain(SECRET);
    expect(complaints).toEqual([]);
  });

  it('has no field for a token without JavaScript, and reads how else it goes', async () => {
    const plain = await house.browser.newContext({ javaScriptEnabled: false });
    const shown = house.show(onboarding([['scim-access', 'scimAccessIssued']]));
    const still = await plain.newPage();
    await still.goto(await house.enter(plain, shown, 'ana@example.com', 'kiro-admin'));
    expect(await still.locator('input[type=password], [data-token], [name=token]').count()).toBe(0);
    expect(await still.locator('main').innerText()).toContain('hand it over in person');
    // The rest of the form goes without a script, too.
    await still.getByLabel('Endpoint').first().fill(ENDPOINT);
    await still.getByRole('button', { name: 'Send the answer' }).click();
    await still.waitForURL(/taken/);
    expect(shown.sent).toMatchObject([{ message: 'scimAccessIssued', value: { endpoint: ENDPOINT } }]);
    await plain.close();
  });

  it('loses nothing while the page is away', async () => {
    const shown = profile();
    await enter(shown);
    await field('Issuer').fill('https://example.okta.com/oauth2/aus1');
    await house.down();
    await page.getByText('This page is not connected just now.').waitFor();
    await field('Client ID').fill('0oa1a2b3c4');
    await page.getByRole('button', { name: 'Send the answer' }).click();
    await page.getByText('Not sent: this page does not answer.').waitFor();
    await house.up();
    await page.getByText('This page is not connected just now.').waitFor({ state: 'detached' });
    expect(await field('Issuer').inputValue()).toBe('https://example.okta.com/oauth2/aus1');
    await page.getByRole('button', { name: 'Send the answer' }).click();
    await page.getByText('Taken. Thank you.').waitFor();
    expect(shown.sent).toMatchObject([{ value: { clientId: '0oa1a2b3c4', by: 'ana@example.com', via: 'page' } }]);
  });

  it('learns that somebody else was quicker, and keeps the text', async () => {
    const shown = profile();
    await enter(shown);
    await field('Issuer').fill('https://example.okta.com/oauth2/aus1');
    shown.status = { ...shown.status, waitingFor: [] };
    await page.getByText('This was answered meanwhile').waitFor();
    expect(await field('Issuer').inputValue()).toBe('https://example.okta.com/oauth2/aus1');
    expect(await page.getByRole('button', { name: 'Send the answer' }).isDisabled()).toBe(true);
    expect(await axe(page)).toEqual([]);
  });

  it('sees that an answer was taken, and that the run is over, wherever the page was scrolled to', async () => {
    const shown = house.show(
      onboarding([
        ['kiro-profile', 'kiroProfileEnabled'],
        ['subscribe-team', 'teamSubscribed'],
      ]),
    );
    const { status } = shown;
    await page.setViewportSize({ width: 390, height: 700 });
    await enter(shown);
    await page.locator('form[data-answer=teamSubscribed] button').click();
    await page.getByText('Taken. Thank you.').waitFor();
    expect(shown.sent).toHaveLength(1);
    shown.status = { ...status, waitingFor: status.waitingFor.slice(0, 1) };
    await page.getByText('One thing to do for you.').waitFor();
    await expect.poll(() => page.evaluate<string>(IN_VIEW)).toMatch(/One thing to do for you[^]*Taken\. Thank you\./);
    expect(await page.evaluate('document.activeElement.matches("[data-flash][role=status]")')).toBe(true);
    await page.evaluate('scrollTo({ top: document.body.scrollHeight, behavior: "instant" })');
    expect(await page.evaluate<string>(IN_VIEW)).toBe('');
    shown.status = { ...status, outcome: 'done', waitingFor: [] };
    await page.getByText('It is over. Nothing is asked of you.').waitFor();
    await expect.poll(() => page.evaluate<string>(IN_VIEW)).toContain('It is over');
    expect(await page.evaluate('document.activeElement.matches("[data-part=state][role=status]")')).toBe(true);
    expect(await axe(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('keeps the place and the words of an answer that they write while the run ends', async () => {
    const shown = profile();
    await enter(shown);
    await field('Issuer').fill('https://example.okta.com/oauth2/aus1');
    shown.status = { ...shown.status, outcome: 'cancelled', waitingFor: [] };
    await page.getByText('The run is over, so this is not asked any more. What you wrote is still here').waitFor();
    expect(await field('Issuer').inputValue()).toBe('https://example.okta.com/oauth2/aus1');
    expect(await page.evaluate('document.activeElement.name')).toBe('issuer');
  });

  it('sees what became new before the page was connected, or while they had the keyboard there', async () => {
    const shown = profile();
    const { status } = shown;
    let connect = (): void => undefined;
    const held = new Promise<void>((resolve) => (connect = resolve));
    await page.route('**/events', (route) => void held.then(() => route.continue()));
    shown.status = { ...status, waitingFor: [] };
    await enter(shown);
    await page.getByText('Nothing to do for you now.').waitFor();
    shown.status = status;
    connect();
    await page.getByText('One thing to do for you.').waitFor();
    // The form is left alone while the keyboard is in it; the news is there as soon as it is not.
    await field('Issuer').focus();
    const waitingFor = status.waitingFor.map((one) => ({ ...one, why: 'New reason.' }));
    shown.status = { ...status, waitingFor, warnings: ['A new warning.'] };
    await page.getByText('A new warning.').waitFor();
    expect(await page.getByText('New reason.').count()).toBe(0);
    await page.evaluate('document.activeElement.blur()');
    await page.getByText('New reason.').waitFor();
  });

  it('may have many tabs open: one that nobody looks at, or whose run is over, holds no connection', async () => {
    const over = profile();
    over.status = { ...over.status, outcome: 'done', waitingFor: [] };
    for (let tab = 0; tab < 7; tab += 1) {
      await enter(over);
      await page.locator('[data-over]').waitFor();
      page = await context.newPage();
    }
    const shown = profile();
    const look = (state: string): Promise<unknown> =>
      page.evaluate(`Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true });
        document.dispatchEvent(new Event('visibilitychange'))`);
    for (let tab = 0; tab < 7; tab += 1) {
      await enter(shown);
      await page.getByRole('button', { name: 'Send the answer' }).waitFor();
      await look('hidden');
      if (tab < 6) page = await context.newPage();
    }
    // What came meanwhile is there as soon as somebody looks.
    shown.status = { ...shown.status, outcome: 'done', waitingFor: [] };
    await look('visible');
    await page.locator('[data-over]').waitFor();
    // The same run begins anew.
    const { status } = profile();
    shown.status = { ...status, workflowId: shown.workflowId };
    // What the page has seen within the last half second is good enough for a look.
    const lookAgain = async (): Promise<number> => {
      await look('hidden');
      await look('visible');
      return page.getByRole('button', { name: 'Send the answer' }).count();
    };
    await expect.poll(lookAgain, { interval: 500 }).toBe(1);
    expect(complaints).toEqual([]);
  });

  it('reads at the field what is wrong: while typing by the rules, and then by the run', async () => {
    const shown = house.show(onboarding([['scim-access', 'scimAccessIssued']]));
    shown.next = { accepted: false, why: { code: 'invalid', field: 'endpoint', reason: 'Nothing answers there.' } };
    await enter(shown);
    await field('Endpoint').fill('<endpoint>');
    await field('Endpoint').press('Tab');
    const row = page.locator('[data-field=endpoint]');
    await expect.poll(() => row.locator('.problem').textContent()).toContain('only a placeholder');
    await field('Endpoint').fill(ENDPOINT);
    await expect.poll(() => row.locator('.problem').textContent()).toBe('');
    await page.getByRole('button', { name: 'Send the answer' }).click();
    await row.getByText('Nothing answers there.').waitFor();
    await expect.poll(() => page.evaluate('document.activeElement.name')).toBe('endpoint');
    expect(await field('Endpoint').getAttribute('aria-invalid')).toBe('true');
    expect(await axe(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('meets no text of others that does anything', async () => {
    const shown = house.show(
      onboarding([
        ['oidc-application', 'objectChosen', { reason: 'r' }],
        ['domain', 'domainAdded', { reason: 'r' }],
        ['dns-record', 'dnsRecordPublished'],
      ]),
    );
    const refusal = { message: 'm', reason: 'r', value: 'v', by: 'b', via: 'v', at: '2026-05-04T08:00:00.000Z' };
    Object.assign(shown.status, { warnings: ['w'], refusals: [refusal] });
    const { status, report } = shown;
    const home = await house.enter(context, shown);
    for (const evil of HOSTILE) {
      shown.status = filledWith(status, evil);
      shown.report = filledWith(report, evil);
      for (const path of evil.includes('evil.example') ? ['', '/findings'] : ['']) {
        await page.goto(`${home}${path}`);
        expect({ evil, found: await page.evaluate<string[]>(FOREIGN) }).toEqual({ evil, found: [] });
      }
    }
    expect(complaints).toEqual([]);
  });
});

/** What the lines at the head say that can be seen without scrolling. */
const IN_VIEW = `[...document.querySelectorAll('[data-part=state], [data-flash]')].filter((one) => {
  const { top, bottom, height } = one.getBoundingClientRect();
  return height > 0 && top >= 0 && bottom <= innerHeight;
}).map((one) => one.innerText).join('\\n')`;

/** What the page or the run goes by; every other text is somebody's. */
const OWN =
  /^(workflowId|runbook|outcome|state|confirmed|step|message|role|severity|party|doneBy|sender|run|fields|.*At|at|since|from|to)$/;

/** The same with all texts replaced that anybody outside may have written. */
function filledWith<Value>(value: Value, evil: string, key = ''): Value {
  if (OWN.test(key)) return value;
  if (typeof value === 'string') return evil as Value;
  if (Array.isArray(value)) return value.map((one: unknown) => filledWith(one, evil)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, filledWith<unknown>(one, evil, name)]),
  ) as Value;
}

/** Elements that are none of the page's own. */
const FOREIGN = `[...document.querySelectorAll(
  'img, svg, iframe, object, script:not([src^="/assets/"]), [onerror], [onload], a[href*="evil"], a[href^="javascript:"], h1 ~ h1, style, meta[http-equiv]',
)].map((one) => one.outerHTML.slice(0, 200))`;
