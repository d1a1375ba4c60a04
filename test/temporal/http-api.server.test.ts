import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { connectClient } from '../../temporal/connect.js';
import { startEmbeddedTemporal } from '../../temporal/embedded.js';
import { embeddedSettings } from '../../temporal/running-server.js';
import { emptyDir, script, unusedPort } from './server-support.js';

const cli = (): string => String(process.env['TEMPORAL_CLI_PATH']);

/** What a page of another origin, or one whose name has come to mean this machine, sends along. */
const PAGES = [
  { Origin: 'https://evil.example', 'Content-Type': 'text/plain' },
  { Origin: 'https://evil.example', 'Content-Type': 'application/json' },
];

test(
  'no page in a browser reaches it, while its clients, the command and the Web UI do',
  { timeout: 60_000 },
  async () => {
    const stateDir = emptyDir();
    const httpPort = await unusedPort();
    // The same program on the same flags, with the random port of its HTTP API known.
    const program = script(emptyDir(), 'temporal', `exec "${cli()}" "$@" --http-port ${httpPort}`);
    const server = await startEmbeddedTemporal({ stateDir, env: { TEMPORAL_CLI_PATH: program } });
    onTestFinished(() => server.close());
    const client = await connectClient(await embeddedSettings(stateDir));
    onTestFinished(() => client.connection.close());
    const { workflowId } = await client.workflow.start('anything', { taskQueue: 'nobody', workflowId: 'run' });
    const path = `/namespaces/default/workflows`;
    const begin = { workflowType: { name: 'evil' }, taskQueue: { name: 'kiro-okta' } };

    for (const base of ['/api/v1', '']) {
      const url = `http://127.0.0.1:${httpPort}${base}${path}`;
      for (const headers of PAGES) {
        const signal = await fetch(`${url}/${workflowId}/signal/stop`, { method: 'POST', headers, body: '{}' });
        expect([url, signal.status]).toEqual([url, 403]);
        const start = await fetch(`${url}/evil`, { method: 'POST', headers, body: JSON.stringify(begin) });
        expect([url, start.status]).toEqual([url, 403]);
      }
      for (const host of ['evil.example', 'localhost', 'x.invalid'])
        expect((await fetch(url, { headers: { Host: host } })).ok).toBe(false);
    }
    // The Web UI's own way to the server takes nothing from pages of other origins either.
    for (const headers of PAGES) {
      const url = `${server.uiUrl}/api/v1${path}/${workflowId}/signal/stop`;
      const answer = await fetch(url, { method: 'POST', headers, body: '{}' });
      expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([400, null]);
    }
    const { history } = await client.workflow
      .getHandle(workflowId)
      .fetchHistory()
      .then((all) => ({ history: all.events }));
    expect(history?.some((event) => event.workflowExecutionSignaledEventAttributes)).toBe(false);
    await expect(client.workflow.getHandle('evil').describe()).rejects.toThrow(/not found/i);

    // Its own way to the server begins before the server listens, and then tries again after a second or two.
    const seen = async (): Promise<number> => (await fetch(`${server.uiUrl}/api/v1${path}`)).status;
    await expect.poll(seen, { timeout: 60_000 }).not.toBe(503);
    // As the Web UI does it: with the token of its own cookie.
    const page = await fetch(`${server.uiUrl}/api/v1${path}`);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('"run"')]);
    const cookie = page.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const headers = { Cookie: cookie, 'X-CSRF-TOKEN': cookie.split('=')[1] ?? '', 'Content-Type': 'application/json' };
    const signal = await fetch(`${server.uiUrl}/api/v1${path}/${workflowId}/signal/ours`, {
      method: 'POST',
      headers,
      body: '{}',
    });
    expect(signal.status).toBe(200);
    const listed = ['workflow', 'show', '-w', workflowId, '--address', server.address];
    expect((await promisify(execFile)(cli(), listed)).stdout).toContain('WorkflowExecutionSignaled');
  },
);
