import { join } from 'node:path';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { type Browser, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { readConfig } from '../../cli/lib/config-file.js';
import { statusOfRun } from '../../client/ask-run.js';
import { sealForRun, sendAnswer } from '../../client/send-answer.js';
import { connectionIdFor } from '../../runbook/model/names.js';
import type { LinkRole } from '../../sealing/link.js';
import { completedInput, type OnboardingInput } from '../../runbook/onboarding/input.js';
import type { Report } from '../../runbook/words/report.js';
import type { Status, Waiting } from '../../runbook/words/status.js';
import { playPeople } from '../../sandbox/people.js';
import { pageOfPlace } from '../../sandbox/question-pages.js';
import { type Sandbox, startSandbox } from '../../sandbox/start.js';
import { openVault, SCIM_ACCESS_FILE, type Vault } from '../../sandbox/vault.js';
import { joinRun, joinRunbook } from '../../start/join-run.js';
import { createWorker } from '../../start/run-worker.js';
import { servePage, type ServedPage } from '../../web/serve.js';
import { newStateDir } from '../e2e/support.js';
import { BY_HAND } from '../support/consoles/clicks.js';
import { DAY_TWO_BY_HAND, type Done } from '../support/consoles/day-two-clicks.js';
import { sharedDevServer } from '../support/temporal.js';
import { bundled, quiet } from '../workflows/harness.js';
import { answer, PagePeople, questionOn } from './page-people.js';
import { requirePath } from './programs.js';

const TASK_QUEUE = 'page-of-day-two';

/** Who has which role. */
const WHO: Record<string, string> = {
  'kiro-admin': 'ana@example.com',
  'okta-admin': 'ben@example.com',
  'dns-admin': 'cem@example.com',
  reviewer: 'rita@example.com',
};

/** A connection in the sandbox with the real worker, the page, and people with a browser each who answer there. */
export class DayTwoHouse {
  people!: PagePeople;
  input!: OnboardingInput;
  readonly kept = { token: '' };
  private readonly state = newStateDir();
  private readonly seats = new Map<string, Page>();
  private env!: TestWorkflowEnvironment;
  private sandbox!: Sandbox;
  private browser!: Browser;
  private served!: ServedPage;
  private stopWorker!: () => Promise<void>;

  get client() {
    return this.env.client;
  }
  get info() {
    return this.sandbox.info;
  }
  private get vault(): Vault {
    return openVault(join(this.state.dir, 'sandbox', 'vault.json'));
  }
  get connectionId(): string {
    return connectionIdFor(this.input);
  }

  async open(): Promise<void> {
    quiet();
    const { dir } = this.state;
    // The page and the worker trust the keys of the front ends beside them.
    process.env['KIRO_STATE_DIR'] = dir;
    const ports = { oktaPort: 0, kiroPort: 0, dnsPort: 0, dnsConsolePort: 0 };
    [this.env, this.sandbox, this.browser] = await Promise.all([
      sharedDevServer(),
      startSandbox({ stateDir: join(dir, 'sandbox'), ...ports }),
      chromium.launch({ executablePath: requirePath('chromium'), args: ['--no-sandbox'] }),
    ]);
    const { okta, config } = this.info;
    const { input } = await readConfig(config, {});
    const reviewers = [{ email: WHO['reviewer']! }];
    this.input = { ...input, proof: null, people: { ...input.people, reviewers } };
    const worker = await createWorker({
      connection: this.env.nativeConnection,
      namespace: 'default',
      env: {
        OKTA_CLIENT_ORGURL: okta.orgUrl,
        OKTA_CLIENT_TOKEN: okta.token,
        KIRO_TASK_QUEUE: TASK_QUEUE,
        KIRO_SCIM_ACCESS_FILE: join(dir, 'sandbox', SCIM_ACCESS_FILE),
      },
      stateDir: dir,
      bundle: bundled(),
    });
    const running = worker.run();
    this.stopWorker = () => {
      worker.shutdown();
      return running;
    };
    this.served = await servePage({
      ...{ client: this.client, uiUrl: null, stateDir: dir, host: '127.0.0.1', port: 0, publicUrl: null },
      ...{ env: { KIRO_STATE_DIR: dir }, isEmbedded: true },
      addressOf: (place) => pageOfPlace(place, this.info),
    });
    this.people = new PagePeople(this.browser, this.served.url, dir);
  }

  async close(): Promise<void> {
    delete process.env['KIRO_STATE_DIR'];
    await this.browser?.close();
    await this.served?.close();
    await this.stopWorker?.();
    await this.env?.teardown();
    await this.sandbox?.close();
    this.state.remove();
  }

  /** The onboarding, whose people are played; `change` is what differs from the house's configuration. */
  async connect(change: Partial<OnboardingInput> = {}): Promise<void> {
    const { client, info } = this;
    const { workflowId } = await joinRun(client, { ...this.input, ...change }, TASK_QUEUE);
    const line = {
      status: () => statusOfRun(client, workflowId),
      seal: (token: string, endpoint: string) => sealForRun(client, { workflowId, endpoint }, token, async () => {}),
      answer: async (message: string, value: Record<string, unknown>) => {
        const sent = await sendAnswer(client, workflowId, message, value);
        return sent.accepted ? null : sent.why.reason;
      },
    };
    const { vault } = this;
    const stop = new AbortController();
    const playing = playPeople({ info, vault, line, signal: stop.signal });
    const report = (await client.workflow.getHandle(workflowId).result()) as Report;
    stop.abort();
    await playing;
    expect(report.outcome).toBe('done');
  }

  /** Starts a run of day two, as its command does. */
  async start(type: string, workflowId: string, about: object | null): Promise<string> {
    const input = about === null ? this.input : { ...this.input, about };
    const texts = { firstStep: 'find', summary: type, details: [] };
    await joinRunbook(this.client, TASK_QUEUE, { type, workflowId, input, completed: completedInput, ...texts });
    return workflowId;
  }

  status = (workflowId: string): Promise<Status> => statusOfRun(this.client, workflowId);

  /** The page of a run before the person of that role; their link is opened once. */
  async seat(workflowId: string, role: LinkRole): Promise<Page> {
    const key = `${workflowId} ${role}`;
    const known = this.seats.get(key);
    if (known !== undefined) return known;
    const page = await this.people.sitDown(workflowId, { person: WHO[role] ?? 'olga', role });
    this.seats.set(key, page);
    return page;
  }

  /** People answer on the page all that a run asks, until it is over; gives what was answered, and the report. */
  async play(workflowId: string): Promise<{ answered: string[]; report: Report }> {
    const answered: string[] = [];
    for (;;) {
      const { outcome, waitingFor } = await this.status(workflowId);
      if (outcome !== 'running') break;
      for (const one of waitingFor) {
        if (one.looking || one.role === 'time' || one.role === 'dns') continue;
        const key = `${one.step} ${one.message}`;
        const page = await this.seat(workflowId, one.role);
        const done = await this.byHand(page, one);
        if (done === null) continue;
        await answer(page, one, done.message ?? one.message, done.value);
        const { token, endpoint } = done.value;
        // The person who runs the worker gives it the new token, too.
        if (typeof token === 'string' && typeof endpoint === 'string') this.vault.share({ endpoint, token });
        await done.afterwards?.();
        answered.push(key);
      }
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    const report = await this.client.workflow.getHandle(workflowId).query<Report>('report');
    // Another run of this id has pages of its own.
    for (const [key, page] of [...this.seats].filter(([one]) => one.startsWith(`${workflowId} `))) {
      await page.locator('.badge').first().waitFor();
      this.seats.delete(key);
    }
    return { answered, report };
  }

  private async byHand(page: Page, one: Waiting): Promise<Done | null> {
    const question = questionOn(page, one);
    // What the runbook asks and sees by itself a moment later is gone before anybody has read it.
    const isThere = await question.waitFor({ timeout: 2_000 }).then(
      () => true,
      () => false,
    );
    if (!isThere) return null;
    await this.picture(page, `${one.step}-${one.message}`);
    const own = DAY_TWO_BY_HAND[`${one.step} ${one.message}`];
    const { kept, info } = this;
    if (own === undefined) {
      // The onboarding's own question.
      const hand = one.message === 'stepDone' && one.step !== 'pilot-sign-in' ? undefined : BY_HAND[one.message];
      if (hand === undefined) throw new Error(`Nobody knows what to do: ${await question.innerText()}`);
      const consoles = await page.context().newPage();
      const value = await hand({ page: consoles, one, info, kept, onPage: async () => undefined });
      await consoles.close();
      return value == null ? null : { value };
    }
    const open = async (link = question.locator('a.button').first()): Promise<Page> => {
      const [tab] = await Promise.all([page.waitForEvent('popup'), link.click({ timeout: 5_000 })]);
      return tab;
    };
    return own({ question, open, kept });
  }

  /** A tab for the consoles alone. */
  consoles = (): Promise<Page> => this.browser.newPage();

  private pictures = 0;
  /** With PICTURES=FOLDER each question is drawn, to be looked at. */
  async picture(page: Page, name: string): Promise<void> {
    const dir = process.env['PICTURES'];
    if (dir === undefined) return;
    this.pictures += 1;
    const path = join(dir, `${String(this.pictures).padStart(2, '0')}-${name}.png`);
    await page.screenshot({ path, fullPage: true });
  }
}
