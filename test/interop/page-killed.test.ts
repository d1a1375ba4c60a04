import type { Client } from '@temporalio/client';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readConfig } from '../../cli/lib/config-file.js';
import { statusOfRun } from '../../client/ask-run.js';
import type { Waiting } from '../../runbook/words/status.js';
import { joinRun } from '../../start/join-run.js';
import { connectClient } from '../../temporal/connect.js';
import { TASK_QUEUE } from '../../runbook/model/names.js';
import { embeddedSettings } from '../../temporal/running-server.js';
import { PlayedRun } from '../e2e/played-run.js';
import { type Command, freePorts } from '../e2e/support.js';
import { fillIn, PagePeople, questionOn } from './page-people.js';
import { describeWith, requirePath } from './programs.js';

describeWith(['chromium'], 'The page, when its own process and the worker are killed', () => {
  const played = new PlayedRun();
  let client: Client;
  let browser: Browser;
  let people: PagePeople;
  let workflowId: string;
  let worker: Command;
  let web: Command;
  let port: number;

  const startWorker = (): Command => {
    const { orgUrl, token } = played.info.okta;
    return played.start('worker.ts', [], { OKTA_CLIENT_ORGURL: orgUrl, OKTA_CLIENT_TOKEN: token });
  };
  const startWeb = async (): Promise<Command> => {
    const command = played.start('web.ts', ['--json', '--port', String(port)]);
    await command.until(() => command.lines.length > 0);
    return command;
  };
  /** The question for the Kiro profile, once it is asked. */
  async function asked(): Promise<Waiting> {
    for (;;) {
      // A worker that has only just started may not answer yet.
      const status = await statusOfRun(client, workflowId).catch(() => null);
      const one = status?.waitingFor.find(({ message }) => message === 'kiroProfileEnabled');
      if (one !== undefined) return one;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  beforeAll(async () => {
    process.env['KIRO_STATE_DIR'] = played.dir;
    const temporal = played.start('cli/temporal.ts', ['--json']);
    await Promise.all([played.openSandbox(), temporal.until(() => temporal.lines.length > 0)]);
    worker = startWorker();
    [port = 0] = await freePorts(1);
    client = await connectClient(await embeddedSettings(played.dir));
    const { input } = await readConfig(played.info.config, {});
    ({ workflowId } = await joinRun(client, input, TASK_QUEUE));
    web = await startWeb();
    browser = await chromium.launch({ executablePath: requirePath('chromium'), args: ['--no-sandbox'] });
    people = new PagePeople(browser, `http://127.0.0.1:${port}`, played.dir);
  });
  afterAll(async () => {
    delete process.env['KIRO_STATE_DIR'];
    await browser?.close();
    await client?.connection.close();
    await played.close();
  });

  it('keeps what was typed, says who is away, and has the answer taken once', { timeout: 120_000 }, async () => {
    const one = await asked();
    const page = await people.sitDown(workflowId, { person: 'ana@example.com', role: 'kiro-admin' });
    const copied = (label: string): string => one.copy.find((item) => item.label === label)?.value ?? '';
    const value = { issuer: copied('Issuer URI'), clientId: copied('Client ID') };
    const form = await fillIn(questionOn(page, one), one.message, value);
    const send = form.getByRole('button', { name: 'Send the answer' });
    const typed = async (): Promise<string[]> =>
      Promise.all(['issuer', 'clientId'].map((name) => form.locator(`[name=${name}]`).inputValue()));

    web.kill('SIGKILL');
    worker.kill('SIGKILL');
    await page.getByText('This page is not connected just now.').waitFor();
    await send.click();
    await page.getByText('Not sent: this page does not answer.').waitFor();
    expect(await typed()).toEqual(Object.values(value));

    web = await startWeb();
    await page.getByText('This page is not connected just now.').waitFor({ state: 'detached' });
    // The page that was restarted knows nothing of the run yet, and no worker tells it.
    await page.getByText(/The run does not answer at this moment|No worker is running/).waitFor();
    expect(await typed()).toEqual(Object.values(value));
    await send.click();
    await page.getByText('Your answer is on its way.').waitFor();

    worker = startWorker();
    // The page waits for a worker for a while; then it says so, and the same form is sent again.
    const isTaken = async (): Promise<boolean> => {
      if (await form.getByText('Not sent:').isVisible()) await send.click();
      return page.getByText('Taken. Thank you.').isVisible();
    };
    await expect.poll(isTaken, { timeout: 60_000, interval: 300 }).toBe(true);
    await questionOn(page, one).waitFor({ state: 'detached' });
    await page.getByText(/The run does not answer at this moment|No worker is running/).waitFor({ state: 'detached' });
    const { events = [] } = await client.workflow.getHandle(workflowId).fetchHistory();
    const taken = (events ?? []).filter(
      (event) => event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.input?.name === one.message,
    );
    expect(taken).toHaveLength(1);
    expect(people.problems.filter((text) => !text.includes('ERR_CONNECTION_REFUSED'))).toEqual([]);
  });
});
