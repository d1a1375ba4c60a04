import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterEach, beforeAll, beforeEach } from 'vitest';
import { createRequire } from 'node:module';
import type { Sent } from '../../client/send-answer.js';
import type { MessageName } from '../../runbook/messages/schemas.js';
import { type RunView } from '../../runbook/model/runbook.js';
import type { ReviewedPerson } from '../../runbook/review-access/decision-files.js';
import { type Report, reportOf } from '../../runbook/words/report.js';
import { type Status, statusOf } from '../../runbook/words/status.js';
import { linkToken } from '../../sealing/link.js';
import { loadSigningKey, type SigningKey } from '../../sealing/signing.js';
import { loadAssets } from '../../web/assets.js';
import { LiveRuns } from '../../web/live.js';
import { NewLinks } from '../../web/new-links.js';
import { pageApp } from '../../web/page-app.js';
import type { PageRuns } from '../../web/page-runs.js';
import { cookieName, type Session, sessionName, Sessions } from '../../web/sessions.js';
import { requirePath } from '../interop/programs.js';
import { afterTest } from '../support/after-test.js';
import { input } from './every-question.js';

const MAIL = { from: 'kiro@example.com', copyTo: null };

/** A run that the page shows, which a test changes as it likes. */
export interface Shown {
  workflowId: string;
  status: Status;
  report: Report;
  reviewed: ReviewedPerson[];
  /** What asking for it fails with. */
  error: Error | null;
  sealingKey: Record<string, string> | null;
  /** What came of it when an answer was sent: the next one, and those before. */
  next: Sent;
  sent: { message: MessageName; value: Record<string, unknown> }[];
}

/** The page on a port of its own, with runs that a test makes up, and Chromium to look at it. */
export class BrowserHouse {
  readonly runs = new Map<string, Shown>();
  /** Mails with new links. */
  readonly mails: { to: string; text: string }[] = [];
  url = '';
  browser!: Browser;
  private server!: Server;
  private key!: SigningKey;
  private sessions!: Sessions;
  private listener!: ReturnType<typeof getRequestListener>;

  /** Both end with the test or the file that began them. */
  static async open(): Promise<BrowserHouse> {
    const house = new BrowserHouse();
    const dir = mkdtempSync(join(tmpdir(), 'kiro-page-'));
    afterTest(() => rmSync(dir, { recursive: true, force: true }));
    house.key = await loadSigningKey({ env: {}, stateDir: dir, via: 'page' });
    house.sessions = new Sessions(house.key, dir);
    const runs = house.pageRuns();
    const app = pageApp({
      runs,
      live: new LiveRuns(runs),
      sessions: house.sessions,
      trusted: async () => [{ key: house.key.key, via: 'page', people: ['*'] }],
      publicUrl: null,
      base: '',
      newLinks: new NewLinks({
        ...{ runs, key: house.key },
        openMail: () =>
          ({
            sendMail: async (mail: { to: string; text: string }) => void house.mails.push(mail),
            close() {},
          }) as never,
        url: () => house.url,
        log: () => undefined,
      }),
      assets: await loadAssets(),
      mark: 'test',
      log: () => undefined,
    });
    house.listener = getRequestListener(app.fetch);
    await house.listen(0);
    house.browser = await chromium.launch({ executablePath: requirePath('chromium'), args: ['--no-sandbox'] });
    afterTest(() => house.browser.close());
    afterTest(() => house.down());
    return house;
  }

