import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RUN_INPUT_DEFAULTS } from '../../runbook/model/run-input.js';
import type { RunOptions } from '../../start/options.js';
import { openPageWithLinks } from '../../start/page-and-links.js';
import type { View } from '../../start/view.js';
import { USUAL_PORT } from '../../web/open-page.js';
import { afterTest } from '../support/after-test.js';

const settings = {
  ...RUN_INPUT_DEFAULTS,
  people: { ...RUN_INPUT_DEFAULTS.people, 'kiro-admin': { email: 'ana@x.org' } },
};
/** As much of Temporal as the links need: the run's settings. */
const client = {
  options: { namespace: 'default' },
  connection: { options: { address: '127.0.0.1:7233' } },
  withDeadline: (_: number, ask: () => unknown) => ask(),
  workflow: { getHandle: () => ({ query: async () => settings }) },
} as unknown as Client;

let stateDir: string;
let noted: string;
beforeEach(async () => {
  stateDir = mkdtempSync(join(tmpdir(), 'port-'));
  vi.stubEnv('KIRO_STATE_DIR', stateDir);
  noted = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    noted += String(text);
    return true;
  });
  // Another program, if this test is it or not: the port is taken.
  const other = createServer((_, answer) => answer.end('I am something else.'));
  afterTest(() => void other.close());
  other.listen(USUAL_PORT, '127.0.0.1');
  await Promise.race([once(other, 'listening'), once(other, 'error')]).catch(() => undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(stateDir, { recursive: true, force: true });
});

/** What a command says that opens the page for a run. */
async function opened(): Promise<string[]> {
  const said: string[] = [];
  const run = { client, workflowId: 'kiro-okta/a/b', uiUrl: null, stateDir, isEmbedded: true, isSandbox: false };
  const view = { say: (line: string) => void said.push(line) } as unknown as View;
  const options = { printLinks: true, json: false, interactive: false } as RunOptions;
  const closers = { add: (close: () => Promise<void>) => afterTest(close) };
  await openPageWithLinks({ ...run, sealingKeys: [], pageOf: null }, options, view, closers as never);
  return said;
}

describe('A command whose page finds its port taken', () => {
  it('says so in one sentence, and serves the page at another one', async () => {
    const [line = ''] = await opened();
    expect(noted.trim()).toBe(`Port ${USUAL_PORT} is taken by another program: the page has another port.`);
    const url = /http:\S+/.exec(line)?.[0] ?? '';
    expect(line).toContain('ana@x.org');
    expect(new URL(url).port).not.toBe(String(USUAL_PORT));
    expect(await (await fetch(url)).text()).toContain('Continue as ana@x.org?');
    // The next command of this state folder uses the same page.
    noted = '';
    const [again = ''] = await opened();
    expect(new URL(/http:\S+/.exec(again)?.[0] ?? '').port).toBe(new URL(url).port);
    expect(noted).toBe('');
  });

  it('with a public address says that it does not serve it, and its links lead there', async () => {
    vi.stubEnv('KIRO_WEB_URL', 'https://kiro.example.com');
    const [line = ''] = await opened();
    expect(noted.trim()).toBe(
      `Port ${USUAL_PORT} is taken by another program, so this command does not serve the page of https://kiro.example.com.`,
    );
    expect(line).toContain('https://kiro.example.com/link/');
  });
});