  private async listen(port: number): Promise<void> {
    this.server = createServer((incoming, outgoing) => void this.listener(incoming, outgoing));
    this.server.listen(port, '127.0.0.1');
    await once(this.server, 'listening');
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The page is away: nothing listens at its address. */
  async down(): Promise<void> {
    if (!this.server.listening) return;
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  /** It is there again, at the same address. */
  up = (): Promise<void> => this.listen(Number(new URL(this.url).port));

  private pageRuns(): PageRuns {
    const of = (workflowId: string): Shown => {
      const shown = this.runs.get(workflowId);
      if (shown === undefined) throw new Error(`no run ${workflowId}`);
      if (shown.error !== null) throw shown.error;
      return shown;
    };
    return {
      status: async (id) => of(id).status,
      report: async (id) => of(id).report,
      settings: async () => ({ people: input.people, notify: { ...input.notify, email: MAIL } }),
      sealingKey: async (id) => of(id).sealingKey,
      others: async (id) =>
        [...this.runs.keys()]
          .filter((one) => one !== id)
          .map((workflowId) => ({ runbook: 'x', workflowId, waitingFor: of(workflowId).status.waitingFor })),
      reviewed: async (id) => of(id).reviewed,
      answer: async (id, message, value) => {
        of(id).sent.push({ message, value });
        return of(id).next;
      },
    };
  }

  /** A run to be looked at, under an id of its own. */
  show(view: RunView, more: Partial<Shown> = {}): Shown {
    const workflowId = `kiro-okta/example.okta.com/example.com/${this.runs.size}`;
    const own = { ...view, workflowId };
    const shown: Shown = {
      ...{ workflowId, status: statusOf(own), report: reportOf(own), reviewed: [], error: null, sealingKey: null },
      ...{ next: { accepted: true, notes: [] }, sent: [], ...more },
    };
    this.runs.set(workflowId, shown);
    return shown;
  }

  /** A link to that run; `hours` below 0 is one that has expired. */
  link = (
    { workflowId }: Pick<Shown, 'workflowId'>,
    person = 'ana@example.com',
    role: Session['role'] = 'kiro-admin',
    hours = 24,
  ): string => `${this.url}/link/${linkToken(this.key, 'kiro-link+jws', { workflowId, person, role, hours })}`;

  /** The address of that run's page, with a session for it in that browser. */
  async enter(
    context: BrowserContext,
    { workflowId }: Pick<Shown, 'workflowId'>,
    person = 'Olga',
    role: Session['role'] = 'operator',
  ): Promise<string> {
    const who = { workflowId, person, role };
    const name = sessionName(who);
    const value = linkToken(this.key, 'kiro-session+jws', { ...who, hours: 24 });
    await context.addCookies([{ name: cookieName(name), value, domain: '127.0.0.1', path: `/run/${name}` }]);
    return `${this.url}/run/${name}`;
  }
}

/** What a test in Chromium has: the house, a window of its own, and what the browser says against its pages. */
interface InBrowser {
  house: BrowserHouse;
  context: BrowserContext;
  page: Page;
  complaints: string[];
}

/** A house for all tests of a suite, with a window of its own for each test; `use` gets both before the test. */
export function onBrowser(use: (there: InBrowser) => void, how: BrowserContextOptions = {}): void {
  let house: BrowserHouse;
  let context: BrowserContext;
  beforeAll(async () => {
    house = await BrowserHouse.open();
  });
  beforeEach(async () => {
    context = await house.browser.newContext(how);
    const complaints = await watched(context);
    use({ house, context, page: await context.newPage(), complaints });
  });
  afterEach(() => context.close());
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Everything that a browser may say against a page: violations of its policy, errors, requests to others. */
export async function watched(context: BrowserContext): Promise<string[]> {
  const complaints: string[] = [];
  context.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) complaints.push(message.text());
  });
  context.on('weberror', (error) => complaints.push(String(error.error())));
  context.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  context.on('request', (request) => {
    if (!/^(http:\/\/127\.0\.0\.1:|data:,$)/.test(request.url())) complaints.push(`request to ${request.url()}`);
  });
  await context.addInitScript(
    'addEventListener("securitypolicyviolation", (e) => console.error(`policy: ${e.violatedDirective} ${e.blockedURI}`))',
  );
  return complaints;
}

/** What axe finds against the page as it stands; `only` names the rules to try, else all. */
export async function axe(page: Page, only: string[] = []): Promise<string[]> {
  // Of the test alone: it comes in by the debugger, which no policy of a page stops.
  await page.evaluate(AXE);
  const run = `axe.run(document, ${JSON.stringify(only.length === 0 ? {} : { runOnly: { type: 'rule', values: only } })})`;
  const { violations } = await page.evaluate<{
    violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
  }>(run);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
  );
}

/** The element that makes the page wider than its window; null where there is none. */
export const tooWide = (page: Page): Promise<string | null> =>
  page.evaluate(`(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return null;
    const wide = [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > root.clientWidth + 1);
    return (wide.at(-1)?.outerHTML ?? 'the page').slice(0, 300);
  })()`);

/** A heading that skips a level, or a page without exactly one h1; null where all is well. */
export const wrongHeadings = (page: Page): Promise<string | null> =>
  page.evaluate(`(() => {
    const levels = [...document.querySelectorAll('h1, h2, h3, h4')].map((one) => Number(one.tagName[1]));
    if (levels.filter((one) => one === 1).length !== 1 || levels[0] !== 1) return 'not one h1 first: ' + levels;
    const skipped = levels.findIndex((one, at) => at > 0 && one > levels[at - 1] + 1);
    return skipped === -1 ? null : 'a level is skipped: ' + levels;
  })()`);
